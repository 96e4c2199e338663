import type { Range } from '../../domain/metrics.ts';
import { FlawsmithError } from '../../errors.ts';
import { createRandom } from '../random.ts';
import type { PictureBins } from './pictureBins.ts';
import { WeightedSums, rankingOf } from './weightedRanking.ts';

const names = ['auroc', 'averagePrecision', 'aupro'] as const;
type Figure = (typeof names)[number];

/** A figure of each of two rankings; null where it is not defined. */
export interface RankedFigure {
  value: number | null;
  /** Its own 95 % range. */
  range: Range;
}

/** How alike two rankings of the same pictures fare over other parts like these, −1 to 1; 0 where nothing varies. */
export type Correlations = Record<Figure, number>;

/**
 * Correlation of the figures of two rankings of the same pictures by resampling whole parts: each gets a random weight, as
 * for the ranges of one ranking (see `bootstrapRanges`), the same one in both. Same input, same seed: same correlations.
 * @param first bins of the first ranking
 * @param second of the same pictures in the same order
 * @throws FlawsmithError `internal` where the pictures are not the same
 */
export function pairedCorrelations(
  first: readonly PictureBins[],
  second: readonly PictureBins[],
  { replicates = 400, limit = 0.3, seed = 0 } = {},
): Correlations {
  if (first.length !== second.length || first.some(({ part }, i) => part !== second[i]!.part)) {
    throw new FlawsmithError('internal', 'Only rankings of the same pictures are paired.');
  }
  const sides = [first, second].map((pictures) => {
    const ranking = rankingOf(pictures);
    return { ranking, sums: new WeightedSums(ranking.bins) };
  });
  const random = createRandom(seed, 0x9a1d);
  const weights = new Float64Array(sides[0]!.ranking.parts);
  const drawn: Record<Figure, [number, number][]> = { auroc: [], averagePrecision: [], aupro: [] };
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (let part = 0; part < weights.length; part++) weights[part] = -Math.log(1 - random.next());
    const curves = sides.map(({ ranking, sums }) => {
      sums.fill(ranking, weights);
      return sums.curve(ranking, limit, { positive: 0, negative: 0, isBest: true });
    });
    for (const name of names) {
      const [a, b] = curves.map((curve) => curve[name]);
      if (a != null && b != null) drawn[name].push([a, b]);
    }
  }
  return {
    auroc: correlation(drawn.auroc),
    averagePrecision: correlation(drawn.averagePrecision),
    aupro: correlation(drawn.aupro),
  };
}

/** Below this a figure does not vary: rounding alone has no direction. */
const leastVariance = 1e-18;

function correlation(pairs: readonly [number, number][]): number {
  const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let [aa, bb, ab] = [0, 0, 0];
  for (const [one, other] of pairs) {
    aa += (one - a) ** 2;
    bb += (other - b) ** 2;
    ab += (one - a) * (other - b);
  }
  const isStill = Math.min(aa, bb) < leastVariance * pairs.length;
  return pairs.length === 0 || isStill ? 0 : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

/**
 * The 95 % range of a difference of two figures, second less first, from the range of each and their correlation (Zou and
 * Donner, Statistics in Medicine 27, 2008; for shares Newcombe, Statistics in Medicine 17, 1998). Two perfect rankings are
 * not called equal for sure, since the range of neither is a point.
 * @returns within −1 and 1, holding the difference; null where a figure or its range is not defined
 */
export function differenceRange(first: RankedFigure, second: RankedFigure, correlated: number): Range {
  if (first.value === null || second.value === null || !first.range || !second.range) return null;
  const [a, b] = [first.value, second.value];
  const reach = (up: number, down: number): number =>
    Math.sqrt(Math.max(0, up ** 2 + down ** 2 - 2 * correlated * up * down));
  const low = b - a - reach(b - second.range[0], first.range[1] - a);
  const high = b - a + reach(second.range[1] - b, a - first.range[0]);
  return outwards(low, high);
}

/** Rounded outwards to four decimals, within −1 and 1. */
const outwards = (low: number, high: number): Range => [
  Math.max(-1, Math.floor(low * 1e4 + 1e-9) / 1e4),
  Math.min(1, Math.ceil(high * 1e4 - 1e-9) / 1e4),
];

/** A picture that two judgements hold something of, such as "stopped", or not. */
export interface PairedMark {
  part: string;
  first: boolean;
  second: boolean;
}

/**
 * The 95 % range of a difference of shares on the same pictures, second less first, over other parts like these: parts are
 * weighted by chance, with one more that only one of the two marks (Gaffke's range of a mean, Learned-Miller and Thomas,
 * arXiv:1905.06208).
 * @returns null for no picture
 */
export function pairedShareRange(marks: readonly PairedMark[], { replicates = 2000, seed = 0 } = {}): Range {
  if (marks.length === 0) return null;
  const parts = [...Map.groupBy(marks, ({ part }) => part).values()].map((own) => ({
    size: own.length,
    moved: own.reduce((sum, { first, second }) => sum + Number(second) - Number(first), 0),
  }));
  const mean = marks.length / parts.length;
  const random = createRandom(seed, 0x9a1d);
  const exponential = (): number => -Math.log(1 - random.next());
  const [lows, highs]: [number[], number[]] = [[], []];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const more = exponential() * mean;
    let [moved, size] = [0, more];
    for (const part of parts) {
      const weight = exponential();
      moved += weight * part.moved;
      size += weight * part.size;
    }
    lows.push((moved - more) / size);
    highs.push((moved + more) / size);
  }
  lows.sort((a, b) => a - b);
  highs.sort((a, b) => a - b);
  const difference = parts.reduce((sum, { moved }) => sum + moved, 0) / marks.length;
  const low = Math.min(lows[Math.floor(0.025 * replicates)]!, difference);
  return outwards(low, Math.max(highs[Math.ceil(0.975 * replicates) - 1]!, difference));
}
