import { connectedComponents } from '../metrics/components.ts';
import type { Mask } from '../raster.ts';
import { type Box, boundsOf } from './box.ts';
import { cropMask } from './whole.ts';

/** A piece of a mask whose pixels touch by side or corner. */
export interface Region extends Box {
  /** Pixels. */
  area: number;
}

/** The regions of a mask (above 127), and which of them each pixel of the box around all is of. */
export interface LabelledRegions {
  /** In reading order of their first pixels. */
  regions: Region[];
  bounds: Box;
  /** [pixels of the bounds] place in `regions` and one more; 0: of none. */
  labels: ArrayLike<number>;
}

/** @returns null where the mask is empty */
export function labelRegions(mask: Mask): LabelledRegions | null {
  const bounds = boundsOf(mask);
  if (!bounds) return null;
  const part = cropMask(mask, bounds);
  const { labels, sizes } = connectedComponents(part);
  const edges = sizes.map(() => ({ left: Infinity, top: Infinity, right: -1, bottom: -1 }));
  for (let y = 0, i = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++, i++) {
      if (!labels[i]) continue;
      const edge = edges[labels[i]!]!;
      if (x < edge.left) edge.left = x;
      if (x > edge.right) edge.right = x;
      if (y < edge.top) edge.top = y;
      edge.bottom = y;
    }
  }
  const regions = edges.slice(1).map(({ left, top, right, bottom }, i) => ({
    left: bounds.left + left,
    top: bounds.top + top,
    width: right - left + 1,
    height: bottom - top + 1,
    area: sizes[i + 1]!,
  }));
  return { regions, bounds, labels };
}

/** The regions of a mask in reading order of their first pixels. */
export const regionsOf = (mask: Mask): Region[] => labelRegions(mask)?.regions ?? [];

/** A region's own pixels, a byte a pixel of the whole mask, 255 inside; none where the mask has no such region any more. */
export function pixelsOfRegion(mask: Mask, region: Region): Uint8Array {
  const inside = new Uint8Array(mask.data.length);
  const part = cropMask(mask, region);
  const { labels, sizes } = connectedComponents(part);
  const wanted = sizes.findIndex((size, label) => label > 0 && size === region.area);
  for (let y = 0, i = 0; y < part.height; y++) {
    const from = (region.top + y) * mask.width + region.left;
    for (let x = 0; x < part.width; x++, i++) if (wanted > 0 && labels[i] === wanted) inside[from + x] = 255;
  }
  return inside;
}
