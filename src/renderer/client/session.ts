import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Job, LossRow, ProductSummary, StudioEvent } from '#shared/contract/studio.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { createConnection } from './connection.ts';
import { studio } from './studio.ts';

/** Those who want to hear of something, and the way to tell them. */
function createListeners<T extends unknown[]>() {
  const listeners = new Set<(...news: T) => void>();
  return {
    call: (...news: T): void => listeners.forEach((listener) => listener(...news)),
    /** Gives back what ends it. */
    add(listener: (...news: T) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * The one connection to the studio: it subscribes, takes the snapshot, merges what follows, and tries again when the
 * connection is lost. Pages read from here; nothing is lost when one closes.
 */
export const useSession = defineStore('session', () => {
  const generation = ref(0); // raised at each snapshot and step of the undo stack: pages load again what they show
  const products = shallowRef<ProductSummary[]>([]);
  const jobs = shallowRef<Job[]>([]);
  const onRuns = createListeners<[product: string, run: RunRecord]>();
  const onLossRows = createListeners<[product: string, run: string, row: LossRow]>();
  const onValidations = createListeners<[product: string, run: string]>();
  /** What computes, as the studio says. */
  const engine = ref('');
  /** The studio has said what there is: before that, nothing is known of any product. */
  const isKnown = computed(() => generation.value > 0);
  const running = computed(() => jobs.value.filter((job) => job.state === 'running'));

  function apply(event: StudioEvent, signal: AbortSignal): void {
    if (event.type === 'snapshot') {
      products.value = event.products;
      jobs.value = event.jobs;
      generation.value++;
      void readEngine(signal).then((name) => (engine.value = name ?? engine.value));
    } else if (event.type === 'job') jobs.value = merged(jobs.value, event.job);
    else if (event.type === 'product') products.value = merged(products.value, event.product);
    else if (event.type === 'run') onRuns.call(event.product, event.run);
    else if (event.type === 'losses') onLossRows.call(event.product, event.run, event.row);
    else if (event.type === 'validation') onValidations.call(event.product, event.run);
  }

  const { connection, attempts, isLost, isTurnedOut, follow } = createConnection(apply);
  const productById = (id: string): ProductSummary | undefined => products.value.find((product) => product.id === id);
  const jobOf = (product: string, kind: Job['kind']): Job | undefined => foremost(jobs.value, product, kind);
  function phaseOf(product: string, kind: Job['kind']): string {
    const job = jobOf(product, kind);
    return job ? `${job.id} ${job.state}` : '';
  }

  return {
    connection,
    isLost,
    isTurnedOut,
    engine,
    attempts,
    generation,
    isKnown,
    products,
    jobs,
    running,
    follow,
    /** Has the pages load again what they show. */
    renew: (): void => void generation.value++,
    /** Called at each change of a run, each training step reported, each judgement on held-out forgeries. */
    onRun: onRuns.add,
    onLosses: onLossRows.add,
    onValidation: onValidations.add,
    productById,
    jobOf,
    /** Changes with each job and its state, also where one begins and ends between two redraws. */
    phaseOf,
  };
});

/** How far a job is, per cent; null where nothing is counted, as before the first step. */
export function percentOf({ share, done, total }: Job): number | null {
  const known = share ?? (total > 0 ? done / total : null);
  return known === null ? null : Math.round(100 * known);
}

/** Why a job failed; null where it did not. */
export const failureOf = (job: Job | null | undefined): Job['error'] => (job?.state === 'failed' ? job.error : null);

/** Of a product's jobs of a kind the one that runs, else the first that waits, else the newest that ended. */
function foremost(jobs: readonly Job[], product: string, kind: Job['kind']): Job | undefined {
  const all = jobs.filter((job) => job.product === product && job.kind === kind);
  const running = all.filter(({ state }) => state === 'running');
  return running.find(({ waits }) => !waits) ?? running[0] ?? all.at(-1);
}

async function readEngine(signal: AbortSignal): Promise<string | null> {
  try {
    return (await studio.system.about(undefined, { signal })).engine;
  } catch (error) {
    console.info('The studio did not say which engine it has.', error); // the next snapshot asks again
    return null;
  }
}

function merged<T extends { id: string }>(list: readonly T[], item: T): T[] {
  return list.some(({ id }) => id === item.id) ? list.map((old) => (old.id === item.id ? item : old)) : [...list, item];
}
