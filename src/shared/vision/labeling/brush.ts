import { type Box, onPicture } from './box.ts';
import { type Stroke, paintRow, touched } from './stroke.ts';

/** A place in the picture in pixels from its outer corner at the top left: the centre of the first pixel is (0.5, 0.5). */
export type Place = readonly [x: number, y: number];

/**
 * Sets or clears all pixels whose centres lie within `radius` of the straight line between two places: a disc swept along it,
 * exactly and without smoothing.
 * @param radius in pixels; with less than a pixel's half the pixel under the place is painted all the same
 * @returns the box around it, on the picture; null where it lies beyond
 */
export function sweepDisc(stroke: Stroke, from: Place, to: Place, radius: number, isSet: boolean): Box | null {
  const left = Math.floor(Math.min(from[0], to[0]) - radius);
  const top = Math.floor(Math.min(from[1], to[1]) - radius);
  const right = Math.ceil(Math.max(from[0], to[0]) + radius);
  const bottom = Math.ceil(Math.max(from[1], to[1]) + radius);
  const box = onPicture({ left, top, width: right - left + 1, height: bottom - top + 1 }, stroke.mask);
  if (!box) return null;
  for (let y = box.top; y < box.top + box.height; y++) {
    const span = rowOfSweep(from, to, radius, y + 0.5);
    if (span) paintRow(stroke, y, Math.ceil(span[0] - 0.5), Math.floor(span[1] - 0.5) + 1, isSet);
  }
  for (const [x, y] of [from, to]) paintRow(stroke, Math.floor(y), Math.floor(x), Math.floor(x) + 1, isSet);
  return touched(stroke, box);
}

/** Where a row at height y crosses the swept disc, which is convex: from its leftmost to its rightmost border. */
function rowOfSweep([ax, ay]: Place, [bx, by]: Place, radius: number, y: number): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  const take = (x: number): void => {
    if (x < low) low = x;
    if (x > high) high = x;
  };
  for (const [cx, cy] of [
    [ax, ay],
    [bx, by],
  ] as const) {
    const half = radius ** 2 - (y - cy) ** 2;
    if (half < 0) continue;
    take(cx - Math.sqrt(half));
    take(cx + Math.sqrt(half));
  }
  const length = Math.hypot(bx - ax, by - ay);
  if (length > 0 && by !== ay) {
    const [nx, ny] = [((ay - by) / length) * radius, ((bx - ax) / length) * radius];
    for (const side of [1, -1]) {
      const t = (y - (ay + side * ny)) / (by - ay);
      if (t >= 0 && t <= 1) take(ax + side * nx + t * (bx - ax));
    }
  }
  return high < low ? null : [low, high];
}
