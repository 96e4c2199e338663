import { computed, ref } from 'vue';
import type { ExportQuestions, Job } from '#shared/contract/studio.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';

const isClean = ({ stoppedEarly, notJudged, failed, stale }: ExportQuestions): boolean =>
  stoppedEarly === null && !notJudged && failed.length + stale.length === 0;

/** The run that is to be exported, and its export: where something should be known before, it is asked first. */
export function useExport(product: string) {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const chosenRun = ref<string | null>(null);
  /** Folder of the next package; empty: the usual one. */
  const target = ref('');
  /** What has to be answered before the export begins. */
  const questions = ref<ExportQuestions | null>(null);
  const job = computed<Job | undefined>(() => session.jobOf(product, 'export'));
  const isExporting = computed(() => job.value?.state === 'running');
  const { value: runs } = useLoad(
    () => [product, session.generation, session.productById(product)?.stages.training],
    async (signal) =>
      (await studio.training.runs({ product }, { signal })).filter(({ state }) => state === 'trained').reverse(),
  );
  const runId = computed(() => chosenRun.value ?? runs.value?.[0]?.id ?? null);
  const canExport = computed(() => runId.value !== null && !isBusy.value && !isExporting.value && !session.isLost);

  const begin = async (): Promise<void> => {
    const out = target.value.trim();
    await studio.export.start({ product, run: runId.value!, ...(out && { out }) });
  };
  const start = (): Promise<boolean> =>
    run(async () => {
      const asked = await studio.export.questions({ product, run: runId.value! });
      if (isClean(asked)) await begin();
      else questions.value = asked;
    });
  const confirm = (): Promise<boolean> => {
    questions.value = null;
    return run(begin);
  };
  return { chosenRun, target, questions, job, isExporting, runs, runId, canExport, error, start, confirm };
}
