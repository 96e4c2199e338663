import type { Prior } from '../../domain/priors.ts';
import type { Random } from '../random.ts';
import type { Mask, Raster } from '../raster.ts';

/** Alpha of one defect: 0–1 over a box of the picture. */
export interface Layer {
  left: number;
  top: number;
  width: number;
  height: number;
  alpha: Float32Array;
}

/** What a kind of defect is drawn with. */
export interface Canvas {
  /** The picture drawn on; changed in place. */
  readonly image: Raster;
  readonly foreground: Mask;
  /** Other normal parts, at least one (the part itself where there is no other). */
  readonly donors: readonly Raster[];
  readonly isGrey: boolean;
  /** Pixels of this picture per pixel at 256. */
  readonly scale: number;
  /** A place on the foreground. */
  place(random: Random): Point;
}

export interface Point {
  x: number;
  y: number;
}

/** The values that one defect was drawn with; plain JSON. */
export type DrawnValues = Record<string, number | string>;

/** Draws one instance on the canvas. */
export type DrawKind = (canvas: Canvas, prior: Prior, random: Random) => DrawnValues;

/** A value of a prior's range. Sizes and counts spread evenly over their logarithm: small defects are the usual ones. */
export function drawValue(range: readonly [number, number], random: Random, spread: 'even' | 'log' = 'even'): number {
  const [low, high] = range;
  if (low === high) return low;
  return spread === 'log' ? random.logUniform(low, high) : random.uniform(low, high);
}

/** Grey-level shift per channel: the drawn contrast with a random sign; on colour parts half the time uneven. */
export function drawShift(canvas: Canvas, prior: Prior, random: Random): [number, number, number] {
  const amount = drawValue(prior.contrast, random, 'log') * (random.chance(0.5) ? 1 : -1);
  if (canvas.isGrey || random.chance(0.5)) return [amount, amount, amount];
  return [0, 1, 2].map(() => amount * random.uniform(0.2, 1)) as [number, number, number];
}

/** Width of a line, px at 256, that is no wider than a third of its length. */
export const lineWidth = (drawn: number, length: number): number => Math.min(drawn, length / 3);

/** Share of a defect's size that its border is softened by at most: more would wipe a small defect out. */
const mostSoftness = 0.6;

/** Edge softness of a defect, sigma in px at 256, never beyond 0.6 of its size. @param size px at 256 */
export function drawEdge({ edge }: Prior, size: number, random: Random): number {
  return Math.min(drawValue(edge, random), mostSoftness * size);
}

/** Radians of a drawn direction; image rows grow downwards, so the angle is counter-clockwise as people see it. */
export function drawAngle(prior: Prior, random: Random): number {
  return (-drawValue(prior.angle, random) * Math.PI) / 180;
}

/** Adds colour × alpha to the picture, clamped. */
export function shiftBy(image: Raster, layer: Layer, shift: readonly [number, number, number], opacity = 1): void {
  forEachPixel(image, layer, (offset, alpha) => {
    for (let c = 0; c < 3; c++) image.data[offset + c] = toByte(image.data[offset + c]! + shift[c]! * alpha * opacity);
  });
}

/** Multiplies the picture by a gain where alpha is 1. */
export function gainBy(image: Raster, layer: Layer, gain: number, opacity = 1): void {
  forEachPixel(image, layer, (offset, alpha) => {
    const factor = 1 + (gain - 1) * alpha * opacity;
    for (let c = 0; c < 3; c++) image.data[offset + c] = toByte(image.data[offset + c]! * factor);
  });
}

/** Blends a source over the picture; the source has the layer's box and three interleaved float channels. */
export function blendOver(image: Raster, layer: Layer, source: Float32Array, opacity = 1): void {
  forEachPixel(image, layer, (offset, alpha, index) => {
    const share = alpha * opacity;
    for (let c = 0; c < 3; c++) {
      const before = image.data[offset + c]!;
      image.data[offset + c] = toByte(before + (source[index * 3 + c]! - before) * share);
    }
  });
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
}

function forEachPixel(
  image: Raster,
  layer: Layer,
  visit: (offset: number, alpha: number, index: number) => void,
): void {
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const index = y * layer.width + x;
      const alpha = layer.alpha[index]!;
      if (alpha > 0) visit(((y + layer.top) * image.width + x + layer.left) * 3, alpha, index);
    }
  }
}

/** The box of a region around a point, cut at the picture's border; at least one pixel. */
export function boxAround(image: Raster, centre: Point, halfWidth: number, halfHeight: number): Layer {
  const left = Math.min(Math.max(Math.floor(centre.x - halfWidth), 0), image.width - 1);
  const top = Math.min(Math.max(Math.floor(centre.y - halfHeight), 0), image.height - 1);
  const right = Math.min(Math.max(Math.ceil(centre.x + halfWidth) + 1, left + 1), image.width);
  const bottom = Math.min(Math.max(Math.ceil(centre.y + halfHeight) + 1, top + 1), image.height);
  const [width, height] = [right - left, bottom - top];
  return { left, top, width, height, alpha: new Float32Array(width * height) };
}
