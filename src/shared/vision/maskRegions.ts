import { connectedComponents } from './metrics/components.ts';
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

/** The regions of a mask (anything but 0 is inside) in reading order of their first pixels. */
export function maskRegions(mask: Mask): MaskRegion[] {
  const { width, height } = mask;
  const { labels, sizes, count } = connectedComponents(mask);
  const boxes = Array.from({ length: count }, () => ({ left: width, top: height, right: -1, bottom: -1 }));
  const each = (visit: (label: number, x: number, y: number) => void): void => {
    for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) if (labels[i]) visit(labels[i]!, x, y);
  };
  each((label, x, y) => {
    const box = boxes[label - 1]!;
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = y;
  });
  const regions = boxes.map(({ left, top, right, bottom }, i) => ({
    ...{ left, top, area: sizes[i + 1]! },
    mask: createMask(right - left + 1, bottom - top + 1),
  }));
  each((label, x, y) => {
    const { left, top, mask: piece } = regions[label - 1]!;
    piece.data[(y - top) * piece.width + x - left] = 255;
  });
  return regions;
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
