import type { Report, ScoreRow } from '#shared/contract/studio.ts';
import type { Limits, Verdict } from '#shared/domain/limits.ts';
import type { Range } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { type Judgement, judgeLimits } from '#shared/vision/limitOutcome.ts';

export type TwoLimits = Pick<Limits, 'acceptLimit' | 'rejectLimit'>;

/** What two limits do on scored pictures, with the ranges that the number of parts allows. */
export const judge = (rows: readonly ScoreRow[], limits: TwoLimits): Judgement =>
  judgeLimits(
    rows.map(({ image, part, score }) => ({ score, part, isAnomalous: image.label === 'anomalous' })),
    limits,
  );

/**
 * The limits as they are drawn, with what the scores of calibration say of exactly these; the saved ones themselves where
 * nothing was moved.
 */
export function drawnLimits({ limits, calibration }: Report, two: TwoLimits): Limits {
  const { learned, pixelLimit, basis } = limits;
  const stand = (at: TwoLimits): boolean => at.acceptLimit === two.acceptLimit && at.rejectLimit === two.rejectLimit;
  if (stand(limits)) return limits;
  const decision = stand(learned) ? null : { ...two, who: '', at: '', why: '' };
  return limitsInForce({ ...learned, pixelLimit, basis }, decision, calibration);
}

/** What the limits do to one kind of defect. */
export interface KindJudgement {
  kind: string;
  imageAuroc: number | null;
  range: Range;
  zones: Record<Verdict, number>;
  /** Passed as OK, of all of this kind. */
  escape: CountedShare;
}

/** The defective pictures of a report kind by kind, at the limits as they stand. */
export function judgeKinds(report: Report, limits: TwoLimits): KindJudgement[] {
  return report.figures.kinds.map(({ kind, imageAuroc, ranges }) => {
    const { zones, escape } = judge(
      report.scores.filter(({ image }) => image.kind === kind && image.label === 'anomalous'),
      limits,
    );
    return {
      kind,
      imageAuroc,
      range: ranges.imageAuroc,
      escape,
      zones: { ok: zones.ok.bad, review: zones.review.bad, ng: zones.ng.bad },
    };
  });
}

/** Pictures per bin of the score axis 0–1. */
export function histogram(rows: readonly ScoreRow[], label: 'normal' | 'anomalous', bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const { image, score } of rows) {
    if (image.label === label) counts[Math.min(Math.max(Math.floor(score * bins), 0), bins - 1)]!++;
  }
  return counts;
}

export type Order = 'limit' | 'high' | 'low';

/** Pictures by score, or by how near they lie to one of the limits. */
export function inOrder(rows: readonly ScoreRow[], order: Order, limits: TwoLimits): ScoreRow[] {
  const distance = ({ score }: ScoreRow): number =>
    Math.min(Math.abs(score - limits.acceptLimit), Math.abs(score - limits.rejectLimit));
  const key = { limit: distance, high: ({ score }: ScoreRow) => -score, low: ({ score }: ScoreRow) => score }[order];
  return [...rows].sort((a, b) => key(a) - key(b));
}

/** Moves one limit; it stays within 0–1 and stops at the other. */
export function moveLimit(limits: TwoLimits, which: keyof TwoLimits, value: number): TwoLimits {
  const rounded = Math.round(Math.min(Math.max(value, 0), 1) * 1e4) / 1e4;
  return which === 'acceptLimit'
    ? { ...limits, acceptLimit: Math.min(rounded, limits.rejectLimit) }
    : { ...limits, rejectLimit: Math.max(rounded, limits.acceptLimit) };
}

/** The key figures in the order in which they are shown. */
export const metricNames = ['imageAuroc', 'pixelAuroc', 'pixelAp', 'aupro30'] as const;
