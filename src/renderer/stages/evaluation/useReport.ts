import { type Ref, computed, ref, watch } from 'vue';
import type { Report } from '#shared/contract/studio.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { type Order, type TwoLimits, inOrder } from './judge.ts';

/** The limits as they are being moved, against those that are saved. */
function useLimits(report: Ref<Report | null>) {
  const limits = ref<TwoLimits>({ acceptLimit: 0.5, rejectLimit: 0.6 });
  const saved = computed<TwoLimits | null>(() => {
    if (!report.value) return null;
    const { acceptLimit, rejectLimit } = report.value.limits;
    return { acceptLimit, rejectLimit };
  });
  // Moves that are not saved yet outlive a lost connection; another run or a save replaces them.
  watch([saved, () => report.value?.run], ([now, id], [before, idBefore]) => {
    const isSame = id === idBefore && JSON.stringify(now) === JSON.stringify(before);
    if (now && !isSame) limits.value = { ...now };
  });
  const isMoved = computed(
    () =>
      saved.value !== null &&
      (saved.value.acceptLimit !== limits.value.acceptLimit || saved.value.rejectLimit !== limits.value.rejectLimit),
  );
  const reset = (): void => void (saved.value && (limits.value = { ...saved.value }));
  return { limits, isMoved, reset };
}

/** The gallery's order and the part that is chosen in it. */
function useOrder(report: Ref<Report | null>, limits: Ref<TwoLimits>, runId: Ref<string | null>) {
  const order = ref<Order>('limit');
  const sorted = computed(() => inOrder(report.value?.scores ?? [], order.value, limits.value));
  const chosen = ref(0);
  watch([order, runId], () => (chosen.value = 0));
  const current = computed(() => sorted.value[chosen.value] ?? null);
  const walk = (by: number): void =>
    void (chosen.value = Math.min(Math.max(chosen.value + by, 0), Math.max(sorted.value.length - 1, 0)));
  return { order, sorted, chosen, current, walk };
}

/** A product's trained runs, the report on the chosen one, its limits as they are being moved, and the gallery's order. */
export function useReport(product: string) {
  const session = useSession();
  const { error, run } = useAction();
  const chosenRun = ref<string | null>(null);
  const job = computed(() => session.jobOf(product, 'evaluate'));
  /** Names the evaluation whose maps are there now. */
  const version = computed(
    () =>
      session.jobs.findLast((one) => one.product === product && one.kind === 'evaluate' && one.state === 'done')?.id ??
      '',
  );
  const { value: runs } = useLoad(
    () => [product, session.generation, session.jobOf(product, 'train')?.state],
    async (signal) =>
      (await studio.training.runs({ product }, { signal })).filter(({ state }) => state === 'trained').reverse(),
  );
  const runId = computed(() => chosenRun.value ?? runs.value?.[0]?.id ?? null);
  const {
    value: report,
    error: loadError,
    reload,
  } = useLoad(
    () => [runId.value, session.generation, job.value?.state],
    async (signal) => (runId.value ? studio.evaluation.report({ product, run: runId.value }, { signal }) : null),
  );

  const moving = useLimits(report);
  const walking = useOrder(report, moving.limits, runId);

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

  return {
    version,
    job,
    runs,
    runId,
    chosenRun,
    report,
    reload,
    error,
    loadError,
    evaluate,
    save,
    restore,
    ...moving,
    ...walking,
  };
}
