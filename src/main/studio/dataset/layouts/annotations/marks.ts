import type { AnnotatedSize, PictureShapes, Shape, Undrawn } from './annotation.ts';

/** A mark as an area, or why it gives none. */
export type Drawn = Shape | Undrawn;
export type Mark = { label: string; drawn: Drawn };

/** More pixels than this no photograph has. */
export const mostPixels = 2 ** 28;

/** A number as a file writes it; NaN where it holds none. */
export const numberOf = (value: unknown): number => {
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value);
  return typeof value === 'number' ? value : NaN;
};

/** x and y by turns; a last one without its partner is no point. */
export const pairsOf = (values: readonly unknown[]): unknown[][] =>
  Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => values.slice(2 * i, 2 * i + 2));

/** @param points x and y of each, whatever the file holds */
export function polygonOf(type: string, points: readonly unknown[]): Drawn {
  const read = points.map((point) => (Array.isArray(point) ? point.map(numberOf) : []));
  if (!read.every((point) => point.length === 2 && point.every(Number.isFinite))) return { why: 'notNumbers', type };
  if (read.length < 3) return { why: 'fewPoints', type };
  return { form: 'polygon', points: read as [number, number][] };
}

/** A box by two opposite corners, turned clockwise about its centre by `angle`, rad. */
export function boxOf(type: string, corners: readonly number[], angle = 0): Drawn {
  const [x0, y0, x1, y1] = corners as [number, number, number, number];
  if (corners.length !== 4 || ![...corners, angle].every(Number.isFinite)) return { why: 'notNumbers', type };
  if (x0 === x1 || y0 === y1) return { why: 'noArea', type };
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = ([x, y]: [number, number]): [number, number] =>
    angle === 0 ? [x, y] : [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
  const points: [number, number][] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  return { form: 'polygon', points: points.map(turned) };
}

export function ellipseOf(type: string, ellipse: { x: number; y: number; rx: number; ry: number }, angle = 0): Drawn {
  if (![...Object.values(ellipse), angle].every(Number.isFinite)) return { why: 'notNumbers', type };
  if (ellipse.rx <= 0 || ellipse.ry <= 0) return { why: 'noArea', type };
  return { form: 'ellipse', ...ellipse, angle };
}

/** Run lengths, which have to fill their box exactly. */
export function runsOf(type: string, { counts, order, box }: Omit<Shape & { form: 'runs' }, 'form'>): Drawn {
  const { left, top, width, height } = box;
  const area = width * height;
  const isBox = [left, top, width, height].every(Number.isInteger) && width > 0 && height > 0 && area <= mostPixels;
  const isWhole = isBox && counts.every((count) => Number.isInteger(count) && count >= 0);
  const sum = counts.reduce((total, count) => total + count, 0);
  return isWhole && sum === area ? { form: 'runs', counts, order, box } : { why: 'badMask', type };
}

/** Sorts the marks of one picture into those that can be drawn on it and those that cannot. */
export function shapesOfMarks(marks: readonly Mark[], size: AnnotatedSize): PictureShapes {
  const said: PictureShapes = { size, shapes: [], undrawn: [] };
  const sides = size === 'fractions' ? { width: 1, height: 1 } : size;
  for (const { label, drawn } of marks) {
    if ('why' in drawn) said.undrawn.push({ label, ...drawn });
    else if (sides && isOutside(drawn, sides)) said.undrawn.push({ label, why: 'outside', type: drawn.form });
    else said.shapes.push({ label, shape: drawn });
  }
  return said;
}

/** True where a shape lies wholly beside a picture of these sides, judged by the box around it. */
function isOutside(shape: Shape, { width, height }: { width: number; height: number }): boolean {
  const [left, top, right, bottom] = aroundOf(shape);
  return right < 0 || bottom < 0 || left > width || top > height;
}

function aroundOf(shape: Shape): [left: number, top: number, right: number, bottom: number] {
  if (shape.form === 'polygon') {
    const around: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of shape.points) {
      [around[0], around[1]] = [Math.min(around[0], x), Math.min(around[1], y)];
      [around[2], around[3]] = [Math.max(around[2], x), Math.max(around[3], y)];
    }
    return around;
  }
  if (shape.form === 'ellipse') {
    const reach = Math.max(shape.rx, shape.ry);
    return [shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach];
  }
  // How far a picture reaches is known when it is read.
  if (shape.form === 'picture') return [shape.left, shape.top, Infinity, Infinity];
  const { left, top, width, height } = shape.box;
  return [left, top, left + width, top + height];
}
