import { gaussianBlur } from '../filters.ts';
import { type Lattice, type Span, drawLattice, latticeField } from '../noise.ts';
import type { Random } from '../random.ts';
import { type Canvas, type Layer, boxAround, toPixels } from './canvas.ts';
import type { Point } from './sketch.ts';

/** A shape that is decided but has no pixels yet. Lengths and places are px at 256. */
export type Outline = (canvas: Canvas) => Layer;

/** Softens a layer's border in place. @param sigma px */
function soften(layer: Layer, sigma: number): Layer {
  if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);
  return layer;
}

/** Where a layer's columns and rows lie on a field that spans its whole box, uncut. */
export function spansOf({ left, top, width, height, centre, reach }: Layer): [Span, Span] {
  const span = (length: number, first: number, middle: number, half: number): Span => ({
    length,
    from: 0.5 + (first - middle) / (2 * half),
    step: 1 / (2 * half),
  });
  return [span(width, left, centre.x, reach.x), span(height, top, centre.y, reach.y)];
}

/** An ellipse with an irregular outline. @param radius larger half axis */
export function blob(at: Point, radius: number, angle: number, random: Random, edge = 0): Outline {
  const aspect = random.logUniform(0.3, 1);
  const roughness = random.uniform(0, 0.35);
  const lattice = drawLattice(random.integer(2, 5), random.integer(2, 5), random);
  return (canvas) => paintBlob(canvas, { at, radius, angle, edge, aspect, roughness, lattice });
}

/** What an ellipse is drawn from; lengths and places are px at 256. */
interface Ellipse {
  at: Point;
  /** Longer axis. */
  size: number;
  /** Times as long as wide. */
  elongation: number;
  angle: number;
  edge: number;
}

/** As {@link blob}, of a stated elongation. */
export function ellipse({ at, size, elongation, angle, edge }: Ellipse, random: Random): Outline {
  const roughness = random.uniform(0, 0.25);
  const lattice = drawLattice(random.integer(2, 5), random.integer(2, 5), random);
  const shape = { at, radius: size / 2, angle, edge, aspect: 1 / elongation, roughness, lattice };
  return (canvas) => paintBlob(canvas, shape);
}

interface Blob {
  at: Point;
  radius: number;
  angle: number;
  edge: number;
  aspect: number;
  roughness: number;
  lattice: Lattice;
}

/** Half axis of a dot that is still drawn where the defect is smaller than a pixel, px. */
const smallestRadius = 0.7;

function paintBlob(canvas: Canvas, { at, angle, aspect, roughness, lattice, ...shape }: Blob): Layer {
  const { scale } = canvas;
  const radius = Math.max(shape.radius * scale, smallestRadius);
  const edge = shape.edge * scale;
  const centre = toPixels(canvas, at);
  const reach = radius * (1 + roughness) + 3 * edge + 1;
  const layer = boxAround(canvas, centre, reach, reach);
  const noise = latticeField(lattice, ...spansOf(layer));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const narrow = Math.max(radius * aspect, 0.6);
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const dx = x + layer.left - centre.x;
      const dy = y + layer.top - centre.y;
      const along = (dx * cos + dy * sin) / radius;
      const across = (-dx * sin + dy * cos) / narrow;
      const i = y * layer.width + x;
      const distance = Math.sqrt(along * along + across * across) - 1 - roughness * noise[i]!;
      layer.alpha[i] = Math.min(Math.max(0.5 - distance * narrow, 0), 1);
    }
  }
  return soften(layer, edge);
}

/** A rotated rectangle. @param half larger half side */
export function box(at: Point, half: number, angle: number, random: Random, edge = 0): Outline {
  const other = half * random.logUniform(0.2, 1);
  return (canvas) => {
    const [long, short] = [half * canvas.scale, Math.max(other * canvas.scale, 1)];
    const centre = toPixels(canvas, at);
    const reach = Math.hypot(long, short) + 3 * edge * canvas.scale + 1;
    const layer = boxAround(canvas, centre, reach, reach);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let y = 0; y < layer.height; y++) {
      for (let x = 0; x < layer.width; x++) {
        const dx = x + layer.left - centre.x;
        const dy = y + layer.top - centre.y;
        const outside = Math.max(Math.abs(dx * cos + dy * sin) - long, Math.abs(-dx * sin + dy * cos) - short);
        layer.alpha[y * layer.width + x] = Math.min(Math.max(0.5 - outside, 0), 1);
      }
    }
    return soften(layer, edge * canvas.scale);
  };
}

