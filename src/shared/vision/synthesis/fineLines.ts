import { gaussianBlur } from '../filters.ts';
import { type Canvas, type Layer, boxAround, toPixels } from './canvas.ts';
import type { Outline } from './outlines.ts';
import type { Point } from './sketch.ts';

/** A line whose width and strength vary along it. Lengths and places are px at 256. */
export interface FineLine {
  path: readonly Point[];
  /** Full width at each point; may be far less than a pixel. */
  widths: readonly number[];
  /** Alpha at each point where the line covers a whole pixel, 0–1. */
  strengths: readonly number[];
}

/** Samples along each side of a pixel. */
const samples = 4;
/** Narrowest pen that samples of this distance meet evenly, px; narrower lines are drawn as weaker ones of this width. */
const narrowestPen = 0.5;

interface Pen extends Point {
  /** px */
  half: number;
  strength: number;
}

/** Lines drawn together by supersampling: where they cross, none is drawn twice, and a width under a pixel is met in the mean. */
export function fineLines(lines: readonly FineLine[], edge: number): Outline {
  return (canvas) => {
    const softness = edge * canvas.scale;
    const pens = lines.map((line) => pensOf(line, canvas));
    const all = pens.flat();
    const reach = Math.max(...all.map(({ half }) => half)) + 3 * softness + 1.5;
    const [x0, x1] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
    const [y0, y1] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
    const centre = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    const layer = boxAround(canvas, centre, (x1 - x0) / 2 + reach, (y1 - y0) / 2 + reach);
    const covered = new Uint16Array(layer.alpha.length);
    for (const line of pens) for (let i = 0; i + 1 < line.length; i++) coverBy(layer, covered, line[i]!, line[i + 1]!);
    covered.forEach((bits, i) => (layer.alpha[i]! *= bitsIn(bits) / samples ** 2));
    if (softness >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, softness);
    return layer;
  };
}

function pensOf({ path, widths, strengths }: FineLine, canvas: Canvas): Pen[] {
  return path.map((point, i) => {
    const width = widths[i]! * canvas.scale;
    const pen = Math.max(width, narrowestPen);
    return { ...toPixels(canvas, point), half: pen / 2, strength: (strengths[i]! * width) / pen };
  });
}

/** Marks the samples that one segment covers; the strongest line that meets a pixel gives its strength, kept in the layer's alpha. */
function coverBy(layer: Layer, covered: Uint16Array, from: Pen, to: Pen): void {
  const reach = Math.max(from.half, to.half) + 1;
  const x0 = Math.max(Math.floor(Math.min(from.x, to.x) - reach) - layer.left, 0);
  const x1 = Math.min(Math.ceil(Math.max(from.x, to.x) + reach) - layer.left, layer.width - 1);
  const y0 = Math.max(Math.floor(Math.min(from.y, to.y) - reach) - layer.top, 0);
  const y1 = Math.min(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1);
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const { bits, strength } = samplesIn(x + layer.left, y + layer.top, from, to);
      if (bits === 0) continue;
      const i = y * layer.width + x;
      covered[i]! |= bits;
      if (strength > layer.alpha[i]!) layer.alpha[i] = strength;
    }
  }
}

function samplesIn(x: number, y: number, from: Pen, to: Pen): { bits: number; strength: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = Math.max(dx * dx + dy * dy, 1e-6);
  const along = (px: number, py: number): number => Math.min(Math.max((px * dx + py * dy) / squared, 0), 1);
  let bits = 0;
  for (let sample = 0; sample < samples ** 2; sample++) {
    const px = x + ((sample % samples) + 0.5) / samples - 0.5 - from.x;
    const py = y + (Math.floor(sample / samples) + 0.5) / samples - 0.5 - from.y;
    const t = along(px, py);
    const half = from.half + (to.half - from.half) * t;
    if (Math.hypot(px - t * dx, py - t * dy) < half) bits |= 1 << sample;
  }
  return { bits, strength: from.strength + (to.strength - from.strength) * along(x - from.x, y - from.y) };
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}
