import type { Report, ScoreRow } from '#shared/contract/studio.ts';
import { type Limits, type Verdict, verdictOf } from '#shared/domain/limits.ts';
import { type Share, binomialRange } from '#shared/vision/limits.ts';

export type TwoLimits = Pick<Limits, 'acceptLimit' | 'rejectLimit'>;

export interface Counted {
  count: number;
  n: number;
  share: Share | null;
}

export interface Judgement {
  /** Good and defective pictures in each zone. */
  zones: Record<Verdict, { good: number; bad: number }>;
  /** Good parts not passed as OK. */
  overkill: Counted;
  /** Defective parts passed as OK. */
  escape: Counted;
  /** Good and defective parts sent to a person. */
  review: { good: Counted; bad: Counted };
}

const counted = (count: number, n: number): Counted => ({ count, n, share: binomialRange(count, n) });

/** What two limits do on scored pictures, with the exact ranges that n allows. */
export function judge(rows: readonly ScoreRow[], limits: TwoLimits): Judgement {
  const zones = { ok: { good: 0, bad: 0 }, review: { good: 0, bad: 0 }, ng: { good: 0, bad: 0 } };
  for (const { image, score } of rows) zones[verdictOf(score, limits)][image.label === 'normal' ? 'good' : 'bad']++;
  const total = (side: 'good' | 'bad'): number => zones.ok[side] + zones.review[side] + zones.ng[side];
  return {
    zones,
    overkill: counted(zones.review.good + zones.ng.good, total('good')),
    escape: counted(zones.ok.bad, total('bad')),
    review: { good: counted(zones.review.good, total('good')), bad: counted(zones.review.bad, total('bad')) },
  };
}

/** What the limits do to one kind of defect. */
export interface KindJudgement {
  kind: string;
  imageAuroc: number | null;
  zones: Record<Verdict, number>;
  /** Passed as OK, of all of this kind. */
  escape: Counted;
}

/** The defective pictures of a report kind by kind, at the limits as they stand. */
export function judgeKinds(report: Report, limits: TwoLimits): KindJudgement[] {
  return report.figures.kinds.map(({ kind, imageAuroc }) => {
    const { zones, escape } = judge(
      report.scores.filter(({ image }) => image.kind === kind && image.label === 'anomalous'),
      limits,
    );
    return { kind, imageAuroc, escape, zones: { ok: zones.ok.bad, review: zones.review.bad, ng: zones.ng.bad } };
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
