import { type Box, onPicture } from './box.ts';
import type { Place } from './brush.ts';
import { type Stroke, paintRow, touched } from './stroke.ts';

/**
 * Sets or clears the pixels whose centres lie inside polygons, by the even-odd rule over all of them: one within another is a hole.
 * @param polygons corners in order; the last is joined to the first
 * @returns the box around them, on the picture; null where they lie beyond
 */
export function fillPolygons(stroke: Stroke, polygons: readonly (readonly Place[])[], isSet: boolean): Box | null {
  const box = around(stroke, polygons.flat());
  if (!box) return null;
  const sides = polygons.flatMap(sidesOf).sort((a, b) => a.low - b.low);
  let open: Side[] = [];
  let next = 0;
  for (let y = box.top; y < box.top + box.height; y++) {
    const at = y + 0.5;
    while (next < sides.length && sides[next]!.low <= at) open.push(sides[next++]!);
    open = open.filter(({ high }) => high > at);
    const crossings = open.map(({ x, low, slope }) => x + (at - low) * slope).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      paintRow(stroke, y, Math.ceil(crossings[i]! - 0.5), Math.ceil(crossings[i + 1]! - 0.5), isSet);
    }
  }
  return touched(stroke, box);
}

/** {@link fillPolygons} of one. */
export const fillPolygon = (stroke: Stroke, corners: readonly Place[], isSet: boolean): Box | null =>
  fillPolygons(stroke, [corners], isSet);

/** A polygon's side from its upper end, which belongs to it, to its lower one, which does not. */
interface Side {
  low: number;
  high: number;
  /** Of the upper end. */
  x: number;
  /** Of x by y. */
  slope: number;
}

/** All sides but level ones, which no row crosses. */
function sidesOf(corners: readonly Place[]): Side[] {
  return corners.flatMap(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    if (y0 === y1) return [];
    const slope = (x1 - x0) / (y1 - y0);
    return y0 < y1 ? [{ low: y0, high: y1, x: x0, slope }] : [{ low: y1, high: y0, x: x1, slope }];
  });
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
