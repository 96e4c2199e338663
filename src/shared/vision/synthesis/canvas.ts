import type { Raster } from '../raster.ts';
import type { PixelRegion } from '../resize.ts';
import type { Colour, Point } from './sketch.ts';
import type { Stamp } from './stamps.ts';

/** Alpha of one defect: 0–1 over a box of the picture. */
export interface Layer extends PixelRegion {
  alpha: Float32Array;
  /** Middle of the box before it was cut at the picture's border, px; pixel i has its middle at i. */
  centre: Point;
  /** Half sides of the box before it was cut, px. */
  reach: Point;
}

/** A picture that defects are drawn on. */
export interface Canvas {
  /** Changed in place. */
  readonly image: Raster;
  /** Normal parts of the picture's size that lend pieces, at least one. */
  readonly donors: readonly Raster[];
  /** Labelled defects of the picture's size; none where none is given. */
  readonly stamps: readonly Stamp[];
  /** Pixels per px at 256. */
  readonly scale: number;
  /** Pixels per px at 256 along each axis; they differ from `scale` by the rounding of the sides alone. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Box of all that was drawn since it was last set to null. */
  touched: PixelRegion | null;
}

/** A canvas for a picture that is `width` × `height` px at 256. */
export function createCanvas(
  image: Raster,
  { width, height }: { width: number; height: number },
  donors: readonly Raster[],
  stamps: readonly Stamp[] = [],
): Canvas {
  const [scaleX, scaleY] = [image.width / width, image.height / height];
  return { image, donors, stamps, scale: Math.sqrt(scaleX * scaleY), scaleX, scaleY, touched: null };
}

/** A place in pixels of the canvas; pixel i has its middle at i. */
export const toPixels = ({ scaleX, scaleY }: Canvas, { x, y }: Point): Point => ({
  x: x * scaleX - 0.5,
  y: y * scaleY - 0.5,
});

/** Adds colour × alpha to the picture, clamped. */
export function shiftBy(canvas: Canvas, layer: Layer, shift: Colour, opacity = 1): void {
  const { data } = canvas.image;
  forEachPixel(canvas, layer, (offset, alpha) => {
    for (let c = 0; c < 3; c++) data[offset + c] = toByte(data[offset + c]! + shift[c]! * alpha * opacity);
  });
}

/** Multiplies the picture by a gain where alpha is 1. */
export function gainBy(canvas: Canvas, layer: Layer, gain: number, opacity = 1): void {
  const { data } = canvas.image;
  forEachPixel(canvas, layer, (offset, alpha) => {
    const factor = 1 + (gain - 1) * alpha * opacity;
    for (let c = 0; c < 3; c++) data[offset + c] = toByte(data[offset + c]! * factor);
  });
}

/** Blends a source over the picture; the source has the layer's box and three interleaved float channels. */
export function blendOver(canvas: Canvas, layer: Layer, source: Float32Array, opacity = 1): void {
  const { data } = canvas.image;
  forEachPixel(canvas, layer, (offset, alpha, index) => {
    const share = alpha * opacity;
    for (let c = 0; c < 3; c++) {
      const before = data[offset + c]!;
      data[offset + c] = toByte(before + (source[index * 3 + c]! - before) * share);
    }
  });
}

/** The nearest grey level; halves go up. */
export function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
}

function forEachPixel(
  canvas: Canvas,
  layer: Layer,
  visit: (offset: number, alpha: number, index: number) => void,
): void {
  const { width } = canvas.image;
  canvas.touched = canvas.touched ? around(canvas.touched, layer) : layer;
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const index = y * layer.width + x;
      const alpha = layer.alpha[index]!;
      if (alpha > 0) visit(((y + layer.top) * width + x + layer.left) * 3, alpha, index);
    }
  }
}

/** The smallest box around two. */
export function around(one: PixelRegion, other: PixelRegion): PixelRegion {
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  const width = Math.max(one.left + one.width, other.left + other.width) - left;
  const height = Math.max(one.top + one.height, other.top + other.height) - top;
  return { left, top, width, height };
}

/** The box around a point in pixels, cut at the picture's border; at least one pixel. */
export function boxAround({ image }: Canvas, centre: Point, halfWidth: number, halfHeight: number): Layer {
  const left = Math.min(Math.max(Math.floor(centre.x - halfWidth), 0), image.width - 1);
  const top = Math.min(Math.max(Math.floor(centre.y - halfHeight), 0), image.height - 1);
  const right = Math.min(Math.max(Math.ceil(centre.x + halfWidth) + 1, left + 1), image.width);
  const bottom = Math.min(Math.max(Math.ceil(centre.y + halfHeight) + 1, top + 1), image.height);
  const [width, height] = [right - left, bottom - top];
  const reach = { x: halfWidth, y: halfHeight };
  return { left, top, width, height, centre, reach, alpha: new Float32Array(width * height) };
}
