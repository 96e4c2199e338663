import { close, gaussianBlur } from '../filters.ts';
import { type Mask, type Raster, maskArea } from '../raster.ts';
import type { PixelRegion } from '../resize.ts';

/** Which changes can be seen, and what of them is a defect's mask. */
export interface Visibility {
  /** Changes under this many grey levels, of the channel that changed most, cannot be seen. */
  least: number;
  /** Grey levels of blurred change that belong to a defect. */
  faint: number;
  /** Only what is above this share of the defect's own strongest blurred change does; 0: all that is not faint. */
  ofStrongest: number;
  /** The blur, sigma: px, but px at 256 where it is above 1. */
  blur: number;
  /** Gaps up to twice this are closed, px at 256; 0: none is. */
  closing: number;
}

/** Of lines and spots. */
export const usualVisibility: Visibility = { least: 12, faint: 5, ofStrongest: 0.25, blur: 1, closing: 0 };

/** Fewer pixels are no defect. */
const smallestArea = 5;
/** Of what cannot be seen but is to be marked: what is above this share of its strongest blurred change. */
const strongShare = 0.25;

/**
 * Marks what one defect changed: the mask is what truly changed, not what was meant to. Every visible pixel belongs to it,
 * and what lies around it: the largest channel difference, blurred, that is not faint (for lines and spots also above a
 * quarter of this defect's own maximum, however strong others in the picture are).
 * @param touched box that holds all of the change
 * @param scale pixels per px at 256
 * @param onlyVisible marks nothing where the change cannot be seen; else its stronger part
 * @returns whether anything was marked; what can be seen reaches the least visible change and has at least 5 px
 */
export function markChange(
  mask: Mask,
  before: Raster,
  after: Raster,
  touched: PixelRegion,
  { visibility, scale, onlyVisible }: { visibility: Visibility; scale: number; onlyVisible: boolean },
): boolean {
  const { least, faint, ofStrongest } = visibility;
  const radius = visibility.closing > 0 ? Math.max(1, Math.round(visibility.closing * scale)) : 0;
  const sigma = visibility.blur > 1 ? visibility.blur * scale : visibility.blur;
  const box = grown(touched, Math.ceil(3 * sigma) + 2 * radius + 1, mask);
  const difference = largestDifference(before, after, box);
  const strongest = maximum(difference);
  if (strongest === 0 || (onlyVisible && strongest < least)) return false;
  const blurred = gaussianBlur(difference, box.width, box.height, sigma);
  const most = maximum(blurred);
  const threshold = strongest < least ? strongShare * most : Math.max(faint, ofStrongest * most);
  const sure = Math.max(least, usualVisibility.least);
  let part: Uint8Array = new Uint8Array(blurred.length);
  for (let i = 0; i < part.length; i++) if (blurred[i]! > threshold || difference[i]! >= sure) part[i] = 255;
  if (radius > 0) part = close(part, box.width, box.height, radius);
  if (onlyVisible && maskArea({ width: box.width, height: box.height, data: part }) < smallestArea) return false;
  forEachRow(box, mask.width, (at, from) => {
    for (let x = 0; x < box.width; x++) if (part[from + x]) mask.data[at + x] = 255;
  });
  return true;
}

/** Marks every pixel that differs visibly: what several defects changed together, each of them too little to be seen. */
export function markVisible(mask: Mask, before: Raster, after: Raster, box: PixelRegion): void {
  const difference = largestDifference(before, after, box);
  forEachRow(box, mask.width, (at, from) => {
    for (let x = 0; x < box.width; x++) if (difference[from + x]! >= usualVisibility.least) mask.data[at + x] = 255;
  });
}

/** @param visit told of each row where it begins in the picture, and in the box */
function forEachRow(box: PixelRegion, width: number, visit: (at: number, from: number) => void): void {
  for (let y = 0; y < box.height; y++) visit((box.top + y) * width + box.left, y * box.width);
}

function maximum(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > largest) largest = values[i]!;
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
