import type { Range } from '../../domain/metrics.ts';
import { createRandom } from '../random.ts';
import { RankingCurve } from './curve.ts';
import type { PictureBins } from './pictureBins.ts';

/** 95 % ranges of a ranking's figures; null where the figure is not defined. */
export interface RankingRanges {
  auroc: Range;
  averagePrecision: Range;
  f1Max: Range;
  aupro: Range;
}

export interface BootstrapOptions {
  replicates: number;
  /** The worst good part not yet seen: one whose items all rank highest, or one like the worst that was seen. */
  worstNormal: 'highest' | 'as seen';
  /** False-positive rate up to which AUPRO is taken. */
  limit?: number;
  seed?: number;
}

/** How the ranges of pixel figures are drawn. */
export const pixelBootstrap = { replicates: 400, worstNormal: 'as seen' } as const satisfies BootstrapOptions;
/** How the ranges of image figures are drawn. */
export const imageBootstrap = { replicates: 1000, worstNormal: 'highest' } as const satisfies BootstrapOptions;

/** A range that holds its figure, rounded outwards to four decimals: bins are as fine as this. */
export function rangeAround(figure: number | null, range: Range): Range {
  if (figure === null || range === null) return null;
  const [low, high] = [Math.min(range[0], figure), Math.max(range[1], figure)];
  return [Math.floor(low * 1e4) / 1e4, Math.min(1, Math.ceil(high * 1e4) / 1e4)];
}

/** All pictures' bins on common places, the highest first, each picture with the number of its part. */
interface Ranking {
  bins: number;
  pictures: { part: number; places: Uint32Array; bins: PictureBins }[];
  parts: number;
  positives: number;
  negatives: number;
  regions: number;
  /** Of the parts that have any: mean positives, negatives and regions. */
  mean: { positives: number; negatives: number; regions: number };
}

/**
 * 95 % ranges over other parts like these by resampling whole parts: each gets a random weight (exponential: the Bayesian
 * bootstrap, Rubin, Ann. Stat. 9, 1981) and the figures of the weighted sums are taken. A plain bootstrap says "exactly 1"
 * of every perfect ranking, so the lower end is drawn with one more part of each side that ranks worst and the upper end
 * with one that ranks best, as Clopper–Pearson's range of a share does and Gaffke's of a mean (Learned-Miller and Thomas,
 * arXiv:1905.06208). The largest F1 is chosen on the very parts it is stated for, so its lower end keeps the threshold that is
 * best on the set. The shares of normal and defective items stay as in the set. Same input, same seed: same ranges.
 */
export function bootstrapRanges(pictures: readonly PictureBins[], options: BootstrapOptions): RankingRanges {
  const { replicates, worstNormal, limit = 0.3, seed = 0 } = options;
  const ranking = rankingOf(pictures);
  const worst = worstNormal === 'highest' ? null : worstPart(ranking);
  const random = createRandom(seed, 0xb007);
  const exponential = (): number => -Math.log(1 - random.next());
  const weights = new Float64Array(ranking.parts);
  const sums = new WeightedSums(ranking.bins);
  weights.fill(1);
  sums.fill(ranking, weights);
  const bestPlace = sums.bestF1Place();
  const lowF1: number[] = [];
  const lows: RankingCurve[] = [];
  const highs: RankingCurve[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (let part = 0; part < weights.length; part++) weights[part] = exponential();
    const extra = { positive: exponential(), negative: exponential() };
    sums.fill(ranking, weights);
    highs.push(sums.curve(ranking, limit, { ...extra, isBest: true }));
    const adverse = { ...extra, negative: worst === null ? extra.negative : 0, isBest: false };
    if (worst !== null) sums.addNegatives(ranking, worst, extra.negative);
    lows.push(sums.curve(ranking, limit, adverse));
    lowF1.push(sums.f1At(bestPlace, ranking, adverse));
  }
  type Name = 'auroc' | 'averagePrecision' | 'f1Max' | 'aupro';
  const valuesOf = (curves: RankingCurve[], name: Name): number[] => curves.flatMap((curve) => curve[name] ?? []);
  const range = (name: Name): Range => {
    const low = (name === 'f1Max' ? lowF1 : valuesOf(lows, name)).sort((a, b) => a - b);
    const high = valuesOf(highs, name).sort((a, b) => a - b);
    if (low.length === 0 || high.length === 0) return null;
    return [low[Math.floor(0.025 * low.length)]!, Math.min(1, high[Math.ceil(0.975 * high.length) - 1]!)];
  };
  return {
    auroc: range('auroc'),
    averagePrecision: range('averagePrecision'),
    f1Max: range('f1Max'),
    aupro: range('aupro'),
  };
}

