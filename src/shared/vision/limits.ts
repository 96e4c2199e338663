import type { z } from 'zod';
import type { Limits, shareSchema } from '../domain/limits.ts';
import { FlawsmithError } from '../errors.ts';
import { betaQuantile } from './betaDistribution.ts';

export type Share = z.infer<typeof shareSchema>;

export interface LimitOptions {
  /** Where the scores come from; scores of parts that were trained on promise too much, and the statement says so. */
  basis: Limits['basis'];
  /** Largest expected share of good parts in review or NG, 0–1. */
  acceptShare?: number;
  /** Largest expected share of good parts in NG, 0–1. */
  rejectShare?: number;
  /** How far two runtimes may differ in one score; a limit stands this much above the part it was taken from. */
  tolerance?: number;
}

/** Fewer good parts than this say nothing about how far scores spread. */
const SPREAD_FROM = 3;

/** Share above the k-th largest of n scores, with its exact 95 % range: Beta(k, n + 1 − k). */
function shareAbove(k: number, n: number): Share {
  const b = n + 1 - k;
  return { expected: k / (n + 1), low: betaQuantile(0.025, k, b), high: betaQuantile(0.975, k, b) };
}

/**
 * Exact (Clopper–Pearson) 95 % range of a share of which k of n were counted, such as good parts rejected.
 * Clopper and Pearson, Biometrika 26 (1934), in its beta form.
 * @returns null for n = 0: nothing was counted.
 */
export function binomialRange(k: number, n: number): Share | null {
  if (!Number.isInteger(k) || !Number.isInteger(n) || k < 0 || k > n) throw new RangeError(`${k} of ${n} is no count`);
  if (n === 0) return null;
  const low = k === 0 ? 0 : betaQuantile(0.025, k, n - k + 1);
  const high = k === n ? 1 : betaQuantile(0.975, k + 1, n - k);
  return { expected: k / n, low, high };
}

/** The rank, counted from the largest, whose expected share does not exceed `share`; the largest score at least. */
function rankFor(share: number, n: number): number {
  return Math.min(n, Math.max(1, Math.floor(share * (n + 1) + 1e-9)));
}

/** Falling copy. */
function sorted(values: ArrayLike<number>, what: string): Float64Array {
  const copy = Float64Array.from(values);
  if (copy.some((value) => !Number.isFinite(value))) {
    throw new FlawsmithError('internal', `A ${what} of a good part is not a finite number`);
  }
  return copy.sort().reverse();
}

/**
 * How far above the highest good score the NG limit stands where n is too small to reach `share`: the good scores' upper
 * quarter is taken as an exponential tail (mean excess over its lower end), followed from 1 / (n + 1) down to `share`.
 * At most half the way to 1, so that a certain defect is still NG.
 */
function rejectMargin(falling: Float64Array, share: number): number {
  const n = falling.length;
  const highest = falling[0]!;
  const room = Math.max(0, 1 - highest) / 2;
  const tail = Math.min(n - 1, Math.ceil(n / 4));
  let excess = 0;
  for (let i = 0; i < tail; i++) excess += falling[i]! - falling[tail]!;
  return Math.min(room, (excess / tail) * Math.log(1 / (n + 1) / share));
}

interface RejectLimit {
  limit: number;
  overkill: Share;
  /** Distance to the highest good score where n cannot carry the wanted share, else null. */
  margin: number | null;
}

function rejectLimitOf(falling: Float64Array, share: number, tolerance: number): RejectLimit {
  const n = falling.length;
  const k = rankFor(share, n);
  if (k / (n + 1) <= share + 1e-9) {
    return { limit: falling[k - 1]! + tolerance, overkill: shareAbove(k, n), margin: null };
  }
  // No rank is rare enough. The promise stays that of the largest score; a margin can only lower the true share.
  const overkill = { ...shareAbove(1, n), low: 0 };
  const margin = n < SPREAD_FROM ? Math.max(0, 1 - falling[0]!) : rejectMargin(falling, share);
  return { limit: falling[0]! + Math.max(margin, tolerance), overkill, margin };
}

