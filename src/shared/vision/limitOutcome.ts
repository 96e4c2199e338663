import { type Limits, type Verdict, verdictOf } from '../domain/limits.ts';
import type { CountedShare, LimitOutcome } from '../domain/report.ts';
import { binomialRange } from './limits.ts';

/** A scored picture whose label is known. */
export interface LabelledScore {
  score: number;
  isAnomalous: boolean;
}

/** What two limits do on labelled pictures. */
export interface Judgement extends LimitOutcome {
  /** Good and defective pictures in each zone. */
  zones: Record<Verdict, { good: number; bad: number }>;
  /** Good and defective pictures that go to a person. */
  review: { good: CountedShare; bad: CountedShare };
}

const counted = (count: number, n: number): CountedShare => ({ count, n, share: binomialRange(count, n) });

/** Counts what two limits do, each share with the exact 95 % range that its n allows; review counts as stopped. */
export function judgeLimits(
  pictures: Iterable<LabelledScore>,
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
): Judgement {
  const zones = { ok: { good: 0, bad: 0 }, review: { good: 0, bad: 0 }, ng: { good: 0, bad: 0 } };
  for (const { score, isAnomalous } of pictures) zones[verdictOf(score, limits)][isAnomalous ? 'bad' : 'good']++;
  const { ok, review, ng } = zones;
  const good = ok.good + review.good + ng.good;
  const bad = ok.bad + review.bad + ng.bad;
  return {
    zones,
    overkill: counted(review.good + ng.good, good),
    overkillNg: counted(ng.good, good),
    escape: counted(ok.bad, bad),
    review: { good: counted(review.good, good), bad: counted(review.bad, bad) },
  };
}
