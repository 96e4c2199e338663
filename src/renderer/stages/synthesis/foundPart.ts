import { findForeground } from '#shared/vision/foreground.ts';
import { contour } from '#shared/vision/heatmap.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { pathOf } from '../../canvas/pixels.ts';

/** Where the studio takes the part to be in a picture. */
export interface FoundPart {
  /** Its closed outline in a square of side 1; null where the whole picture counts as the part. */
  path: Path2D | null;
  /** Of the picture, 0–1. */
  share: number;
}

const kept = new WeakMap<Uint8Array, FoundPart>();

/** What keeps defects on the part, found as forging finds it. @param rgb good part at the bench's size, width × height × 3 */
export function foundPart(rgb: Uint8Array, { width, height }: Sides): FoundPart {
  const known = kept.get(rgb);
  if (known) return known;
  const mask = findForeground({ width, height, data: rgb });
  // a rim of nothing closes the outline where the part reaches the picture's edge
  const rimmed = new Float32Array((width + 2) * (height + 2));
  let area = 0;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    area++;
    rimmed[(Math.floor(i / width) + 1) * (width + 2) + (i % width) + 1] = 1;
  }
  const lines = contour({ width: width + 2, height: height + 2, data: rimmed }, 0.5).map((line) =>
    line.map((value, i) => (value - 1) / (i % 2 === 0 ? width : height)),
  );
  const share = area / mask.data.length;
  const found = { path: share === 1 ? null : pathOf(lines), share };
  kept.set(rgb, found);
  return found;
}
