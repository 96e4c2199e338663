import { type ComputedRef, type Ref, computed, ref } from 'vue';
import { useRouter } from 'vue-router';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { studio } from '../../client/studio.ts';
import { useAction } from '../../ui/useLoad.ts';
import { useTrainingPlan } from './useTrainingPlan.ts';
import type { TrainingState } from './useTrainingState.ts';

export interface TrainingActions {
  error: Ref<FlawsmithError | null>;
  isBusy: Ref<boolean>;
  /** Asked to pause, and on its way there: it rests after the step in progress. */
  isPausing: ComputedRef<boolean>;
  /** Starts a run as planned, or queues it behind the one that trains. */
  start(): Promise<boolean>;
  /** Goes on with a run, with the one at rest where none is named. */
  resume(run?: string): Promise<boolean>;
  pause(): Promise<boolean>;
  /** Cancels a training that runs or waits. */
  cancelJob(job: string): Promise<boolean>;
  /** Puts a job that waits at another place; 1 is next. */
  move(job: string, place: number): Promise<boolean>;
  /** Cancels a run that rests. */
  cancelRun(run: string): Promise<boolean>;
  /** Evaluates a trained run and shows its page. */
  evaluate(run: string): Promise<boolean>;
}

/** What can be done on the training page; each resolves true where it succeeded, else `error` says why. */
export function useTrainingActions(
  product: string,
  { job, isTraining, resting }: TrainingState,
  priorSet: () => PriorSet,
): TrainingActions {
  const router = useRouter();
  const plan = useTrainingPlan(product);
  const { error, isBusy, run } = useAction();

  const start = (): Promise<boolean> =>
    run(async () => {
      const { minutes, size, backbone, moved, seed, loss, name } = plan;
      if (!isTraining.value) plan.run = null;
      await studio.training.start({
        product,
        budget: { minutes },
        size,
        backbone,
        moved,
        seed,
        loss: { ...loss },
        priorSet: priorSet(),
        ...(name.trim() !== '' && { name: name.trim() }),
      });
      plan.name = ''; // the next run is another one
    });
  const resume = (id = resting.value?.id): Promise<boolean> =>
    run(() => studio.training.resume({ product, ...(id !== undefined && { run: id }) }));
  const evaluate = (id: string): Promise<boolean> =>
    run(async () => {
      await studio.evaluation.start({ product, run: id });
      await router.push({ name: 'evaluation', params: { product } });
    });
  return {
    error,
    isBusy,
    ...usePause(job, () => run(() => studio.training.pause({ product }))),
    start,
    resume,
    cancelJob: (id) => run(() => studio.system.cancelJob({ job: id })),
    move: (id, place) => run(() => studio.training.move({ job: id, place })),
    cancelRun: (id) => run(() => studio.training.cancel({ product, run: id })),
    evaluate,
  };
}

function usePause(
  job: TrainingState['job'],
  ask: () => Promise<boolean>,
): Pick<TrainingActions, 'isPausing' | 'pause'> {
  const asked = ref<string | null>(null);
  async function pause(): Promise<boolean> {
    asked.value = job.value?.id ?? null;
    const isHeard = await ask();
    if (!isHeard) asked.value = null;
    return isHeard;
  }
  return { isPausing: computed(() => asked.value !== null && asked.value === job.value?.id), pause };
}
