import type { Raster } from '../raster.ts';

const rounds = 6;

/**
 * Sorts a picture's colours into a few groups, by k-means from a start that is spread over its brightness: the same picture has the
 * same groups.
 * @returns group of each pixel, 0 … count − 1; some may be of none
 */
export function colourGroups({ data }: Raster, count: number): Uint8Array {
  const pixels = data.length / 3;
  const groups = new Uint8Array(pixels);
  const brightness = Float64Array.from(
    { length: pixels },
    (_, i) => data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!,
  );
  const order = Uint32Array.from(brightness.keys()).sort((a, b) => brightness[a]! - brightness[b]!);
  order.forEach((pixel, place) => (groups[pixel] = Math.floor((place * count) / pixels)));
  for (let round = 0; round < rounds; round++) {
    const means = meansOf(data, groups, count);
    for (let i = 0; i < pixels; i++) groups[i] = nearest(data, 3 * i, means, groups[i]!);
  }
  return groups;
}

/** [count × 4] red, green, blue, pixels. */
function meansOf(data: Uint8Array, groups: Uint8Array, count: number): Float64Array {
  const sums = new Float64Array(4 * count);
  for (let i = 0; i < groups.length; i++) {
    const at = 4 * groups[i]!;
    for (let c = 0; c < 3; c++) sums[at + c]! += data[3 * i + c]!;
    sums[at + 3]!++;
  }
  for (let at = 0; at < sums.length; at += 4) {
    for (let c = 0; c < 3; c++) sums[at + c]! /= sums[at + 3]! || 1;
  }
  return sums;
}

function nearest(data: Uint8Array, pixel: number, means: Float64Array, now: number): number {
  let best = now;
  let least = Infinity;
  for (let at = 0; at < means.length; at += 4) {
    if (means[at + 3] === 0) continue;
    const [r, g, b] = [data[pixel]! - means[at]!, data[pixel + 1]! - means[at + 1]!, data[pixel + 2]! - means[at + 2]!];
    const apart = r * r + g * g + b * b;
    if (apart < least) [least, best] = [apart, at / 4];
  }
  return best;
}
