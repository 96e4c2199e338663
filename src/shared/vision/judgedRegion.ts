import { type Polyline, contour } from './heatmap.ts';
import { type Mask, type Sides, cellsOf } from './raster.ts';

/** Share of the pictures in which the part must stand out from its background; else the whole picture is judged. */
const fewestParted = 0.8;
/** Fewer parts do not show where the next one may lie; the whole picture is judged. */
export const fewestParts = 8;
/** How far beyond any part is judged at least, as a share of the (mean) side. */
const leastMargin = 0.04;
/** Of the parts, each left out in turn, at most this share may jut out of what the others and the margin span. */
const mostJutting = 0.1;

/**
 * Cells of the grid that are judged: the convex hull of all places where a good part lay, and a margin that grows where parts,
 * each left out in turn, jut out of the hull of the others, as parts do that lie anywhere. The hull keeps what looks like
 * the background but lies between parts of the part.
 * @param foregrounds of good parts, all of one size; a mask without a gap means that no background was found
 * @param grid cells across and down
 * @returns [cells], 1 judged, 0 not; 1 everywhere where the parts do not stand out, or are fewer than {@link fewestParts}
 */
export function judgedRegion(foregrounds: readonly Mask[], grid: Sides): Float32Array {
  const parted = foregrounds.filter(({ data }) => !data.every((value) => value !== 0));
  if (parted.length < fewestParts || parted.length < fewestParted * foregrounds.length) return wholeRegion(grid);
  const { width, height } = parted[0]!;
  const hulls = parted.map((mask) => convexHull(cornerPoints(mask)));
  const hull = convexHull(hulls.flat());
  const margin = Math.max(leastMargin * Math.sqrt(width * height), marginOf(hulls, hull));
  const halfCell = Math.max(width / grid.width, height / grid.height) / 2;
  return Float32Array.from({ length: cellsOf(grid) }, (_, cell) => {
    const x = (((cell % grid.width) + 0.5) * width) / grid.width;
    const y = ((Math.floor(cell / grid.width) + 0.5) * height) / grid.height;
    return distanceTo(hull, { x, y }) <= margin + halfCell ? 1 : 0;
  });
}

/** Every cell is judged. */
export const wholeRegion = (grid: Sides): Float32Array => new Float32Array(cellsOf(grid)).fill(1);

/** Share of the picture that is judged, 0–1. */
export const judgedShare = (region: Float32Array): number =>
  region.reduce((sum, value) => sum + value, 0) / region.length;

/**
 * The lines around the judged cells, closed, in shares of the picture's sides (0–1); none where the whole picture is judged.
 * @param region [cells of the grid]
 */
export function judgedOutline(region: Float32Array, { width, height }: Sides): Polyline[] {
  if (region.every((judged) => judged)) return [];
  const lines = contour({ width, height, data: region }, 0.5);
  return lines.map((line) => line.map((value, i) => value / (i % 2 === 0 ? width : height)));
}

interface Point {
  x: number;
  y: number;
}

/** First and last foreground pixel of each row: all that can be corners of the mask's hull. */
function cornerPoints({ width, height, data }: Mask): Point[] {
  const points: Point[] = [];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((value) => value !== 0);
    if (first < 0) continue;
    const end = row.findLastIndex((value) => value !== 0) + 1;
    points.push({ x: first, y }, { x: first, y: y + 1 }, { x: end, y }, { x: end, y: y + 1 });
  }
  return points;
}

/** The margin, px, beyond which at most {@link mostJutting} of the parts jut out of the hull of all others. */
function marginOf(hulls: readonly (readonly Point[])[], whole: readonly Point[]): number {
  const corners = new Set(whole); // the very objects: a part that gives no corner lies within the others' hull
  const jutting = hulls.map((own, i) => {
    if (!own.some((point) => corners.has(point))) return 0;
    const others = convexHull(hulls.flatMap((points, j) => (j === i ? [] : points)));
    return Math.max(...own.map((point) => distanceTo(others, point)));
  });
  return jutting.sort((a, b) => b - a)[Math.floor(mostJutting * hulls.length)]!;
}

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** Andrew's monotone chain; counter-clockwise where y points up. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (ordered: readonly Point[]): Point[] => {
    const half: Point[] = [];
    for (const point of ordered) {
      while (half.length > 1 && cross(half.at(-2)!, half.at(-1)!, point) <= 0) half.pop();
      half.push(point);
    }
    return half.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** Distance of a point from a convex polygon; 0 inside. */
function distanceTo(hull: readonly Point[], point: Point): number {
  if (hull.every((from, i) => cross(from, hull[(i + 1) % hull.length]!, point) >= 0)) return 0;
  return Math.min(...hull.map((from, i) => distanceToSegment(point, from, hull[(i + 1) % hull.length]!)));
}

function distanceToSegment({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy);
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}
