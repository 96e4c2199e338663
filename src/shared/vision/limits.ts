import type { GoodScore, LearnedLimits, Share } from '../domain/limits.ts';
import { FlawsmithError } from '../errors.ts';
import { betaQuantile } from './betaDistribution.ts';

export type { Share } from '../domain/limits.ts';

export interface LimitOptions {
  /** Where the scores come from: parts that were held out, or those that were trained on. */
  basis: LearnedLimits['basis'];
  /** Largest expected share of good parts in review or NG, 0–1. */
  acceptShare?: number;
  /** Largest expected share of good parts in NG, 0–1. */
  rejectShare?: number;
  /** A limit stands this much above the score it was taken from, so that rounding does not stop that part. */
  tolerance?: number;
}

/** Fewer good parts than this say nothing about how far scores spread. */
const spreadFrom = 3;
/** From so many parts on one part's weight of pictures may lie above a limit that n cannot carry. */
const sparedFrom = 10;

/**
 * Exact (Clopper–Pearson) 95 % range of a share of which k of n were counted, such as good parts rejected.
 * Clopper and Pearson, Biometrika 26 (1934), in its beta form.
 * @returns null for n = 0: nothing was counted.
 */
export function binomialRange(k: number, n: number): Share | null {
  if (!Number.isInteger(k) || !Number.isInteger(n) || k < 0 || k > n) throw new RangeError(`${k} of ${n} is no count`);
  return n === 0 ? null : clusterShare(k, n);
}

/**
 * The mean of n shares (one a part, of which each has some pictures) with a 95 % range: Clopper–Pearson with their sum as
 * the count, exact for one picture a part. Of all shares between 0 and 1 with the same mean those that are 0 or 1 spread
 * most (W. Hoeffding, Ann. Math. Stat. 27, 1956), so the range is wide enough whatever pictures of a part have in common.
 * @param sum of the shares, 0 to n
 */
export function clusterShare(sum: number, n: number): Share {
  const low = sum <= 1e-9 ? 0 : betaQuantile(0.025, sum, n - sum + 1);
  const high = sum >= n - 1e-9 ? 1 : betaQuantile(0.975, sum + 1, n - sum);
  return { expected: sum / n, low, high };
}

/** Share above the k-th largest of n scores, with its exact 95 % range: Beta(k, n + 1 − k), k ≥ 1, perhaps a fraction. */
export function shareAboveRank(k: number, n: number): Share {
  const b = n + 1 - k;
  return { expected: k / (n + 1), low: betaQuantile(0.025, k, b), high: betaQuantile(0.975, k, b) };
}

/** Number of different parts. */
export function countParts(good: readonly Pick<GoodScore, 'part'>[]): number {
  return new Set(good.map(({ part }) => part)).size;
}

/** Weight of each picture: all pictures of a part together weigh one. */
function partWeights(good: readonly Pick<GoodScore, 'part'>[]): number[] {
  const pictures = new Map<string, number>();
  for (const { part } of good) pictures.set(part, (pictures.get(part) ?? 0) + 1);
  return good.map(({ part }) => 1 / pictures.get(part)!);
}

interface Weighted {
  value: number;
  weight: number;
}

/** By falling value. @throws FlawsmithError `internal` where a value is not finite */
function falling(values: readonly number[], weights: readonly number[], what: string): Weighted[] {
  if (!values.every(Number.isFinite)) {
    throw new FlawsmithError('internal', `A ${what} of a good part is not a finite number`);
  }
  return values.map((value, i) => ({ value, weight: weights[i]! })).sort((a, b) => b.value - a.value);
}

/**
 * The lowest value above which a further good part is expected with at most `share`. The weight above it counts as its rank
 * less one, so with one picture a part it is the k-th largest with the largest k for which k / (n + 1) ≤ share. Where n is too
 * small for that it is the largest score; from ten parts with several pictures on, pictures of one part's weight together may
 * lie at or above it, so that a few pictures unlike all others do not set the limit for every part.
 */
