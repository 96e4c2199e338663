import { type Limits, type Verdict, verdictOf } from '../domain/limits.ts';
import type { CountedShare, LimitOutcome } from '../domain/report.ts';
import { clusterShare } from './limits.ts';

/** A scored picture whose label is known. */
export interface LabelledScore {
  score: number;
  isAnomalous: boolean;
  /** Physical part that it shows: pictures of one part are not counted as so many parts. */
  part: string;
}

/** What two limits do on labelled pictures. */
export interface Judgement extends LimitOutcome {
  /** Good and defective pictures in each zone. */
  zones: Record<Verdict, { good: number; bad: number }>;
  /** Good and defective pictures that go to a person. */
  review: { good: CountedShare; bad: CountedShare };
}

type Side = 'good' | 'bad';

/**
 * So many of n pictures with the 95 % range over parts. Pictures of one part may all be alike, so the range is that of
 * n² / Σ mᵢ² parts where part i has mᵢ pictures (L. Kish, Survey Sampling, 1965): the number of parts where all have as
 * many pictures, n where each has one, and then the exact range of Clopper and Pearson.
 */
function counted(count: number, parts: ReadonlyMap<string, number>): CountedShare {
  const sizes = [...parts.values()];
  const n = sizes.reduce((sum, size) => sum + size, 0);
  if (n === 0) return { count, n, parts: 0, share: null };
  const worth = n ** 2 / sizes.reduce((sum, size) => sum + size ** 2, 0);
  return { count, n, parts: sizes.length, share: clusterShare((count / n) * worth, worth) };
}

/**
 * Counts what two limits do, each share with its 95 % range over parts (see {@link counted}); review counts as stopped.
 * @param pictures good and defective ones, read once
 */
export function judgeLimits(
  pictures: Iterable<LabelledScore>,
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
): Judgement {
  const zones = { ok: { good: 0, bad: 0 }, review: { good: 0, bad: 0 }, ng: { good: 0, bad: 0 } };
  const parts: Record<Side, Map<string, number>> = { good: new Map(), bad: new Map() };
  for (const { score, isAnomalous, part } of pictures) {
    const side = isAnomalous ? 'bad' : 'good';
    zones[verdictOf(score, limits)][side]++;
    parts[side].set(part, (parts[side].get(part) ?? 0) + 1);
  }
  const { ok, review, ng } = zones;
  return {
    zones,
    overkill: counted(review.good + ng.good, parts.good),
    overkillNg: counted(ng.good, parts.good),
    escape: counted(ok.bad, parts.bad),
    review: { good: counted(review.good, parts.good), bad: counted(review.bad, parts.bad) },
  };
}
