import type { Range } from '../../domain/metrics.ts';
import { createRandom } from '../random.ts';
import type { RankingCurve } from './curve.ts';
import type { PictureBins } from './pictureBins.ts';
import { WeightedSums, rankingOf, worstPart } from './weightedRanking.ts';

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
