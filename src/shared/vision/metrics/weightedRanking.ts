import { RankingCurve } from './curve.ts';
import type { PictureBins } from './pictureBins.ts';

/** All pictures' bins on common places, the highest first, each picture with the number of its part. */
export interface Ranking {
  bins: number;
  pictures: { part: number; places: Uint32Array; bins: PictureBins }[];
  parts: number;
  positives: number;
  negatives: number;
  regions: number;
  /** Of the parts that have any: mean positives, negatives and regions. */
  mean: { positives: number; negatives: number; regions: number };
}

/** Puts pictures' bins on common places; parts are numbered as they come. */
export function rankingOf(pictures: readonly PictureBins[]): Ranking {
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
export function worstPart({ pictures, bins, parts, positives }: Ranking): number {
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
export class WeightedSums {
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
