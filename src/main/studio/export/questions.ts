import { hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import type { Stale } from '#shared/domain/staleness.ts';
import type { Product } from '../product.ts';
import { staleOfEvaluation, staleOfRun } from '../staleness.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';

/** What a person should know before a run is handed on; nothing of it forbids the export. */
export interface ExportQuestions {
  /** Steps made of those planned, where the run stopped early. */
  stoppedEarly: { step: number; planned: number } | null;
  /** True where nobody looked at figures of this run. */
  notJudged: boolean;
  /** What changed since the run was trained, or judged: its limits speak of the parts that were there then. */
  stale: Stale[];
}

/** @param id the newest trained run where absent @throws FlawsmithError `no-run` */
export function exportQuestions(product: Product, id?: string): ExportQuestions {
  const run = chooseTrainedRun(product, id);
  const evaluation = staleOfEvaluation(product, run);
  const trained = staleOfRun(product, run);
  const known = new Set(trained.map(({ code }) => code));
  return {
    stoppedEarly: hasStoppedEarly(run) ? { step: run.step, planned: plannedSteps(run) } : null,
    notJudged: evaluation === null,
    stale: [...trained, ...(evaluation ?? []).filter(({ code }) => !known.has(code))],
  };
}
