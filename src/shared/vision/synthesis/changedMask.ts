import { close, gaussianBlur } from '../filters.ts';
import { type Mask, type Raster, createMask } from '../raster.ts';
import type { PixelRegion } from '../resize.ts';

/** Changes under this many grey levels cannot be seen. */
const visibleChange = 12;
const smallestArea = 5;
const largestShare = 0.35;
/** Reach of the blur, px. */
const blurReach = 3;

/**
 * The mask is what truly changed, not what was meant to: the largest channel difference, blurred by 1 px, above 5 grey
 * levels (for lines and spots also above a quarter of its maximum).
 * @param region true for kinds that change a whole region: gaps are closed
 * @returns null where the change is invisible, tiny, or more than 35 % of the picture
 */
export function changedMask(before: Raster, after: Raster, region: boolean): Mask | null {
  const { width, height } = before;
  const radius = region ? Math.max(1, Math.round((3 * width) / 256)) : 0;
  const box = changedBox(before, after, blurReach + 2 * radius + 1);
  if (!box) return null;
  const difference = largestDifference(before, after, box);
  if (maximum(difference) < visibleChange) return null;
  const blurred = gaussianBlur(difference, box.width, box.height, 1);
  const threshold = region ? 5 : Math.max(5, 0.25 * maximum(blurred));
  let part: Uint8Array = new Uint8Array(blurred.length);
  for (let i = 0; i < part.length; i++) if (blurred[i]! > threshold) part[i] = 255;
  if (region) part = close(part, box.width, box.height, radius);
  let area = 0;
  for (const value of part) if (value) area++;
  if (area < smallestArea || area > largestShare * width * height) return null;
  const mask = createMask(width, height);
  for (let y = 0; y < box.height; y++) {
    const row = part.subarray(y * box.width, (y + 1) * box.width);
    mask.data.set(row, (box.top + y) * width + box.left);
  }
  return mask;
}

function maximum(values: Float32Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

/** Box of all changed pixels with a margin, cut at the picture's border; null where nothing changed. */
function changedBox(before: Raster, after: Raster, margin: number): PixelRegion | null {
  const { width, height } = before;
  let [left, right, top, bottom] = [width, -1, height, -1];
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    let [first, last] = [y * stride, (y + 1) * stride - 1];
    while (first <= last && before.data[first] === after.data[first]) first++;
    if (first > last) continue;
    while (before.data[last] === after.data[last]) last--;
    left = Math.min(left, Math.floor((first - y * stride) / 3));
    right = Math.max(right, Math.floor((last - y * stride) / 3));
    top = Math.min(top, y);
    bottom = y;
  }
  if (bottom < 0) return null;
  left = Math.max(left - margin, 0);
  top = Math.max(top - margin, 0);
  right = Math.min(right + margin, width - 1);
  bottom = Math.min(bottom + margin, height - 1);
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Largest channel difference at each pixel of the box. */
function largestDifference(before: Raster, after: Raster, box: PixelRegion): Float32Array {
  const difference = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    let at = ((box.top + y) * before.width + box.left) * 3;
    for (let x = 0; x < box.width; x++, at += 3) {
      const red = Math.abs(after.data[at]! - before.data[at]!);
      const green = Math.abs(after.data[at + 1]! - before.data[at + 1]!);
      const blue = Math.abs(after.data[at + 2]! - before.data[at + 2]!);
      difference[y * box.width + x] = Math.max(red, green, blue);
    }
  }
  return difference;
}
