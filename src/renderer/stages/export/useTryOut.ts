import { computed, ref, shallowRef, watch } from 'vue';
import type { TriedFile, TryOutResult } from '#shared/contract/studio.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction } from '../../ui/useLoad.ts';
import type { Dropped } from './droppedFiles.ts';
import { sendFiles } from './sendFiles.ts';

/** What came of the files that were tried last, row by row while they are scored. */
function useResult(product: string, release: () => number) {
  const session = useSession();
  const result = shallowRef<Omit<TryOutResult, 'rows'> | null>(null);
  const rows = shallowRef<TriedFile[]>([]);
  const job = computed(() => session.jobOf(product, 'tryout'));

  /** Adds the rows that came since; all of them where another try-out is shown by now. */
  async function load(): Promise<void> {
    const known = result.value?.id;
    const answer = await studio.export.tried({ product, from: rows.value.length });
    if (answer === null || answer.release !== release()) return clear();
    if (known !== undefined && answer.id !== known) {
      clear();
      return load();
    }
    const { rows: more, ...rest } = answer;
    result.value = rest;
    rows.value = [...rows.value, ...more.filter(({ id }) => id >= rows.value.length)];
  }
  function clear(): void {
    result.value = null;
    rows.value = [];
  }
  let loading = Promise.resolve();
  const follow = (): void => void (loading = loading.then(load).catch(() => undefined)); // the next change tries again
  watch(() => [session.generation, job.value?.id, job.value?.done, job.value?.state, release()], follow, {
    immediate: true,
  });
  return { job, result, rows };
}

/** Try-outs of one product by one of its releases: what is sent and scored now, and what came of it. */
export function useTryOut(product: string, release: () => number) {
  const { error, isBusy, run } = useAction();
  const { job, result, rows } = useResult(product, release);
  /** Of a drop: what was no picture. The studio counts those of folders that it reads itself. */
  const notSent = shallowRef<ReadonlyMap<string, number>>(new Map());
  const sending = ref<{ done: number; total: number } | null>(null);
  let stop = new AbortController();
  const isScoring = computed(() => job.value?.state === 'running');

  const skipped = computed(() => {
    const all = new Map(notSent.value);
    for (const { ending, count } of result.value?.skipped ?? []) all.set(ending, (all.get(ending) ?? 0) + count);
    return [...all].map(([ending, count]) => ({ ending, count }));
  });

  const start = (paths: readonly string[], upload?: string): Promise<unknown> =>
    studio.export.tryOut({ product, release: release(), paths: [...paths], ...(upload && { upload }) });
  const tryPaths = (paths: readonly string[]): Promise<boolean> =>
    run(async () => {
      notSent.value = new Map();
      await start(paths);
    });
  /** @param paths where they lie, where that is known @param dropped the files to send otherwise */
  const tryFiles = (paths: Promise<string[] | null>, dropped: Promise<Dropped> | null): Promise<boolean> =>
    run(async () => {
      const known = await paths;
      notSent.value = new Map();
      if (known) return start(known);
      if (!dropped) return;
      const { files, skipped } = await dropped;
      notSent.value = skipped;
      if (files.length === 0) return;
      stop = new AbortController();
      sending.value = { done: 0, total: files.length };
      try {
        const onSent = (done: number): void => void (sending.value = { done, total: files.length });
        await start([], await sendFiles(product, files, { signal: stop.signal, onSent }));
      } finally {
        sending.value = null;
      }
    });

  return {
    job,
    isScoring,
    isBusy,
    error,
    result,
    rows,
    skipped,
    sending,
    stopSending: () => stop.abort(),
    tryPaths,
    tryFiles,
  };
}
