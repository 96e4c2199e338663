import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { LossRow } from '#shared/contract/studio.ts';
import { CancelledError } from '#shared/errors.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { useSession } from '../../client/session.ts';
import { explain, studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';
import { risingRows } from './lossRows.ts';

/** The runs of a product, kept up to date by the studio's events. `onStart` is told of a run that has begun. */
export function useRuns(
  product: string,
  onStart: (run: RunRecord) => void,
): { runs: Ref<RunRecord[] | null>; isLoading: Ref<boolean> } {
  const session = useSession();
  const {
    value: runs,
    isLoading,
    reload,
  } = useLoad(
    () => [session.generation, session.phaseOf(product, 'train')],
    (signal) => studio.training.runs({ product }, { signal }),
  );
  const stopRuns = session.onRun((owner, changed) => {
    if (owner !== product || !runs.value) return;
    const isKnown = runs.value.some(({ id }) => id === changed.id);
    runs.value = isKnown ? runs.value.map((old) => (old.id === changed.id ? changed : old)) : [...runs.value, changed];
    if (!isKnown && changed.state === 'running') onStart(changed);
  });
  const stopLosses = session.onLosses((owner, id) => {
    if (owner === product && runs.value && !runs.value.some((known) => known.id === id)) void reload();
  });
  onScopeDispose(() => {
    stopRuns();
    stopLosses();
  });
  return { runs, isLoading };
}

/** The losses of a run: what the studio has kept, then each step as it is reported. */
export function useLosses(
  product: string,
  run: () => string | null,
): {
  losses: Ref<LossRow[]>;
  /** Those of the run that is shown are here; before, nothing can be said of them. */
  isRead: Ref<boolean>;
} {
  const session = useSession();
  const losses = shallowRef<LossRow[]>([]);
  const isRead = ref(false);
  let shown: string | null = null;

  watch(
    [run, () => session.generation],
    async ([id], _old, onCleanup) => {
      const stop = new AbortController();
      onCleanup(() => stop.abort());
      if (shown !== id) [losses.value, isRead.value] = [[], false];
      shown = id;
      if (id === null) return;
      try {
        const kept = await studio.training.losses({ product, run: id }, { signal: stop.signal });
        const since = losses.value.filter(({ step }) => step > (kept.at(-1)?.step ?? -1));
        if (stop.signal.aborted) return;
        losses.value = risingRows([...kept, ...since]);
        isRead.value = true;
      } catch (thrown) {
        const meaning = explain(thrown);
        if (!(meaning instanceof CancelledError)) console.info(`The losses of ${id} did not come.`, meaning);
      }
    },
    { immediate: true },
  );
  const stop = session.onLosses((owner, id, row) => {
    if (owner === product && id === run()) losses.value = risingRows([...losses.value, row]);
  });
  onScopeDispose(stop);
  return { losses, isRead };
}
