import { gaussianBlur } from '../filters.ts';
import { valueNoise } from '../noise.ts';
import type { Random } from '../random.ts';
import type { Raster } from '../raster.ts';
import { type Layer, type Point, boxAround } from './canvas.ts';

/** Softens a layer's border in place. */
function soften(layer: Layer, sigma: number): Layer {
  if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);
  return layer;
}

/** An ellipse with an irregular outline. @param radius larger half axis, px */
export function blob(image: Raster, centre: Point, radius: number, angle: number, random: Random, edge = 0): Layer {
  const aspect = random.logUniform(0.3, 1);
  const roughness = random.uniform(0, 0.35);
  const reach = radius * (1 + roughness) + 3 * edge + 1;
  const layer = boxAround(image, centre, reach, reach);
  const noise = valueNoise(layer.width, layer.height, random.integer(2, 5), random.integer(2, 5), random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const dx = x + layer.left - centre.x;
      const dy = y + layer.top - centre.y;
      const along = (dx * cos + dy * sin) / radius;
      const across = (-dx * sin + dy * cos) / Math.max(radius * aspect, 0.6);
      const i = y * layer.width + x;
      const distance = Math.sqrt(along * along + across * across) - 1 - roughness * noise[i]!;
      layer.alpha[i] = Math.min(Math.max(0.5 - distance * Math.max(radius * aspect, 0.6), 0), 1);
    }
  }
  return soften(layer, edge);
}

/** A rotated rectangle. @param half larger half side, px */
export function box(image: Raster, centre: Point, half: number, angle: number, random: Random, edge = 0): Layer {
  const other = Math.max(half * random.logUniform(0.2, 1), 1);
  const reach = Math.hypot(half, other) + 3 * edge + 1;
  const layer = boxAround(image, centre, reach, reach);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const dx = x + layer.left - centre.x;
      const dy = y + layer.top - centre.y;
      const outside = Math.max(Math.abs(dx * cos + dy * sin) - half, Math.abs(-dx * sin + dy * cos) - other);
      layer.alpha[y * layer.width + x] = Math.min(Math.max(0.5 - outside, 0), 1);
    }
  }
  return soften(layer, edge);
}

/** Thresholded noise inside a box of the given half side: ragged patches, sometimes several. */
export function noisePatch(image: Raster, centre: Point, half: number, random: Random, edge = 0): Layer {
  const layer = boxAround(image, centre, half, half);
  const cells = (): number => 2 ** random.integer(1, 4);
  const noise = valueNoise(layer.width, layer.height, cells(), cells(), random);
  const cut = [...noise].sort((a, b) => a - b)[Math.floor(noise.length * random.uniform(0.5, 0.85))]!;
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const fromCentre = Math.hypot((x + layer.left - centre.x) / half, (y + layer.top - centre.y) / half);
      const i = y * layer.width + x;
      const inside = Math.min(Math.max((1 - fromCentre) * half * 0.5, 0), 1);
      layer.alpha[i] = noise[i]! > cut ? inside : 0;
    }
  }
  return soften(layer, edge);
}

/** A polyline drawn with a round pen whose width may vary along it. @param widths full width at each point, px */
export function stroke(image: Raster, points: readonly Point[], widths: readonly number[], edge = 0): Layer {
  const reach = Math.max(...widths) / 2 + 3 * edge + 1.5;
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const centre = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
  const layer = boxAround(
    image,
    centre,
    (Math.max(...xs) - Math.min(...xs)) / 2 + reach,
    (Math.max(...ys) - Math.min(...ys)) / 2 + reach,
  );
  for (let i = 0; i + 1 < points.length; i++)
    strokeSegment(layer, points[i]!, points[i + 1]!, widths[i]!, widths[i + 1]!);
  return soften(layer, edge);
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
