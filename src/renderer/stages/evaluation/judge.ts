import type { Report, ScoreRow } from '#shared/contract/studio.ts';
import { type Advice, type KindStanding, advise } from '#shared/domain/advice.ts';
import { type Limits, type Verdict, verdictOf } from '#shared/domain/limits.ts';
import type { Range } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { type Judgement, judgeLimits } from '#shared/vision/limitOutcome.ts';
import { binomialRange } from '#shared/vision/limits.ts';
import { kindsFound, standingOf } from '#shared/vision/standing.ts';
import { entriesOf } from './entries.ts';

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

/** The real defects of a report kind by kind, at the limits as they stand. */
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

/** What the limits do to one kind of forged defect, and from which size on it is found. */
export interface ForgedJudgement extends KindStanding {
  zones: Record<Verdict, number>;
}

/** The forged defects of a report kind by kind, hardest first; extents of earlier versions are not known. */
export function judgeForged(report: Report, limits: TwoLimits): ForgedJudgement[] {
  const scored = entriesOf(report).filter(({ series }) => series === 'forged');
  const rows = report.forged ?? [];
  const found = new Map(kindsFound(rows, limits, report.known.workingScale).map((one) => [one.kind, one]));
  return [...Map.groupBy(scored, ({ kind }) => kind!)]
    .map(([kind, own]) => {
      const count = (zone: Verdict): number => own.filter(({ score }) => verdictOf(score, limits) === zone).length;
      const zones = { ok: count('ok'), review: count('review'), ng: count('ng') };
      const share = binomialRange(own.length - zones.ok, own.length)!;
      const { from = null, missedSize = null } = found.get(kind) ?? {};
      return { kind, count: own.length - zones.ok, n: own.length, share, from, missedSize, zones };
    })
    .sort((a, b) => a.share.expected - b.share.expected || b.n - a.n || a.kind.localeCompare(b.kind));
}

/** What is to be made of the run at the limits as they are drawn. */
export function adviceAt(report: Report, limits: TwoLimits): Advice[] {
  const { forged, scores, known } = report;
  const test = scores.map(({ image, part, score }) => ({ score, part, isAnomalous: image.label === 'anomalous' }));
  return advise(standingOf({ ...known, forged, test, limits: drawnLimits(report, limits) }));
}

export type Order = 'limit' | 'high' | 'low';

/** Pictures by score, or by how near they lie to one of the limits. */
export function inOrder<Scored extends { score: number }>(
  rows: readonly Scored[],
  order: Order,
  limits: TwoLimits,
): Scored[] {
  const distance = ({ score }: Scored): number =>
    Math.min(Math.abs(score - limits.acceptLimit), Math.abs(score - limits.rejectLimit));
  const key = { limit: distance, high: ({ score }: Scored) => -score, low: ({ score }: Scored) => score }[order];
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
