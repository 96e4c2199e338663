import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '#shared/domain/metrics.ts';
import { aurocRange, computeMetrics } from '#shared/vision/metrics/index.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

/** One item of a ranking with the weight of its part; `region` numbers the defect that a pixel belongs to. */
interface Item {
  value: number;
  isPositive: boolean;
  weight: number;
  /** Weight of its region over the region's pixels. */
  share: number;
}

interface Figures {
  auroc: number;
  averagePrecision: number;
  f1Max: number;
  aupro: number;
}

/**
 * Figures of weighted items: the AUROC by pairs, the others threshold by threshold. The labels' totals stay `positives` and
 * `negatives`. @param only the threshold that F1 is taken at
 */
function weightedFigures(items: readonly Item[], positives: number, negatives: number, only?: number): Figures {
  const sum = (chosen: readonly Item[]): number => chosen.reduce((total, { weight }) => total + weight, 0);
  const bad = items.filter(({ isPositive }) => isPositive);
  const good = items.filter(({ isPositive }) => !isPositive);
  let right = 0;
  for (const a of bad) {
    for (const b of good) {
      right += a.weight * b.weight * (a.value > b.value ? 1 : a.value === b.value ? 0.5 : 0);
    }
  }
  const thresholds = [...new Set(items.map(({ value }) => value))].sort((a, b) => b - a);
  const shares = items.reduce((total, { share }) => total + share, 0);
  let [averagePrecision, f1Max, recallBefore] = [0, 0, 0];
  const overlap: [number, number][] = [[0, 0]];
  for (const threshold of thresholds) {
    const recall = sum(bad.filter(({ value }) => value >= threshold)) / sum(bad);
    const alarms = sum(good.filter(({ value }) => value >= threshold)) / sum(good);
    const precision = (recall * positives) / (recall * positives + alarms * negatives);
    averagePrecision += (recall - recallBefore) * (recall > 0 ? precision : 0);
    if (recall > 0 && (only === undefined || threshold === only))
      f1Max = Math.max(f1Max, (2 * precision * recall) / (precision + recall));
    recallBefore = recall;
    const found = items.filter(({ value }) => value >= threshold).reduce((total, { share }) => total + share, 0);
    overlap.push([alarms, found / shares]);
  }
  return { auroc: right / sum(bad) / sum(good), averagePrecision, f1Max, aupro: areaUpTo(overlap, 0.3) / 0.3 };
}

function areaUpTo(points: readonly [number, number][], limit: number): number {
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1]!, points[i]!];
    if (x0 >= limit || x1 === x0) continue;
    const x = Math.min(x1, limit);
    area += ((y0 + y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)) / 2) * (x - x0);
  }
  return area;
}

/** Items of the pictures of one part, with weight 1. */
type Parts = Omit<Item, 'weight'>[][];

/** The bootstrap as it is described, by ranking every replicate anew. */
function rangesByRanking(parts: Parts, replicates: number, worst: 'highest' | number): Record<keyof Figures, Range> {
  const random = createRandom(0, 0xb007);
  const draw = (): number => -Math.log(1 - random.next());
  const all = parts.flat();
  const count = (part: Parts[number], isPositive: boolean): number =>
    part.filter((item) => item.isPositive === isPositive).length;
  const [positives, negatives] = [count(all, true), count(all, false)];
  const meanOf = (isPositive: boolean): number =>
    count(all, isPositive) / parts.filter((part) => count(part, isPositive) > 0).length;
  const shares = all.reduce((total, { share }) => total + share, 0);
  const meanShare = shares / parts.filter((part) => part.some(({ share }) => share > 0)).length;
  const plain = all.map((item) => ({ ...item, weight: 1 }));
  const f1Of = (threshold: number): number => weightedFigures(plain, positives, negatives, threshold).f1Max;
  const thresholds = [...new Set(all.map(({ value }) => value))].sort((a, b) => b - a);
  const best = thresholds.reduce((one, other) => (f1Of(other) > f1Of(one) + 1e-12 ? other : one));
  const lows: Figures[] = [];
  const highs: Figures[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const weights = parts.map(draw);
    const [morePositive, moreNegative] = [draw(), draw()];
    const weighted = parts.flatMap((part, p) =>
      part.map((item) => ({ ...item, weight: weights[p]!, share: item.share * weights[p]! })),
    );
    const positive = (value: number): Item => ({
      value,
      isPositive: true,
      weight: morePositive * meanOf(true),
      share: shares > 0 ? morePositive * meanShare : 0,
    });
    const negative = (value: number): Item => ({
      value,
      isPositive: false,
      weight: moreNegative * meanOf(false),
      share: 0,
    });
    const seenAgain =
      worst === 'highest'
        ? [negative(Infinity)]
        : parts[worst]!.filter((item) => !item.isPositive).map((item) => ({ ...item, weight: moreNegative, share: 0 }));
    lows.push(weightedFigures([...weighted, positive(-Infinity), ...seenAgain], positives, negatives, best));
    highs.push(weightedFigures([...weighted, positive(Infinity), negative(-Infinity)], positives, negatives));
  }
  const range = (name: keyof Figures): Range => {
    const [low, high] = [lows, highs].map((list) => list.map((one) => one[name]).sort((a, b) => a - b));
    return [low![Math.floor(0.025 * replicates)]!, high![Math.ceil(0.975 * replicates) - 1]!];
  };
  return {
    auroc: range('auroc'),
    averagePrecision: range('averagePrecision'),
    f1Max: range('f1Max'),
    aupro: range('aupro'),
  };
}

