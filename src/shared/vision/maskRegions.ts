import { labelRegions } from './labeling/regions.ts';
import { type Mask, type Sides, createMask } from './raster.ts';

/** A piece of a mask whose pixels touch by side or corner, cut out by the box around it. */
export interface MaskRegion {
  /** Of the box in the mask, px. */
  left: number;
  top: number;
  /** The piece alone, 0 or 255. */
  mask: Mask;
  /** Pixels. */
  area: number;
}

/** The regions of a mask (above 127) in reading order of their first pixels. */
export function maskRegions(mask: Mask): MaskRegion[] {
  const found = labelRegions(mask);
  if (!found) return [];
  const { regions, bounds, labels } = found;
  return regions.map(({ left, top, width, height, area }, r) => {
    const piece = createMask(width, height);
    for (let y = 0; y < height; y++) {
      const from = (top - bounds.top + y) * bounds.width + left - bounds.left;
      for (let x = 0; x < width; x++) if (labels[from + x] === r + 1) piece.data[y * width + x] = 255;
    }
    return { left, top, mask: piece, area };
  });
}

/**
 * A region as runs of the whole mask, down the columns from the top left, outside and inside in turn, beginning with those
 * outside (0 where there are none), as COCO has them.
 * @param sides of the whole mask
 * @returns lengths that add up to width × height
 */
export function columnRuns({ left, top, mask }: MaskRegion, { width, height }: Sides): number[] {
  const runs: number[] = [];
  let end = 0;
  for (let x = 0; x < mask.width; x++) {
    for (let y = 0; y < mask.height; y++) {
      if (!mask.data[y * mask.width + x]) continue;
      const at = (left + x) * height + top + y;
      if (at === end && runs.length > 0) runs[runs.length - 1]!++;
      else runs.push(at - end, 1);
      end = at + 1;
    }
  }
  const rest = width * height - end;
  return rest > 0 ? [...runs, rest] : runs;
}