function rankedValue(sorted: readonly Weighted[], n: number, share: number): { value: number; isReached: boolean } {
  let above = 0;
  let value = sorted[0]!.value;
  let isReached = false;
  const mostAbove = n >= sparedFrom ? 1 : 0;
  for (const picture of sorted) {
    const isRare = (above + 1) / (n + 1) <= share + 1e-9;
    if (!isRare && (isReached || above + picture.weight > mostAbove + 1e-9)) break;
    value = picture.value;
    isReached ||= isRare;
    above += picture.weight;
  }
  return { value, isReached };
}

/**
 * How far above the highest good score the NG limit stands where n is too small to reach `share`: the good scores' upper
 * quarter is taken as an exponential tail (mean excess over its lower end), followed from 1 / (n + 1) down to `share`.
 * At most half the way to 1, so that a certain defect is still NG.
 */
function rejectMargin(sorted: readonly Weighted[], n: number, share: number): number {
  const room = Math.max(0, 1 - sorted[0]!.value) / 2;
  if (n < spreadFrom) return 2 * room;
  return Math.min(room, upperExcess(sorted.map(({ value }) => value)) * Math.log(1 / (n + 1) / share));
}

/** Mean excess of the upper quarter of values over its lower end. @param sorted falling, two or more */
export function upperExcess(sorted: readonly number[]): number {
  const tail = Math.min(sorted.length - 1, Math.ceil(sorted.length / 4));
  let excess = 0;
  for (let i = 0; i < tail; i++) excess += sorted[i]! - sorted[tail]!;
  return excess / tail;
}

/**
 * Sets both limits from the scores of n good parts, by rank alone: no shape of distribution is assumed. All pictures of a
 * part weigh one part together.
 *
 * - acceptLimit stands `tolerance` above the lowest score above which at most `acceptShare` of further parts are expected
 *   (see {@link rankedValue}; the largest score where n is smaller than that needs).
 * - rejectLimit does the same with `rejectShare`. Where n is too small for that (under 99 for 1 %), the highest good score
 *   would still throw away 1 in n + 1 good parts. A good part rejected is money lost, while a bad part between the limits
 *   is still looked at by a person; so the limit then moves up by a margin (see {@link rejectMargin}). With 1 or 2 parts
 *   nothing short of a score of 1 is NG.
 * - pixelLimit: in as many good parts as acceptLimit stops, some pixel is at or above it.
 *
 * @throws FlawsmithError `too-few-images` without any score, `internal` where a score is not finite.
 */
export function learnLimits(
  good: readonly GoodScore[],
  { basis, acceptShare = 0.05, rejectShare = 0.01, tolerance = 1e-4 }: LimitOptions,
): LearnedLimits {
  if (good.length === 0) {
    const hint = 'Import photographs of good parts; some of them are kept back to set the limits.';
    throw new FlawsmithError('too-few-images', 'There is no good part to set the limits from', { hint });
  }
  const n = countParts(good);
  const weights = partWeights(good);
  const scores = falling(
    good.map(({ score }) => score),
    weights,
    'score',
  );
  const pixels = falling(
    good.map(({ pixelMaximum }) => pixelMaximum),
    weights,
    'map value',
  );
  const acceptLimit = Math.fround(rankedValue(scores, n, acceptShare).value + tolerance);
  const reject = rankedValue(scores, n, rejectShare);
  const margin = reject.isReached ? tolerance : Math.max(rejectMargin(scores, n, rejectShare), tolerance);
  const rejectFrom = reject.isReached ? reject.value : scores[0]!.value;
  return {
    acceptLimit,
    rejectLimit: Math.max(acceptLimit, Math.fround(rejectFrom + margin)),
    pixelLimit: Math.fround(rankedValue(pixels, n, acceptShare).value + tolerance),
    basis,
  };
}
