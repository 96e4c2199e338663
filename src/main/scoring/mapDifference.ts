import type { FloatMap } from '#shared/vision/raster.ts';

/** Largest absolute difference of two maps; Infinity where their sides differ or a value is not a number. */
export function largestMapDifference(a: FloatMap, b: FloatMap): number {
  if (a.width !== b.width || a.height !== b.height) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    if (Number.isNaN(difference)) return Infinity;
    if (difference > largest) largest = difference;
  }
  return largest;
}
