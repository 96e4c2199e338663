/** Slow, independent statements of the metrics: by counting pairs, and threshold by threshold. */
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

/** Share of (anomalous, normal) pairs in the right order; a tie is half right. */
export function aurocByPairs(scores: readonly number[], labels: readonly boolean[]): number {
  let right = 0;
  let pairs = 0;
  scores.forEach((a, i) => {
    scores.forEach((b, j) => {
      if (!labels[i] || labels[j]) return;
      pairs++;
      right += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  return right / pairs;
}

interface Counts {
  precision: number;
  recall: number;
}

/** Precision and recall at every distinct score as threshold, from the highest down. */
function countsByThreshold(scores: readonly number[], labels: readonly boolean[]): Counts[] {
  const thresholds = [...new Set(scores)].sort((a, b) => b - a);
  const total = labels.filter(Boolean).length;
  return thresholds.map((threshold) => {
    const called = labels.filter((_, i) => scores[i]! >= threshold);
    const hits = called.filter(Boolean).length;
    return { precision: hits / called.length, recall: hits / total };
  });
}

export function averagePrecisionByThreshold(scores: readonly number[], labels: readonly boolean[]): number {
  let before = 0;
  let sum = 0;
  for (const { precision, recall } of countsByThreshold(scores, labels)) {
    sum += precision * (recall - before);
    before = recall;
  }
  return sum;
}

export function f1MaxByThreshold(scores: readonly number[], labels: readonly boolean[]): number {
  const values = countsByThreshold(scores, labels).map(({ precision, recall }) =>
    precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  );
  return Math.max(...values);
}

/** Components as sets of pixels, by merging touching sets until none touch: another way than the product's. */
export function componentsByMerging(mask: Mask): Set<number>[] {
  let sets: Set<number>[] = [];
  mask.data.forEach((value, i) => {
    if (!value) return;
    const x = i % mask.width;
    const y = Math.floor(i / mask.width);
    const touches = (j: number): boolean =>
      Math.abs((j % mask.width) - x) <= 1 && Math.abs(Math.floor(j / mask.width) - y) <= 1;
    const touching = sets.filter((set) => [...set].some(touches));
    const merged = new Set([i, ...touching.flatMap((set) => [...set])]);
    sets = [...sets.filter((set) => !touching.includes(set)), merged];
  });
  return sets;
}

/** The overlap curve by trying every distinct value on every component, then the area up to the limit. */
export function auproByThreshold(maps: readonly FloatMap[], masks: readonly (Mask | null)[], limit: number): number {
  const regions = masks.flatMap((mask, m) =>
    mask ? componentsByMerging(mask).map((set) => [...set].map((i) => maps[m]!.data[i]!)) : [],
  );
  const normal = maps.flatMap((map, m) => [...map.data].filter((_, i) => !masks[m]?.data[i]));
  const thresholds = [...new Set(maps.flatMap((map) => [...map.data]))].sort((a, b) => b - a);
  const share = (values: number[], threshold: number): number =>
    values.filter((value) => value >= threshold).length / values.length;
  const points: [number, number][] = [[0, 0]];
  for (const threshold of thresholds) {
    const found = regions.map((region) => share(region, threshold));
    points.push([share(normal, threshold), found.reduce((a, b) => a + b, 0) / regions.length]);
  }
  return areaUpTo(points, limit) / limit;
}

function areaUpTo(points: readonly [number, number][], limit: number): number {
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]!;
    const [x1, y1] = points[i]!;
    if (x0 >= limit || x1 === x0) continue;
    const x = Math.min(x1, limit);
    const y = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
    area += ((y0 + y) / 2) * (x - x0);
  }
  return area;
}
