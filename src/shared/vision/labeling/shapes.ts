import { type Box, onPicture } from './box.ts';
import type { Place } from './brush.ts';
import { type Stroke, paintRow, touched } from './stroke.ts';

/**
 * Sets or clears the pixels whose centres lie inside a polygon, by the even-odd rule.
 * @param corners in order; the last is joined to the first
 * @returns the box around it, on the picture; null where it lies beyond
 */
export function fillPolygon(stroke: Stroke, corners: readonly Place[], isSet: boolean): Box | null {
  const box = around(stroke, corners);
  if (!box) return null;
  for (let y = box.top; y < box.top + box.height; y++) {
    const crossings = crossingsAt(corners, y + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      paintRow(stroke, y, Math.ceil(crossings[i]! - 0.5), Math.ceil(crossings[i + 1]! - 0.5), isSet);
    }
  }
  return touched(stroke, box);
}

/** Where the polygon's sides cross a row, from the left; each side holds its upper end and not its lower one. */
function crossingsAt(corners: readonly Place[], y: number): number[] {
  const found: number[] = [];
  for (const [i, [x0, y0]] of corners.entries()) {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found.sort((a, b) => a - b);
}

/** The same for the upright rectangle between two corners. */
export const fillBox = (stroke: Stroke, [x0, y0]: Place, [x1, y1]: Place, isSet: boolean): Box | null =>
  fillPolygon(
    stroke,
    [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ],
    isSet,
  );

/** The same for the upright ellipse that touches the sides of the rectangle between two corners. */
export function fillEllipse(stroke: Stroke, from: Place, to: Place, isSet: boolean): Box | null {
  const box = around(stroke, [from, to]);
  if (!box) return null;
  const [cx, cy] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [rx, ry] = [Math.abs(to[0] - from[0]) / 2, Math.abs(to[1] - from[1]) / 2];
  for (let y = box.top; y < box.top + box.height; y++) {
    const half = 1 - ((y + 0.5 - cy) / ry) ** 2;
    if (!(half >= 0)) continue;
    const reach = rx * Math.sqrt(half);
    paintRow(stroke, y, Math.ceil(cx - reach - 0.5), Math.floor(cx + reach - 0.5) + 1, isSet);
  }
  return touched(stroke, box);
}

function around({ mask }: Stroke, places: readonly Place[]): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of places) {
    left = Math.min(left, Math.floor(x));
    top = Math.min(top, Math.floor(y));
    right = Math.max(right, Math.ceil(x));
    bottom = Math.max(bottom, Math.ceil(y));
  }
  return places.length > 1 ? onPicture({ left, top, width: right - left, height: bottom - top }, mask) : null;
}
