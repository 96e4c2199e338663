import { type ComputedRef, computed, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { type RunRecord, canGoOn } from '#shared/domain/runs.ts';
import { useSession } from '../../client/session.ts';
import { spokenTime } from '../../ui/time.ts';
import type { TrainingActions } from './useTrainingActions.ts';
import type { TrainingState } from './useTrainingState.ts';

/** The words of the question before a run is cancelled. */
export interface CancelWords {
  title: string;
  text: string;
  keep: string;
}

export interface Cancelling {
  /** What is asked now; null: nothing. A run that ends while the question is open takes the question with it. */
  question: ComputedRef<CancelWords | null>;
  /** Asks about the training under way, else about the run shown. */
  ask(): void;
  forget(): void;
  confirm(): void;
}

/** Asks, naming what is lost, before a run is cancelled that trains, waits or rests. */
export function useCancelling(
  { job, isShownActive, runs, selected, active }: TrainingState,
  { cancelJob, cancelRun }: TrainingActions,
): Cancelling {
  const { t } = useI18n();
  const session = useSession();
  const asked = shallowRef<{ job: string } | { run: string } | null>(null);

  function words(run: RunRecord | null, keep: string): CancelWords {
    const title = run ? t('training.cancelTitle', { run: run.id }) : t('training.cancelTitleNew');
    if (!run || run.step === 0) return { title, text: t('training.cancelEarly'), keep };
    return { title, text: t('training.cancelAsk', { steps: run.step, time: spokenTime(run.seconds) }), keep };
  }
  const question = computed(() => {
    const about = asked.value;
    if (!about) return null;
    if ('job' in about) {
      const isRunning = session.running.some(({ id }) => id === about.job);
      return isRunning ? words(active.value, t('training.goOn')) : null;
    }
    const run = runs.value?.find(({ id }) => id === about.run);
    return run && canGoOn(run) ? words(run, t('training.keepRun')) : null;
  });
  function ask(): void {
    if (isShownActive.value && job.value) asked.value = { job: job.value.id };
    else if (selected.value) asked.value = { run: selected.value.id };
  }
  function confirm(): void {
    const about = asked.value;
    if (!about || !question.value) return;
    void ('job' in about ? cancelJob(about.job) : cancelRun(about.run));
  }
  return { question, ask, forget: () => (asked.value = null), confirm };
}
