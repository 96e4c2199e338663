import type { Mask } from '#shared/vision/raster.ts';
import type { Shape } from './layouts/annotations/annotation.ts';

type Point = readonly [x: number, y: number];

/**
 * Marks what shapes cover: pixels whose centres lie inside, by the even-odd rule, and at least the pixels under the corners of
 * what is too thin to hold a centre. Shapes of the form `picture` are the caller's.
 * @param mask 0 or 255; what is marked in it stays
 * @param isFraction points are fractions of the sides, else pixels from the outer corner at the top left
 * @returns the shapes that mark no pixel, since they lie beside the mask
 */
export function rasterizeShapes(mask: Mask, shapes: readonly Shape[], isFraction = false): Shape[] {
  const { width, height } = mask;
  const scaled = (points: readonly Point[]): Point[] =>
    isFraction ? points.map(([x, y]) => [x * width, y * height]) : [...points];
  return shapes.filter((shape) => {
    if (shape.form === 'polygon') return !fillPolygon(mask, scaled(shape.points), (shape.holes ?? []).map(scaled));
    if (shape.form === 'ellipse') return !fillEllipse(mask, shape);
    return shape.form === 'runs' && !fillRuns(mask, shape);
  });
}

/** @returns whether anything is marked */
function fillPolygon(mask: Mask, points: readonly Point[], holes: readonly (readonly Point[])[]): boolean {
  const rings = [points, ...holes];
  let area = 0;
  const ys = points.map(([, y]) => y);
  const top = Math.max(0, Math.floor(Math.min(...bounded(ys))));
  const bottom = Math.min(mask.height - 1, Math.ceil(Math.max(...bounded(ys))));
  for (let y = top; y <= bottom; y++) {
    const crossings = rings.flatMap((ring) => crossingsAt(ring, y + 0.5)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5));
      const to = Math.min(mask.width - 1, Math.ceil(crossings[i + 1]! - 0.5) - 1);
      if (to < from) continue;
      mask.data.fill(255, y * mask.width + from, y * mask.width + to + 1);
      area += to - from + 1;
    }
  }
  return area > 0 || inner(points).filter((point) => mark(mask, point)).length > 0;
}

/** Corners a hair towards the middle: what only touches the mask from outside marks none of its pixels. */
function inner(points: readonly Point[]): Point[] {
  const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
  return points.map(([x, y]) => [x + 1e-6 * (middle[0]! - x), y + 1e-6 * (middle[1]! - y)]);
}

/** Finite, and few enough to spread into a call. */
const bounded = (values: readonly number[]): number[] => {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
};

function crossingsAt(ring: readonly Point[], y: number): number[] {
  return ring.flatMap(([x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    return y0 <= y !== y1 <= y ? [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)] : [];
  });
}

/** @returns whether the point lies in the mask */
function mark(mask: Mask, [x, y]: Point): boolean {
  const [px, py] = [Math.floor(x), Math.floor(y)];
  const isInside = px >= 0 && py >= 0 && px < mask.width && py < mask.height;
  if (isInside) mask.data[py * mask.width + px] = 255;
  return isInside;
}

/** @returns whether anything is marked */
function fillEllipse(mask: Mask, { x: cx, y: cy, rx, ry, angle }: Shape & { form: 'ellipse' }): boolean {
  let area = 0;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [reachX, reachY] = [Math.hypot(rx * cos, ry * sin), Math.hypot(rx * sin, ry * cos)];
  for (let y = Math.max(0, Math.floor(cy - reachY)); y < Math.min(mask.height, cy + reachY); y++) {
    for (let x = Math.max(0, Math.floor(cx - reachX)); x < Math.min(mask.width, cx + reachX); x++) {
      const [dx, dy] = [x + 0.5 - cx, y + 0.5 - cy];
      const inside = ((dx * cos + dy * sin) / rx) ** 2 + ((dy * cos - dx * sin) / ry) ** 2 <= 1;
      if (!inside) continue;
      mask.data[y * mask.width + x] = 255;
      area++;
    }
  }
  return mark(mask, [cx, cy]) || area > 0;
}

/** @returns whether anything is marked; runs that mark nothing anywhere are no fault */
function fillRuns(mask: Mask, { counts, order, box }: Shape & { form: 'runs' }): boolean {
  let at = 0;
  let [wanted, marked] = [0, 0];
  const length = box.width * box.height;
  counts.forEach((count, i) => {
    const end = Math.min(length, at + count);
    for (; i % 2 === 1 && at < end; at++) {
      const x = order === 'rows' ? at % box.width : Math.floor(at / box.height);
      const y = order === 'rows' ? Math.floor(at / box.width) : at % box.height;
      wanted++;
      if (mark(mask, [box.left + x, box.top + y])) marked++;
    }
    at = end;
  });
  return marked > 0 || wanted === 0;
}
