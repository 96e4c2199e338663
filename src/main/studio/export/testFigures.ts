import type { TwoLimits } from '#shared/domain/limits.ts';
import type { LimitOutcome } from '#shared/domain/report.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { judgeLimits } from '#shared/vision/limitOutcome.ts';
import { readReport } from '../evaluation/readReport.ts';
import type { Product } from '../product.ts';
import { findRun } from '../store/runs.ts';
import { staleOfEvaluation } from '../staleness.ts';

/** What a run did on labelled test pictures, at the limits of its package. */
export interface TestFigures extends LimitOutcome {
  nNormal: number;
  nAnomalous: number;
  imageAuroc: number | null;
  imageAurocRange: [number, number] | null;
  /** What changed since they were computed, in words. */
  stale: string[];
}

/**
 * Figures of a run on test pictures, counted at given limits.
 * @returns null where it was not evaluated, or there was no test picture
 * @throws FlawsmithError those of reading the evaluation
 */
export async function testFiguresOf(product: Product, run: string, limits: TwoLimits): Promise<TestFigures | null> {
  const report = await readReport(product, run);
  if (!report || report.scores.length === 0) return null;
  const scores = report.scores.map(({ image, part, score }) => ({
    score,
    isAnomalous: image.label === 'anomalous',
    part,
  }));
  const { overkill, overkillNg, escape } = judgeLimits(scores, limits);
  const { nNormal, nAnomalous, imageAuroc, ranges } = report.figures;
  const record = findRun(product.db, run);
  const stale = (record && staleOfEvaluation(product, record)) ?? [];
  return {
    ...{ nNormal, nAnomalous, imageAuroc, imageAurocRange: ranges.imageAuroc, overkill, overkillNg, escape },
    stale: stale.map(describeStale),
  };
}
