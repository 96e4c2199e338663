import type { Polyline } from '#shared/vision/heatmap.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { maskOutline } from './contours.ts';

const opaque = 0xff000000;

/** RGB bytes, width × height × 3, as a canvas of the same size. */
export function canvasOfRgb(rgb: Uint8Array, shape: Sides): HTMLCanvasElement {
  const words = new Uint32Array(cellsOf(shape));
  // a word a pixel, red in its lowest byte: every machine that browsers run on is little-endian
  for (let i = 0, from = 0; i < words.length; i++, from += 3) {
    words[i] = opaque | (rgb[from + 2]! << 16) | (rgb[from + 1]! << 8) | rgb[from]!;
  }
  return canvasOfRgba(new Uint8ClampedArray(words.buffer), shape);
}

export function canvasOfRgba(rgba: Uint8ClampedArray<ArrayBuffer>, { width, height }: Sides): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** How a mask is shown: as a line outside the defect with a dark halo, alone as white on black, or not at all. */
export const maskViews = ['outline', 'mask', 'off'] as const;
export type MaskView = (typeof maskViews)[number];

/** A mask, a byte a pixel, as white on black. */
export function canvasOfMask(mask: Uint8Array, shape: Sides): HTMLCanvasElement {
  const words = new Uint32Array(cellsOf(shape));
  for (let i = 0; i < words.length; i++) words[i] = opaque | (mask[i]! * 0x010101);
  return canvasOfRgba(new Uint8ClampedArray(words.buffer), shape);
}

/** Lines as a path to stroke. */
export function pathOf(lines: readonly Polyline[]): Path2D {
  const path = new Path2D();
  for (const points of lines) {
    for (let i = 0; i < points.length; i += 2) {
      if (i === 0) path.moveTo(points[0]!, points[1]!);
      else path.lineTo(points[i]!, points[i + 1]!);
    }
  }
  return path;
}

const outlines = new WeakMap<Uint8Array, Path2D>();

/** The line around a mask as a path in the mask's pixels; kept as long as the mask's bytes are. */
export function outlinePath(mask: Uint8Array, { width, height }: Sides): Path2D {
  const known = outlines.get(mask);
  if (known) return known;
  const path = pathOf(maskOutline(mask, width, height));
  outlines.set(mask, path);
  return path;
}

/** What drawing lines needs of a context, a canvas's own or Konva's. */
type LineContext = Pick<
  CanvasRenderingContext2D,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineJoin' | 'lineCap' | 'fill' | 'stroke' | 'setLineDash'
>;

/** Strokes a path with a dark halo under a bright line. `unit` is one screen pixel in the context's coordinates. */
export function strokeOutline(context: LineContext, path: Path2D, unit: number): void {
  const style = getComputedStyle(document.documentElement);
  const lines = [
    { colour: style.getPropertyValue('--mask-halo').trim(), width: 4 },
    { colour: style.getPropertyValue('--mask-line').trim(), width: 1.5 },
  ];
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { colour, width } of lines) {
    context.strokeStyle = colour;
    context.lineWidth = width * unit;
    context.stroke(path);
  }
}

/** Strokes a path as a white dashed line, readable on bright and dark: where a map crosses a limit. */
export function strokeDashed(context: LineContext, path: Path2D, unit: number): void {
  context.strokeStyle = 'rgb(0 0 0 / 0.6)';
  context.lineWidth = 3 * unit;
  context.stroke(path);
  context.strokeStyle = '#ffffff';
  context.lineWidth = 1.25 * unit;
  context.setLineDash([4 * unit, 3 * unit]);
  context.stroke(path);
}

/** Strokes a line white on a dark halo, readable on bright and dark: what a tool shows. @param path draws it, on a new path */
export function strokeOnHalo(
  context: Pick<CanvasRenderingContext2D, 'strokeStyle' | 'lineWidth' | 'beginPath'> & { stroke(): void },
  unit: number,
  path: () => void,
): void {
  for (const [colour, width] of [
    ['rgb(0 0 0 / 0.75)', 3.5],
    ['#ffffff', 1.25],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width * unit;
    context.beginPath();
    path();
    context.stroke();
  }
}

/** Darkens a square of side 1 outside a path of closed lines, with a thin line along them: what is not looked at. */
export function shadeOutside(context: LineContext, inside: Path2D, unit: number): void {
  const outside = new Path2D(inside);
  outside.rect(0, 0, 1, 1);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--unjudged').trim();
  context.fill(outside, 'evenodd');
  context.strokeStyle = 'rgb(255 255 255 / 0.7)';
  context.lineWidth = unit;
  context.stroke(inside);
}
