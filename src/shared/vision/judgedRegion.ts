import { type Polyline, contour } from './heatmap.ts';
import type { Mask } from './raster.ts';

/** Share of the pictures in which the part must stand out from its background; else the whole picture is judged. */
const fewestParted = 0.8;
/** How far beyond any part is still judged, as a share of the side: parts lie elsewhere by this much now and then. */
const margin = 0.04;

/**
 * Cells of the grid that are judged: the convex hull of all places where a good part lay, and a margin. The hull keeps what
 * looks like the background but lies between parts of the part.
 * @param foregrounds of good parts, all of one size; a mask without a gap means that no background was found
 * @returns [grid²], 1 judged, 0 not; 1 everywhere where the parts do not stand out
 */
export function judgedRegion(foregrounds: readonly Mask[], grid: number): Float32Array {
  const parted = foregrounds.filter(({ data }) => !data.every((value) => value !== 0));
  if (parted.length === 0 || parted.length < fewestParted * foregrounds.length) return wholeRegion(grid);
  const { width, height } = parted[0];
  const hull = convexHull(cornerPoints(parted));
  return Float32Array.from({ length: grid * grid }, (_, cell) => {
    const x = (((cell % grid) + 0.5) * width) / grid;
    const y = ((Math.floor(cell / grid) + 0.5) * height) / grid;
    const reach = margin * width + width / grid / 2;
    return distanceTo(hull, x, y) <= reach ? 1 : 0;
  });
}

/** Every cell is judged. */
export const wholeRegion = (grid: number): Float32Array => new Float32Array(grid * grid).fill(1);

/** Share of the picture that is judged, 0–1. */
export const judgedShare = (region: Float32Array): number =>
  region.reduce((sum, value) => sum + value, 0) / region.length;

/**
 * The lines around the judged cells, closed, in shares of the picture's sides (0–1); none where the whole picture is judged.
 * @param region [grid²]
 */
export function judgedOutline(region: Float32Array): Polyline[] {
  if (region.every((judged) => judged)) return [];
  const grid = Math.sqrt(region.length);
  const lines = contour({ width: grid, height: grid, data: region }, 0.5);
  return lines.map((line) => line.map((value) => value / grid));
}

interface Point {
  x: number;
  y: number;
}

/** First and last foreground pixel of each row, over all masks: all that can be corners of their hull. */
function cornerPoints(masks: readonly Mask[]): Point[] {
  const { width, height } = masks[0];
  const points: Point[] = [];
  for (let y = 0; y < height; y++) {
    let first = width;
    let last = -1;
    for (const { data } of masks) {
      for (let x = 0; x < first; x++) if (data[y * width + x]) first = x;
      for (let x = width - 1; x > last; x--) if (data[y * width + x]) last = x;
    }
    if (last < 0) continue;
    points.push({ x: first, y }, { x: first, y: y + 1 }, { x: last + 1, y }, { x: last + 1, y: y + 1 });
  }
  return points;
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
function distanceTo(hull: readonly Point[], x: number, y: number): number {
  const point = { x, y };
  if (hull.every((from, i) => cross(from, hull[(i + 1) % hull.length], point) >= 0)) return 0;
  return Math.min(...hull.map((from, i) => distanceToSegment(point, from, hull[(i + 1) % hull.length])));
}

function distanceToSegment({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy);
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}
