import { type ComputedRef, type Ref, computed } from 'vue';
import type { Job } from '#shared/contract/studio.ts';
import { runTitle } from '#shared/domain/runNames.ts';
import { type RunRecord, canGoOn } from '#shared/domain/runs.ts';
import { useSession } from '../../client/session.ts';
import { type Waiting, waitingTrainings } from './queue.ts';
import { useRuns } from './useRuns.ts';
import { useTrainingPlan } from './useTrainingPlan.ts';

export interface TrainingState {
  /** The studio has said what runs there are, or cannot. */
  isKnown: ComputedRef<boolean>;
  /** There are good parts enough to train on. */
  hasParts: ComputedRef<boolean>;
  /** The training under way, else the first that waits, else the one that ended last. */
  job: ComputedRef<Job | undefined>;
  isTraining: ComputedRef<boolean>;
  waiting: ComputedRef<Waiting[]>;
  runs: Ref<RunRecord[] | null>;
  /** The run whose curves and details are shown. */
  selected: ComputedRef<RunRecord | null>;
  /** The run that trains. */
  active: ComputedRef<RunRecord | null>;
  /** What is shown is the training under way: its run, or none yet where it only prepares. */
  isShownActive: ComputedRef<boolean>;
  /** What is shown is trained now, or made ready to start or to go on: it can be paused. */
  isShownAtWork: ComputedRef<boolean>;
  /** The run that Resume goes on with: the one shown, else the newest, where it rests and nothing trains. */
  resting: ComputedRef<RunRecord | null>;
  /** The one next step that is offered in the accent colour. */
  nextStep: ComputedRef<'resume' | 'start' | 'evaluate'>;
}

/** How the training of a product stands, kept up to date by the studio's events. */
export function useTrainingState(product: string): TrainingState {
  const session = useSession();
  const plan = useTrainingPlan(product);
  const { runs, isLoading } = useRuns(product, ({ id }) => (plan.run = id));
  const isKnown = computed(() => session.isKnown && !(runs.value === null && isLoading.value));
  const hasParts = computed(() => (session.productById(product)?.normals ?? 0) >= 2);
  const job = computed(() => session.jobOf(product, 'train'));
  const isTraining = computed(() => job.value?.state === 'running');
  const waiting = computed(() => waitingTrainings(session.jobs, product));
  const newest = computed(() => runs.value?.at(-1) ?? null);
  const selected = computed(() => runs.value?.find(({ id }) => id === plan.run) ?? newest.value);
  const active = computed(() => runs.value?.findLast(({ state }) => state === 'running') ?? null);
  const isShownActive = computed(() => {
    if (!isTraining.value) return false;
    return active.value === null ? plan.run === null : selected.value?.id === active.value.id;
  });
  const isShownAtWork = computed(() => {
    if (!isTraining.value || job.value?.waits !== false) return false;
    const isResumed = active.value === null && selected.value !== null && job.value.about === runTitle(selected.value);
    return isShownActive.value || isResumed;
  });
  const resting = computed(() => {
    if (isTraining.value) return null;
    return [selected.value, newest.value].find((run) => run && canGoOn(run)) ?? null;
  });
  const nextStep = computed(() => {
    if (resting.value) return 'resume';
    return selected.value?.state === 'trained' ? 'evaluate' : 'start';
  });
  return {
    isKnown,
    hasParts,
    job,
    isTraining,
    waiting,
    runs,
    selected,
    active,
    isShownActive,
    isShownAtWork,
    resting,
    nextStep,
  };
}
