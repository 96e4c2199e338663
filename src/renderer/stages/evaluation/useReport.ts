import { type Ref, computed, ref, watch } from 'vue';
import type { Report } from '#shared/contract/studio.ts';
import { useLimitDrafts } from '../../client/limitDrafts.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { type Filter, entriesOf, filtered, noFilter } from './entries.ts';
import { type Order, type TwoLimits, inOrder } from './judge.ts';

const isSame = (one: TwoLimits, other: TwoLimits): boolean =>
  one.acceptLimit === other.acceptLimit && one.rejectLimit === other.rejectLimit;
const two = ({ acceptLimit, rejectLimit }: TwoLimits): TwoLimits => ({ acceptLimit, rejectLimit });

/** The limits as they are being moved, against those that are saved; what is moved is kept until it is saved or taken back. */
function useLimits(product: string, report: Ref<Report | null>) {
  const store = useLimitDrafts();
  const limits = ref<TwoLimits>({ acceptLimit: 0.5, rejectLimit: 0.6 });
  const saved = computed<TwoLimits | null>(() => report.value && two(report.value.limits));
  // Moves that are not saved yet outlive a lost connection and the page; another run or a save replaces them.
  watch(
    [saved, () => report.value?.run],
    ([now, run]) => {
      if (!now || run === undefined) return;
      const draft = store.drafts[product];
      const isHeld = draft?.run === run && isSame(draft.saved, now);
      limits.value = isHeld ? two(draft) : { ...now };
    },
    { immediate: true },
  );
  const isMoved = computed(() => saved.value !== null && !isSame(saved.value, limits.value));
  watch(limits, (moved) => {
    const run = report.value?.run;
    if (!saved.value || run === undefined) return;
    if (isMoved.value) store.keep(product, { run, ...moved, saved: saved.value });
    else if (store.drafts[product]?.run === run) store.keep(product, null);
  });
  const reset = (): void => void (saved.value && (limits.value = { ...saved.value }));
  return { limits, isMoved, reset };
}

/** What the gallery shows, in its order, and the picture that is chosen in it. */
function useGallery(report: Ref<Report | null>, limits: Ref<TwoLimits>, runId: Ref<string | null>) {
  const order = ref<Order>('limit');
  const filter = ref<Filter>({ ...noFilter });
  const entries = computed(() => (report.value ? entriesOf(report.value) : []));
  const sorted = computed(() =>
    inOrder(filtered(entries.value, filter.value, limits.value), order.value, limits.value),
  );
  const chosen = ref(0);
  watch([order, runId, filter], () => (chosen.value = 0), { deep: true });
  watch(runId, () => (filter.value = { ...noFilter }));
  watch(sorted, ({ length }) => (chosen.value = Math.min(chosen.value, Math.max(length - 1, 0))));
  const current = computed(() => sorted.value[chosen.value] ?? null);
  const walk = (by: number): void =>
    void (chosen.value = Math.min(Math.max(chosen.value + by, 0), Math.max(sorted.value.length - 1, 0)));
  /** Narrows the gallery to something, or lets it go where it is narrowed to just that. */
  function narrow(to: Partial<Filter>): void {
    const next = { ...filter.value, ...to };
    const isOn = JSON.stringify(next) === JSON.stringify(filter.value);
    const off = Object.fromEntries(Object.keys(to).map((name) => [name, noFilter[name as keyof Filter]]));
    filter.value = isOn ? { ...filter.value, ...off } : next;
  }
  return { order, filter, entries, sorted, chosen, current, walk, narrow };
}

/** A product's trained runs, the report on the chosen one, its limits as they are being moved, and the gallery. */
export function useReport(product: string) {
  const session = useSession();
  const { error, run } = useAction();
  const chosenRun = ref<string | null>(null);
  const job = computed(() => session.jobOf(product, 'evaluate'));
  const { value: runs } = useLoad(
    () => [product, session.generation, session.phaseOf(product, 'train')],
    async (signal) =>
      (await studio.training.runs({ product }, { signal })).filter(({ state }) => state === 'trained').reverse(),
  );
  const runId = computed(() => chosenRun.value ?? runs.value?.[0]?.id ?? null);
  const {
    value: report,
    error: loadError,
    isLoading,
    reload,
  } = useLoad(
    () => [runId.value, session.generation, session.phaseOf(product, 'evaluate')],
    async (signal) => (runId.value ? studio.evaluation.report({ product, run: runId.value }, { signal }) : null),
  );

  const moving = useLimits(product, report);
  const gallery = useGallery(report, moving.limits, runId);

  const evaluate = (): Promise<boolean> => run(() => studio.evaluation.start({ product, run: runId.value! }));
  const save = (why: string): Promise<boolean> =>
    run(async () => {
      const { run: id } = report.value!;
      const kept = await studio.evaluation.setLimits({ product, run: id, ...moving.limits.value, why });
      report.value = { ...report.value!, limits: kept };
    });

  const restore = (): Promise<boolean> =>
    run(async () => {
      const kept = await studio.evaluation.restoreLimits({ product, run: report.value!.run });
      report.value = { ...report.value!, limits: kept };
    });
  /** Labels the chosen photograph anew, or takes it out; what the run was judged by is then out of date, and says so. */
  const relabel = (image: number, as: 'normal' | 'anomalous' | 'out'): Promise<boolean> =>
    run(async () => {
      if (as === 'out') await studio.dataset.remove({ product, images: [image] });
      else await studio.dataset.setLabel({ product, image, label: as, kind: null });
      await reload();
    });

  return {
    job,
    runs,
    runId,
    chosenRun,
    report,
    reload,
    error,
    loadError,
    isLoading,
    evaluate,
    save,
    restore,
    relabel,
    ...moving,
    ...gallery,
  };
}
