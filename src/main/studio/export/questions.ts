import type { AdviceVerdict, Reason } from '#shared/domain/advice.ts';
import { type RunRecord, hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import type { Stale } from '#shared/domain/staleness.ts';
import { adviceOf } from '../evaluation/advise.ts';
import { readEvaluation } from '../evaluation/evaluationFile.ts';
import { limitsOf } from '../evaluation/limits.ts';
import type { Product } from '../product.ts';
import { staleOfEvaluation, staleOfRun } from '../staleness.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';

/** What a person should know before a run is handed on; nothing of it forbids the export. */
export interface ExportQuestions {
  /** Steps made of those planned, where the run stopped early. */
  stoppedEarly: { step: number; planned: number } | null;
  /** True where nobody looked at figures of this run. */
  notJudged: boolean;
  /** What its evaluation saw fail at the limits in force: good parts stopped, real defects passed. */
  failed: Reason[];
  /** What changed since the run was trained, or judged: its limits speak of the parts that were there then. */
  stale: Stale[];
}

const failures: readonly AdviceVerdict[] = ['overkill-too-high', 'misses-real'];

/** @param id the newest trained run where absent @throws FlawsmithError `no-run` */
export async function exportQuestions(product: Product, id?: string): Promise<ExportQuestions> {
  const run = chooseTrainedRun(product, id);
  const evaluation = staleOfEvaluation(product, run);
  const trained = staleOfRun(product, run);
  const known = new Set(trained.map(({ code }) => code));
  return {
    stoppedEarly: hasStoppedEarly(run) ? { step: run.step, planned: plannedSteps(run) } : null,
    notJudged: evaluation === null,
    failed: await failedAtLimits(product, run),
    stale: [...trained, ...(evaluation ?? []).filter(({ code }) => !known.has(code))],
  };
}

async function failedAtLimits(product: Product, run: RunRecord): Promise<Reason[]> {
  const report = await readEvaluation(product, run.id).catch(() => null); // damaged: said where it is looked at
  if (!report) return [];
  const advice = adviceOf(product, run, report, limitsOf(product, run));
  return advice.filter(({ verdict }) => failures.includes(verdict)).flatMap(({ why }) => why);
}
