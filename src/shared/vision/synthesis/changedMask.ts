import { close, gaussianBlur } from '../filters.ts';
import type { Mask, Raster } from '../raster.ts';
import type { PixelRegion } from '../resize.ts';

/** Changes under this many grey levels, of the channel that changed most, cannot be seen. */
const visibleChange = 12;
/** Fewer pixels are no defect. */
const smallestArea = 5;
/** Grey levels of blurred change that belong to a defect; of lines and spots also above this share of its strongest. */
const faintChange = 5;
const strongShare = 0.25;
/** Reach of the blur, px. */
const blurReach = 3;

/**
 * Marks what one defect changed: the mask is what truly changed, not what was meant to. Every visible pixel belongs to it,
 * and what lies around it: the largest channel difference, blurred by 1 px, above 5 grey levels (for lines and spots also
 * above a quarter of this defect's own maximum, however strong others in the picture are).
 * @param touched box that holds all of the change
 * @param isRegion true for kinds that change a whole region: gaps are closed
 * @param scale pixels per px at 256
 * @param onlyVisible marks nothing where the change cannot be seen; else its stronger part
 * @returns whether anything was marked; what can be seen reaches 12 grey levels and has at least 5 px
 */
export function markChange(
  mask: Mask,
  before: Raster,
  after: Raster,
  touched: PixelRegion,
  { isRegion, scale, onlyVisible }: { isRegion: boolean; scale: number; onlyVisible: boolean },
): boolean {
  const radius = isRegion ? Math.max(1, Math.round(3 * scale)) : 0;
  const box = grown(touched, blurReach + 2 * radius + 1, mask);
  const difference = largestDifference(before, after, box);
  const strongest = maximum(difference);
  if (strongest === 0 || (onlyVisible && strongest < visibleChange)) return false;
  const blurred = gaussianBlur(difference, box.width, box.height, 1);
  const own = strongShare * maximum(blurred);
  const threshold = strongest < visibleChange ? own : isRegion ? faintChange : Math.max(faintChange, own);
  let part: Uint8Array = Uint8Array.from(blurred, (value, i) =>
    value > threshold || difference[i]! >= visibleChange ? 255 : 0,
  );
  if (isRegion) part = close(part, box.width, box.height, radius);
  const area = part.reduce((sum, value) => sum + (value ? 1 : 0), 0);
  if (onlyVisible && area < smallestArea) return false;
  forEachRow(box, mask.width, (at, from) => {
    for (let x = 0; x < box.width; x++) if (part[from + x]) mask.data[at + x] = 255;
  });
  return true;
}

/** Marks every pixel that differs visibly: what several defects changed together, each of them too little to be seen. */
export function markVisible(mask: Mask, before: Raster, after: Raster, box: PixelRegion): void {
  const difference = largestDifference(before, after, box);
  forEachRow(box, mask.width, (at, from) => {
    for (let x = 0; x < box.width; x++) if (difference[from + x]! >= visibleChange) mask.data[at + x] = 255;
  });
}

/** @param visit told of each row where it begins in the picture, and in the box */
function forEachRow(box: PixelRegion, width: number, visit: (at: number, from: number) => void): void {
  for (let y = 0; y < box.height; y++) visit((box.top + y) * width + box.left, y * box.width);
}

function maximum(values: Float32Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

function grown(box: PixelRegion, margin: number, { width, height }: Mask): PixelRegion {
  const left = Math.max(box.left - margin, 0);
  const top = Math.max(box.top - margin, 0);
  const right = Math.min(box.left + box.width + margin, width);
  const bottom = Math.min(box.top + box.height + margin, height);
  return { left, top, width: right - left, height: bottom - top };
}

/** Largest channel difference at each pixel of the box. */
function largestDifference(before: Raster, after: Raster, box: PixelRegion): Float32Array {
  const difference = new Float32Array(box.width * box.height);
  forEachRow(box, before.width, (start, from) => {
    for (let x = 0, at = start * 3; x < box.width; x++, at += 3) {
      const red = Math.abs(after.data[at]! - before.data[at]!);
      const green = Math.abs(after.data[at + 1]! - before.data[at + 1]!);
      const blue = Math.abs(after.data[at + 2]! - before.data[at + 2]!);
      difference[from + x] = Math.max(red, green, blue);
    }
  });
  return difference;
}
