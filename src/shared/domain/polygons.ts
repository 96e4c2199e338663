/** A corner as fractions of the picture's width and height. */
export type Corner = readonly [x: number, y: number];
export type Polygon = readonly Corner[];

export interface Grid {
  readonly width: number;
  readonly height: number;
}

/** Part of a picture in fractions of it. */
export interface PictureWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Area by the shoelace formula, in units of the picture's area; the direction of the corners does not matter. */
export function areaOfPolygon(polygon: Polygon): number {
  const twice = polygon.reduce((sum, [x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length]!;
    return sum + x0 * y1 - x1 * y0;
  }, 0);
  return Math.abs(twice) / 2;
}

const turn = ([ox, oy]: Corner, [ax, ay]: Corner, [bx, by]: Corner): number =>
  (ax - ox) * (by - oy) - (ay - oy) * (bx - ox);

const isWithin = (value: number, a: number, b: number): boolean => value >= Math.min(a, b) && value <= Math.max(a, b);

/** Of a point that is known to lie on the line through a and b. */
const isBetween = ([x, y]: Corner, a: Corner, b: Corner): boolean => isWithin(x, a[0], b[0]) && isWithin(y, a[1], b[1]);

/** True where two sides have a point in common. */
function meet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const [ca, cb, da, db] = [turn(c, d, a), turn(c, d, b), turn(a, b, c), turn(a, b, d)];
  if (ca * cb < 0 && da * db < 0) return true;
  return (
    (ca === 0 && isBetween(a, c, d)) ||
    (cb === 0 && isBetween(b, c, d)) ||
    (da === 0 && isBetween(c, a, b)) ||
    (db === 0 && isBetween(d, a, b))
  );
}

/** True where the side from `from` to `at` and the next one lie on one another. */
function isFoldedBack(from: Corner, at: Corner, to: Corner): boolean {
  const along = (from[0] - at[0]) * (to[0] - at[0]) + (from[1] - at[1]) * (to[1] - at[1]);
  return turn(from, at, to) === 0 && along >= 0;
}

/**
 * Two sides of a polygon that meet though they are no neighbours, or neighbours that lie on one another; side n runs from corner n,
 * counted from 1. Null where the polygon is simple.
 */
export function crossingSides(polygon: Polygon): [number, number] | null {
  const count = polygon.length;
  const corner = (i: number): Corner => polygon[i % count]!;
  for (let i = 0; i < count; i++) {
    if (isFoldedBack(corner(i), corner(i + 1), corner(i + 2))) return [i + 1, ((i + 1) % count) + 1];
    for (let k = i + 2; k < count; k++) {
      if ((k + 1) % count === i) continue;
      if (meet(corner(i), corner(i + 1), corner(k), corner(k + 1))) return [i + 1, k + 1];
    }
  }
  return null;
}

/**
 * Marks the cells of a grid over the whole picture whose centres lie inside any of the polygons, each by the even-odd rule.
 * @returns [cells] 1 inside, 0 not
 */
export function rasterise(polygons: readonly Polygon[], grid: Grid): Uint8Array {
  const cells = new Uint8Array(grid.width * grid.height);
  for (const polygon of polygons) fillInside(cells, scaledTo(polygon, grid), grid);
  return cells;
}

const scaledTo = (polygon: Polygon, { width, height }: Grid): Polygon =>
  polygon.map(([x, y]) => [x * width, y * height]);

/** @param polygon in cells */
function fillInside(cells: Uint8Array, polygon: Polygon, { width, height }: Grid): void {
  for (let row = 0; row < height; row++) {
    const crossings = crossingsAt(polygon, row + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5));
      const end = Math.min(width, Math.ceil(crossings[i + 1]! - 0.5));
      if (end > from) cells.fill(1, row * width + from, row * width + end);
    }
  }
}

/** Each side is walked upwards, so that its direction does not matter to the last digit. */
function crossingsAt(polygon: Polygon, y: number): number[] {
  const found = polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length]!;
    const [[x0, y0], [x1, y1]] = from[1] <= to[1] ? [from, to] : [to, from];
    return y0 <= y && y1 > y ? [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)] : [];
  });
  return found.sort((a, b) => a - b);
}

/** How far a cell looks around its centre each way, in cells. */
export interface Reach {
  x: number;
  y: number;
}

/** The same polygon in fractions of a window of the picture. */
export const seenThrough = (polygon: Polygon, { x, y, width, height }: PictureWindow): Polygon =>
  polygon.map(([across, down]) => [(across - x) / width, (down - y) / height]);

/**
 * Marks every cell that sees any of a polygon: its centre lies inside, or no further from the polygon than `reach`, across and down.
 * So whatever a cell mixes within its reach, an unmarked one has nothing of the polygon.
 * @param polygon in cells of the grid, which it may leave
 * @returns [cells] 1 marked, 0 not
 */
export function seenBy(polygon: Polygon, grid: Grid, reach: Reach): Uint8Array {
  const cells = new Uint8Array(grid.width * grid.height);
  fillInside(cells, polygon, grid);
  polygon.forEach((from, i) => markAlong(cells, from, polygon[(i + 1) % polygon.length]!, grid, reach));
  return cells;
}

/** The centres within `reach` of a side: row by row, of the piece of the side that lies as near. */
function markAlong(cells: Uint8Array, from: Corner, to: Corner, { width, height }: Grid, reach: Reach): void {
  const [low, high] = from[1] <= to[1] ? [from, to] : [to, from];
  const first = Math.max(0, Math.floor(low[1] - reach.y - 0.5));
  const last = Math.min(height - 1, Math.ceil(high[1] + reach.y - 0.5));
  const at = (y: number): number =>
    high[1] === low[1] ? low[0] : low[0] + ((y - low[1]) / (high[1] - low[1])) * (high[0] - low[0]);
  for (let row = first; row <= last; row++) {
    const [top, bottom] = [Math.max(low[1], row + 0.5 - reach.y), Math.min(high[1], row + 0.5 + reach.y)];
    if (top > bottom) continue;
    const ends = high[1] === low[1] ? [low[0], high[0]] : [at(top), at(bottom)];
    const start = Math.max(0, Math.ceil(Math.min(...ends) - reach.x - 0.5));
    const end = Math.min(width, Math.floor(Math.max(...ends) + reach.x - 0.5) + 1);
    if (end > start) cells.fill(1, row * width + start, row * width + end);
  }
}

/** Marks the cells whose centres lie no further from an upright rectangle than `reach`, across and down. @param box in cells of the grid */
export function markBox(
  cells: Uint8Array,
  box: { left: number; right: number; top: number; bottom: number },
  { width, height }: Grid,
  reach: Reach,
): void {
  const start = Math.max(0, Math.ceil(box.left - reach.x - 0.5));
  const end = Math.min(width, Math.floor(box.right + reach.x - 0.5) + 1);
  const first = Math.max(0, Math.ceil(box.top - reach.y - 0.5));
  const last = Math.min(height - 1, Math.floor(box.bottom + reach.y - 0.5));
  for (let row = first; row <= last && end > start; row++) cells.fill(1, row * width + start, row * width + end);
}
