import type { ScoreRow } from '#shared/contract/studio.ts';
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
  overkill: Counted;
  escape: Counted;
}

/** What two limits do on scored pictures, with the exact ranges that n allows. */
export function judge(rows: readonly ScoreRow[], limits: TwoLimits): Judgement {
  const zones = { ok: { good: 0, bad: 0 }, review: { good: 0, bad: 0 }, ng: { good: 0, bad: 0 } };
  for (const { image, score } of rows) zones[verdictOf(score, limits)][image.label === 'normal' ? 'good' : 'bad']++;
  const total = (side: 'good' | 'bad'): number => zones.ok[side] + zones.review[side] + zones.ng[side];
  const counted = (count: number, n: number): Counted => ({ count, n, share: binomialRange(count, n) });
  return {
    zones,
    overkill: counted(zones.review.good + zones.ng.good, total('good')),
    escape: counted(zones.ok.bad, total('bad')),
  };
}

/** Pictures per bin of the score axis 0–1. */
export function histogram(rows: readonly ScoreRow[], label: 'normal' | 'anomalous', bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const { image, score } of rows) {
    if (image.label === label) counts[Math.min(Math.max(Math.floor(score * bins), 0), bins - 1)]++;
  }
  return counts;
}
