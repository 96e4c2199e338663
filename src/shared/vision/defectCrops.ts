import { maskRegions } from './maskRegions.ts';
import type { Mask, Raster, Sides } from './raster.ts';
import type { Random } from './random.ts';
import { type PixelRegion, resizeToRaster } from './resize.ts';

/** A crop is this many times as wide as the longer side of the defect's box, at least. */
const margin = 1.5;
/** Sides of crops, px, are this and its doubles: how closely somebody painted round a defect does not show. */
const leastSide = 32;
/** Of places without a defect, px; at most half of the picture. */
const besideSide = 64;
/** Places that are tried until one without a defect is found. */
const tries = 40;

/**
 * Square crops round the regions of a mask, the same for forged and real ones: the middle of the box in the middle where the picture's
 * borders allow it; never wider than the picture's shorter side.
 * @param isCounted told a region's pixels, whether it is a defect
 */
export function defectCrops(mask: Mask, isCounted: (area: number) => boolean): PixelRegion[] {
  return maskRegions(mask)
    .filter(({ area }) => isCounted(area))
    .map(({ left, top, mask: box }) => {
      const side = sideFor(Math.max(box.width, box.height), mask);
      const along = (from: number, length: number, whole: number): number =>
        Math.min(Math.max(Math.round(from + (length - side) / 2), 0), whole - side);
      const [x, y] = [along(left, box.width, mask.width), along(top, box.height, mask.height)];
      return { left: x, top: y, width: side, height: side };
    });
}

function sideFor(box: number, { width, height }: Sides): number {
  const doubles = Math.max(0, Math.ceil(Math.log2((margin * box) / leastSide)));
  return Math.min(leastSide * 2 ** doubles, width, height);
}

/**
 * A square at random that no defect reaches into; null where none was found. It is as large whatever the defects are, so that nothing but the
 * photographs can tell such places apart.
 */
export function cropBeside(mask: Mask, random: Random): PixelRegion | null {
  const side = Math.min(besideSide, Math.min(mask.width, mask.height) >> 1);
  for (let i = 0; i < tries; i++) {
    const [left, top] = [random.integer(0, mask.width - side), random.integer(0, mask.height - side)];
    const crop = { left, top, width: side, height: side };
    if (isFree(mask, crop)) return crop;
  }
  return null;
}

function isFree(mask: Mask, { left, top, width, height }: PixelRegion): boolean {
  for (let y = top; y < top + height; y++) {
    const from = y * mask.width + left;
    if (mask.data.subarray(from, from + width).some((value) => value !== 0)) return false;
  }
  return true;
}

/**
 * Cuts out what a mask marks, and for each, where there is one, a place that shows no defect, all brought to one side.
 * @param image of the mask's size
 * @param side of what is returned, px
 * @param isCounted as of {@link defectCrops}
 */
export function cutDefects(
  image: Raster,
  mask: Mask,
  { side, isCounted }: { side: number; isCounted: (area: number) => boolean },
  random: Random,
): { defects: Uint8Array[]; beside: Uint8Array[] } {
  const cut = (crop: PixelRegion): Uint8Array => resizeToRaster(image, crop, { width: side, height: side }).data;
  const crops = defectCrops(mask, isCounted);
  const beside = crops.map(() => cropBeside(mask, random)).filter((crop) => crop !== null);
  return { defects: crops.map(cut), beside: beside.map(cut) };
}