/** Ranges are given outwards to four decimals and hold their figure. */
function expectRange(given: Range, [low, high]: readonly number[], figure: number): void {
  expect(given![0]).toBeLessThanOrEqual(Math.min(low!, figure) + 1e-6);
  expect(given![0]).toBeGreaterThan(Math.min(low!, figure) - 1.1e-4);
  expect(given![1]).toBeGreaterThanOrEqual(Math.max(high!, figure) - 1e-6);
  expect(given![1]).toBeLessThan(Math.max(high!, figure) + 1.1e-4);
}

describe('bootstrap ranges against ranking every replicate anew', () => {
  it('agree for images of several parts, ties and parts of both labels', () => {
    const image = fc.record({
      score: fc.integer({ min: 0, max: 8 }),
      isPositive: fc.boolean(),
      part: fc.integer({ min: 0, max: 4 }),
    });
    const images = fc
      .array(image, { minLength: 4, maxLength: 12 })
      .filter((all) => new Set(all.map(({ isPositive }) => isPositive)).size === 2);
    fc.assert(
      fc.property(images, (all) => {
        const names = [...new Set(all.map(({ part }) => part))];
        const parts = names.map((name) =>
          all
            .filter(({ part }) => part === name)
            .map(({ score, isPositive }) => ({ value: score / 8, isPositive, share: 0 })),
        );
        const slow = rangesByRanking(parts, 1000, 'highest');
        const metrics = computeMetrics({
          scores: all.map(({ score }) => score / 8),
          labels: all.map(({ isPositive }) => isPositive),
          parts: all.map(({ part }) => `part ${part}`),
        });
        expectRange(metrics.ranges.imageAp, slow.averagePrecision!, metrics.imageAp!);
        expectRange(metrics.ranges.imageF1Max, slow.f1Max!, metrics.imageF1Max!);
      }),
      { numRuns: 6, seed: 1, endOnFailure: true },
    );
  });

  it('agree for pixels: two defects of unlike size, three good pictures, the hottest once more', () => {
    const noisy = (seed: number, from: number): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 9 }, () => Math.round(40 * (from + 0.4 * random.next())) / 40);
    };
    const maps = [noisy(1, 0.1), noisy(2, 0.3), noisy(3, 0.1), noisy(4, 0.2), noisy(5, 0.1)];
    const masks = [null, null, null, [1, 1, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1]];
    for (const at of [0, 1, 3]) maps[3]![at]! += 0.3;
    const parts: Parts = maps.map((values, p) =>
      [...values.entries()].map(([i, value]) => {
        const isPositive = masks[p]?.[i] === 1;
        return { value, isPositive, share: isPositive ? 1 / masks[p]!.filter(Boolean).length : 0 };
      }),
    );
    const asMap = (values: readonly number[]): FloatMap => ({ width: 3, height: 3, data: Float32Array.from(values) });
    const asMask = (values: readonly number[] | null): Mask | null =>
      values && { width: 3, height: 3, data: Uint8Array.from(values, (value) => 255 * value) };
    const metrics = computeMetrics({
      scores: [0, 0, 0, 1, 1],
      labels: [false, false, false, true, true],
      maps: maps.map(asMap),
      masks: masks.map(asMask),
    });
    const slow = rangesByRanking(parts, 400, 1);
    expectRange(metrics.ranges.pixelAuroc, slow.auroc!, metrics.pixelAuroc!);
    expectRange(metrics.ranges.pixelAp, slow.averagePrecision!, metrics.pixelAp!);
    expectRange(metrics.ranges.aupro30, slow.aupro!, metrics.aupro30!);
  });
});

/** Scores of good and defective parts whose true AUROC is `auroc`, of three shapes. */
const shapes: Record<
  string,
  (auroc: number, random: ReturnType<typeof createRandom>) => { good(): number; bad(): number }
> = {
  'two normal distributions': (auroc, random) => {
    const apart = deviate(auroc) * Math.SQRT2;
    return { good: () => random.normal(), bad: () => random.normal(apart) };
  },
  'odd good parts above all': (auroc, random) => ({
    good: () => (random.chance(1 - auroc) ? 20 : 0) + random.normal(),
    bad: () => 10 + random.normal(),
  }),
  'defects below all': (auroc, random) => ({
    good: () => random.normal(),
    bad: () => (random.chance(1 - auroc) ? -20 : 10) + random.normal(),
  }),
};

/** z with a standard normal deviate below it so often, by counting: exact enough for a coverage. */
function deviate(probability: number): number {
  const random = createRandom(99);
  const draws = Float64Array.from({ length: 200_000 }, () => random.normal()).sort();
  return draws[Math.round(probability * draws.length)]!;
}

describe('the range of an image AUROC holds what its words claim', () => {
  it('at least 93 times in 100, at every n and shape', () => {
    const rounds = 300;
    for (const [shape, make] of Object.entries(shapes)) {
      for (const auroc of [0.7, 0.9, 0.98]) {
        for (const [good, bad] of [
          [2, 3],
          [5, 5],
          [20, 60],
        ] as const) {
          const draw = make(auroc, createRandom(good, bad, Math.round(100 * auroc)));
          let held = 0;
          for (let round = 0; round < rounds; round++) {
            const scores = [...Array.from({ length: good }, draw.good), ...Array.from({ length: bad }, draw.bad)];
            const [low, high] = aurocRange({ scores, labels: scores.map((_, i) => i >= good) })!;
            if (low <= auroc && auroc <= high) held++;
          }
          expect(held / rounds, `${shape}, ${auroc}, ${good} + ${bad}`).toBeGreaterThanOrEqual(0.93);
        }
      }
    }
  });
});
