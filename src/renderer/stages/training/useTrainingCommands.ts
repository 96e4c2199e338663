import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { canGoOn } from '#shared/domain/runs.ts';
import { useSession } from '../../client/session.ts';
import { type Command, useCommands } from '../../ui/commands.ts';
import type { TrainingActions } from './useTrainingActions.ts';
import type { TrainingState } from './useTrainingState.ts';

/** What can be done now, for the buttons as for the keys. */
export interface TrainingChoices {
  start: boolean;
  pause: boolean;
  resume: boolean;
  cancel: boolean;
  evaluate: boolean;
}

/** Offers what the training page can do by palette and key: S starts, P pauses. A key never queues a further run. */
export function useTrainingCommands(
  state: TrainingState,
  actions: TrainingActions,
  askToCancel: () => void,
): ComputedRef<TrainingChoices> {
  const { t } = useI18n();
  const { isTraining, selected } = state;
  const can = useChoices(state, actions);
  const commandOf = (name: keyof TrainingChoices, label: string, keys: string[], run: () => unknown): Command => ({
    id: `training-${name}`,
    label: t(label),
    ...(keys.length > 0 && { keys }),
    isEnabled: can.value[name],
    run: () => void run(),
  });
  useCommands(() => [
    isTraining.value
      ? commandOf('start', 'training.queue', [], actions.start)
      : commandOf('start', 'training.start', ['s'], actions.start),
    commandOf('pause', 'training.pause', ['p'], actions.pause),
    commandOf('resume', 'training.resume', [], () => actions.resume()),
    commandOf('cancel', 'training.cancel', [], askToCancel),
    commandOf('evaluate', 'training.evaluate', [], () => selected.value && actions.evaluate(selected.value.id)),
  ]);
  return can;
}

function useChoices(
  { hasParts, isShownActive, isShownAtWork, selected, resting }: TrainingState,
  { isBusy, isPausing }: TrainingActions,
): ComputedRef<TrainingChoices> {
  const session = useSession();
  return computed<TrainingChoices>(() => {
    const isFree = hasParts.value && !session.isLost && !isBusy.value;
    const isAtRest = selected.value !== null && canGoOn(selected.value);
    return {
      start: isFree,
      pause: !session.isLost && isShownAtWork.value && !isPausing.value,
      resume: isFree && resting.value !== null,
      cancel: !session.isLost && (isShownActive.value || isAtRest),
      evaluate: isFree && selected.value?.state === 'trained',
    };
  });
}
