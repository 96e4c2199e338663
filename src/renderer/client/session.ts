import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Job, LossRow, ProductSummary, StudioEvent } from '#shared/contract/studio.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { studio } from './studio.ts';

const firstRetryMs = 500;
const longestRetryMs = 5_000;

type RunListener = (product: string, run: RunRecord) => void;
type LossListener = (product: string, run: string, row: LossRow) => void;
type ValidationListener = (product: string, run: string) => void;

/**
 * The one connection to the studio: it subscribes, takes the snapshot, merges what follows, and tries again when the
 * connection is lost. Pages read from here; nothing is lost when one closes.
 */
export const useSession = defineStore('session', () => {
  const connection = ref<'connecting' | 'connected' | 'lost'>('connecting');
  /** Attempts since the connection was lost. */
  const attempts = ref(0);
  /** Raised at each snapshot, so that pages load again what they show. */
  const generation = ref(0);
  const products = shallowRef<ProductSummary[]>([]);
  const jobs = shallowRef<Job[]>([]);
  const runListeners = new Set<RunListener>();
  const lossListeners = new Set<LossListener>();
  const validationListeners = new Set<ValidationListener>();
  const running = computed(() => jobs.value.filter((job) => job.state === 'running'));

  function apply(event: StudioEvent): void {
    if (event.type === 'snapshot') {
      products.value = event.products;
      jobs.value = event.jobs;
      generation.value++;
    } else if (event.type === 'job') jobs.value = merged(jobs.value, event.job);
    else if (event.type === 'product') products.value = merged(products.value, event.product);
    else if (event.type === 'run') runListeners.forEach((listener) => listener(event.product, event.run));
    else if (event.type === 'losses')
      lossListeners.forEach((listener) => listener(event.product, event.run, event.row));
    else if (event.type === 'validation') validationListeners.forEach((listener) => listener(event.product, event.run));
  }

  /** Follows the studio's events for as long as the page lives. */
  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of await studio.system.events(undefined, { signal })) {
          connection.value = 'connected';
          attempts.value = 0;
          apply(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        console.info('The studio did not answer; trying again.', error);
      }
      connection.value = 'lost';
      attempts.value++;
      await wait(Math.min(firstRetryMs * 2 ** (attempts.value - 1), longestRetryMs));
    }
  }

  /** Called at each change of a run; gives back what ends it. */
  const onRun = adder(runListeners);
  /** Called for each training step reported; gives back what ends it. */
  const onLosses = adder(lossListeners);
  /** Called when a run was judged on held-out forgeries; gives back what ends it. */
  const onValidation = adder(validationListeners);

  const productById = (id: string): ProductSummary | undefined => products.value.find((product) => product.id === id);
  const jobOf = (product: string, kind: Job['kind']): Job | undefined =>
    foremost(jobs.value.filter((job) => job.product === product && job.kind === kind));

  return {
    connection,
    attempts,
    generation,
    products,
    jobs,
    running,
    follow,
    onRun,
    onLosses,
    onValidation,
    productById,
    jobOf,
  };
});

/** The job that runs, else the first that waits, else the newest that ended. */
function foremost(all: readonly Job[]): Job | undefined {
  const running = all.filter(({ state }) => state === 'running');
  return running.find(({ waits }) => !waits) ?? running[0] ?? all.at(-1);
}

/** Adds a listener to a set; gives back what takes it out again. */
const adder =
  <Listener>(listeners: Set<Listener>) =>
  (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

function merged<T extends { id: string }>(list: readonly T[], item: T): T[] {
  return list.some(({ id }) => id === item.id) ? list.map((old) => (old.id === item.id ? item : old)) : [...list, item];
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