/** Samples a side by which a noise's quantile is found: the same ones at every size. */
const quantileSide = 32;

/** Thresholded noise inside a box of the given half side: ragged patches, sometimes several. */
export function noisePatch(at: Point, half: number, random: Random, edge = 0): Outline {
  const lattice = drawLattice(2 ** random.integer(1, 4), 2 ** random.integer(1, 4), random);
  const span: Span = { length: quantileSide, from: 0.5 / quantileSide, step: 1 / quantileSide };
  const sorted = latticeField(lattice, span, span).sort();
  const cut = sorted[Math.floor(sorted.length * random.uniform(0.5, 0.85))]!;
  return (canvas) => {
    const radius = half * canvas.scale;
    const centre = toPixels(canvas, at);
    const reach = radius + 3 * edge * canvas.scale;
    const layer = boxAround(canvas, centre, reach, reach);
    const noise = latticeField(lattice, ...spansOf({ ...layer, reach: { x: radius, y: radius } }));
    for (let y = 0; y < layer.height; y++) {
      for (let x = 0; x < layer.width; x++) {
        const fromCentre = Math.hypot(x + layer.left - centre.x, y + layer.top - centre.y) / radius;
        const i = y * layer.width + x;
        layer.alpha[i] = noise[i]! > cut ? Math.min(Math.max((1 - fromCentre) * half * 0.5, 0), 1) : 0;
      }
    }
    return soften(layer, edge * canvas.scale);
  };
}

/** Narrowest line that is drawn, px. */
const smallestWidth = 0.4;

/** A polyline drawn with a round pen whose width may vary along it. @param widths full width at each point */
export function stroke(path: readonly Point[], widths: readonly number[], edge = 0): Outline {
  return (canvas) => {
    const points = path.map((point) => toPixels(canvas, point));
    const pens = widths.map((width) => Math.max(width * canvas.scale, smallestWidth));
    const reach = Math.max(...pens) / 2 + 3 * edge * canvas.scale + 1.5;
    const [x0, x1] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
    const [y0, y1] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
    const centre = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    const layer = boxAround(canvas, centre, (x1 - x0) / 2 + reach, (y1 - y0) / 2 + reach);
    for (let i = 0; i + 1 < points.length; i++)
      strokeSegment(layer, points[i]!, points[i + 1]!, pens[i]!, pens[i + 1]!);
    return soften(layer, edge * canvas.scale);
  };
}

function strokeSegment(layer: Layer, from: Point, to: Point, widthFrom: number, widthTo: number): void {
  const reach = Math.max(widthFrom, widthTo) / 2 + 1;
  const x0 = Math.max(Math.floor(Math.min(from.x, to.x) - reach) - layer.left, 0);
  const x1 = Math.min(Math.ceil(Math.max(from.x, to.x) + reach) - layer.left, layer.width - 1);
  const y0 = Math.max(Math.floor(Math.min(from.y, to.y) - reach) - layer.top, 0);
  const y1 = Math.min(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = Math.max(dx * dx + dy * dy, 1e-6);
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const px = x + layer.left - from.x;
      const py = y + layer.top - from.y;
      const t = Math.min(Math.max((px * dx + py * dy) / squared, 0), 1);
      const half = (widthFrom + (widthTo - widthFrom) * t) / 2;
      const alpha = Math.min(Math.max(half + 0.5 - Math.hypot(px - t * dx, py - t * dy), 0), Math.min(2 * half, 1));
      const i = y * layer.width + x;
      if (alpha > layer.alpha[i]!) layer.alpha[i] = alpha;
    }
  }
}

/**
 * A random walk of about the given length.
 * @param turn deviation of the direction's change per step, radians
 */
export function randomWalk(start: Point, length: number, angle: number, turn: number, random: Random): Point[] {
  const steps = Math.max(2, Math.min(30, Math.round(length / random.uniform(3, 9))));
  const points = [start];
  let direction = angle;
  let { x, y } = start;
  for (let i = 0; i < steps; i++) {
    direction += random.normal(0, turn);
    x += (Math.cos(direction) * length) / steps;
    y += (Math.sin(direction) * length) / steps;
    points.push({ x, y });
  }
  const middle = points[points.length >> 1]!; // centred on the start, so that it stays where it was placed
  return points.map((point) => ({ x: point.x + start.x - middle.x, y: point.y + start.y - middle.y }));
}