function rankingOf(pictures: readonly PictureBins[]): Ranking {
  const highest = pictures.reduce((most, { keys }) => keys.reduce((a, b) => Math.max(a, b), most), -1);
  const places = new Uint32Array(highest + 1);
  for (const { keys } of pictures) for (const key of keys) places[key] = 1;
  let bins = 0;
  for (let key = highest; key >= 0; key--) places[key] = places[key] ? bins++ : 0;
  const numbers = new Map<string, number>();
  const numberOf = (part: string): number => numbers.get(part) ?? numbers.set(part, numbers.size).get(part)!;
  const placed = pictures.map((one) => ({
    part: numberOf(one.part),
    places: one.keys.map((key) => places[key]!),
    bins: one,
  }));
  const total = (of: (picture: PictureBins) => number): { sum: number; mean: number } => {
    const having = new Set<number>();
    let sum = 0;
    for (const { part, bins: one } of placed) {
      const value = of(one);
      if (value > 0) having.add(part);
      sum += value;
    }
    return { sum, mean: having.size > 0 ? sum / having.size : 0 };
  };
  const positives = total((one) => sumOf(one.positives));
  const negatives = total((one) => sumOf(one.negatives));
  const regions = total((one) => one.regions);
  return {
    bins,
    pictures: placed,
    parts: numbers.size,
    positives: positives.sum,
    negatives: negatives.sum,
    regions: regions.sum,
    mean: { positives: positives.mean, negatives: negatives.mean, regions: regions.mean },
  };
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The part whose normal items rank highest among the defective ones. */
function worstPart({ pictures, bins, parts, positives }: Ranking): number {
  const above = new Float64Array(bins + 1);
  for (const { places, bins: one } of pictures) places.forEach((place, i) => (above[place + 1]! += one.positives[i]!));
  for (let place = 1; place <= bins; place++) above[place]! += above[place - 1]!;
  const found = new Float64Array(parts);
  const counts = new Float64Array(parts);
  for (const { part, places, bins: one } of pictures) {
    places.forEach((place, i) => {
      found[part]! += (one.negatives[i]! * (above[place]! + above[place + 1]!)) / 2 / Math.max(positives, 1);
      counts[part]! += one.negatives[i]!;
    });
  }
  let worst = 0;
  const shareOf = (part: number): number => (counts[part]! > 0 ? found[part]! / counts[part]! : Infinity);
  for (let part = 1; part < parts; part++) if (shareOf(part) < shareOf(worst)) worst = part;
  return worst;
}

/** The sums of one weighting of the parts, by place. */
class WeightedSums {
  readonly #positives: Float64Array;
  readonly #negatives: Float64Array;
  readonly #shares: Float64Array;
  #regions = 0;

  constructor(bins: number) {
    this.#positives = new Float64Array(bins);
    this.#negatives = new Float64Array(bins);
    this.#shares = new Float64Array(bins);
  }

  fill({ pictures }: Ranking, weights: Float64Array): void {
    const [positives, negatives, shares] = [this.#positives.fill(0), this.#negatives.fill(0), this.#shares.fill(0)];
    this.#regions = 0;
    for (const { part, places, bins } of pictures) {
      const weight = weights[part]!;
      this.#regions += weight * bins.regions;
      const hasDefects = bins.regions > 0;
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        positives[place]! += weight * bins.positives[i]!;
        negatives[place]! += weight * bins.negatives[i]!;
        if (hasDefects) shares[place]! += weight * bins.shares[i]!;
      }
    }
  }

  addNegatives({ pictures }: Ranking, part: number, weight: number): void {
    for (const { part: other, places, bins } of pictures) {
      if (other === part) places.forEach((place, i) => (this.#negatives[place]! += weight * bins.negatives[i]!));
    }
  }

  /** Place of the threshold with the largest F1, as the sums are. */
  bestF1Place(): number {
    const positives = total(this.#positives);
    let [best, place, found, called] = [-1, 0, 0, 0];
    for (let at = 0; at < this.#positives.length; at++) {
      found += this.#positives[at]!;
      called += this.#positives[at]! + this.#negatives[at]!;
      const f1 = (2 * found) / (called + positives);
      if (f1 > best + 1e-12) [best, place] = [f1, at];
    }
    return place;
  }

  /** F1 at the threshold of a place with one more part of each side that ranks worst, of the given weights. */
  f1At(place: number, { positives, negatives, mean }: Ranking, extra: { positive: number; negative: number }): number {
    const morePositives = extra.positive * mean.positives;
    const moreNegatives = extra.negative * mean.negatives;
    let [found, alarms] = [0, moreNegatives];
    for (let at = 0; at <= place; at++) {
      found += this.#positives[at] ?? 0;
      alarms += this.#negatives[at] ?? 0;
    }
    const recall = (found * positives) / (total(this.#positives) + morePositives);
    const called = recall + (alarms * negatives) / (total(this.#negatives) + moreNegatives);
    return (2 * recall) / (called + positives);
  }

  /** The finished curve with one more part of each side, of mean size and the given weight, at the best or worst place. */
  curve(
    { positives, negatives, regions, mean }: Ranking,
    limit: number,
    extra: { positive: number; negative: number; isBest: boolean },
  ): RankingCurve {
    const more = {
      positives: extra.positive * mean.positives,
      negatives: extra.negative * mean.negatives,
      regions: extra.positive * mean.regions,
    };
    const scale = (whole: number, sum: number): number => (sum > 0 ? whole / sum : 0);
    const bySum = {
      positives: scale(positives, total(this.#positives) + more.positives),
      negatives: scale(negatives, total(this.#negatives) + more.negatives),
      regions: scale(regions, this.#regions + more.regions),
    };
    const curve = new RankingCurve(positives, negatives, regions, limit);
    const addPositive = (): void => curve.step(more.positives * bySum.positives, 0, more.regions * bySum.regions);
    const addNegative = (): void => curve.step(0, more.negatives * bySum.negatives);
    if (extra.isBest) addPositive();
    else addNegative();
    for (let place = 0; place < this.#positives.length; place++) {
      curve.step(
        this.#positives[place]! * bySum.positives,
        this.#negatives[place]! * bySum.negatives,
        this.#shares[place]! * bySum.regions,
      );
    }
    if (extra.isBest) addNegative();
    else addPositive();
    return curve;
  }
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
