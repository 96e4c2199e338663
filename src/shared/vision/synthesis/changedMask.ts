import { close, gaussianBlur } from '../filters.ts';
import { type Mask, type Raster, maskArea } from '../raster.ts';

/** Changes under this many grey levels cannot be seen. */
const visibleChange = 12;
const smallestArea = 12;
const largestShare = 0.35;

/**
 * The mask is what truly changed, not what was meant to: the largest channel difference, blurred by 1 px, above 5 grey
 * levels (for lines and spots also above a quarter of its maximum).
 * @param region true for kinds that change a whole region: gaps are closed
 * @returns null where the change is invisible, tiny, or more than 35 % of the picture
 */
export function changedMask(before: Raster, after: Raster, region: boolean): Mask | null {
  const { width, height } = before;
  const difference = new Float32Array(width * height);
  let largest = 0;
  for (let i = 0; i < difference.length; i++) {
    const red = Math.abs(after.data[3 * i] - before.data[3 * i]);
    const green = Math.abs(after.data[3 * i + 1] - before.data[3 * i + 1]);
    const blue = Math.abs(after.data[3 * i + 2] - before.data[3 * i + 2]);
    difference[i] = Math.max(red, green, blue);
    if (difference[i] > largest) largest = difference[i];
  }
  if (largest < visibleChange) return null;
  const blurred = gaussianBlur(difference, width, height, 1);
  const peak = blurred.reduce((a, b) => Math.max(a, b), 0);
  const threshold = region ? 5 : Math.max(5, 0.25 * peak);
  let data: Uint8Array = Uint8Array.from(blurred, (value) => (value > threshold ? 255 : 0));
  if (region) data = close(data, width, height, Math.max(1, Math.round((3 * width) / 256)));
  const mask = { width, height, data };
  const area = maskArea(mask);
  return area < smallestArea || area > largestShare * data.length ? null : mask;
}