/**
 * Sets both limits from the scores of n good parts, by rank alone: no shape of distribution is assumed.
 *
 * The share of future good parts above the k-th largest of n scores is Beta(k, n + 1 − k) distributed (exactly, for
 * continuous scores; ties only make it smaller), with mean k / (n + 1). So:
 * - acceptLimit stands `tolerance` above the k-th largest score with the largest k whose mean is at most `acceptShare`
 *   (k = 1 where n is smaller than that needs). The part it was taken from is itself OK, in every runtime.
 * - rejectLimit does the same with `rejectShare`. Where n is too small for that (under 99 for 1 %), the highest good score
 *   would still throw away 1 in n + 1 good parts. A good part rejected is money lost, while a bad part between the limits
 *   is still looked at by a person; so the limit then moves up by a margin (see rejectMargin), and no promise is
 *   made for it: overkillAtReject keeps the upper end that n allows. With 1 or 2 parts nothing short of a score of 1 is NG.
 * - pixelLimit: in as many good parts as acceptLimit stops, some pixel is at or above it.
 *
 * All of it holds for parts like those counted: a new lot or another light is not covered, and the statement says so.
 * @param scores of good parts, 0–1.
 * @param pixelMaxima highest map value of each of these parts, in the same order.
 * @throws FlawsmithError 'too-few-images' without any score, 'internal' where a score is not finite.
 */
export function computeLimits(
  scores: ArrayLike<number>,
  pixelMaxima: ArrayLike<number>,
  { basis, acceptShare = 0.05, rejectShare = 0.01, tolerance = 1e-4 }: LimitOptions,
): Limits {
  const n = scores.length;
  if (n === 0) {
    const hint = 'Import photographs of good parts; some of them are kept back to set the limits.';
    throw new FlawsmithError('too-few-images', 'There is no good part to set the limits from', { hint });
  }
  if (pixelMaxima.length !== n) {
    throw new FlawsmithError('internal', `${n} scores, but ${pixelMaxima.length} map maxima`);
  }
  const falling = sorted(scores, 'score');
  const k = rankFor(acceptShare, n);
  const overkillAtAccept = shareAbove(k, n);
  const acceptLimit = Math.fround(falling[k - 1]! + tolerance);
  const reject = rejectLimitOf(falling, rejectShare, tolerance);
  return {
    acceptLimit,
    rejectLimit: Math.max(acceptLimit, Math.fround(reject.limit)),
    pixelLimit: Math.fround(sorted(pixelMaxima, 'map value')[k - 1]! + tolerance),
    n,
    basis,
    overkillAtAccept,
    overkillAtReject: reject.overkill,
    statement: describe(n, basis, overkillAtAccept, reject, rejectShare),
  };
}

const inThousand = (share: number): string => String(Math.round(share * 1000));
const range = (share: Share): string => `${inThousand(share.low)} to ${inThousand(share.high)}`;

function describe(n: number, basis: Limits['basis'], accept: Share, reject: RejectLimit, rejectShare: number): string {
  const sentences = [
    `From ${n} good ${n === 1 ? 'part' : 'parts'}: of 1,000 further good parts like these, about ` +
      `${inThousand(accept.expected)} (${range(accept)}) go to review or NG`,
  ];
  if (reject.margin === null) {
    sentences[0] += `, of which about ${inThousand(reject.overkill.expected)} (${range(reject.overkill)}) are NG.`;
  } else {
    const best = inThousand(reject.overkill.expected);
    const needed = Math.ceil(1 / rejectShare - 1e-9) - 1;
    sentences[0] += '.';
    sentences.push(
      `${n} ${n === 1 ? 'part' : 'parts'} cannot promise fewer than ${best} NG (up to ${inThousand(reject.overkill.high)}); ` +
        `${needed} would carry ${inThousand(rejectShare)}.`,
    );
    sentences.push(
      n < SPREAD_FROM
        ? 'So no part short of a score of 1 is rejected without a look: what is not OK goes to review.'
        : `So the NG limit stands ${reject.margin.toFixed(3)} above the highest good score, which sends parts to review instead.`,
    );
  }
  if (basis === 'train') {
    sentences.push('The model was trained on these very parts, so expect more than this; keep some back to know.');
  }
  sentences.push('A new lot, camera or light is not covered.');
  return sentences.join(' ');
}
