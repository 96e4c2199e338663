import { magma } from './magma.ts';
import type { FloatMap } from './raster.ts';

/** 8-bit colour with coverage, RGBA interleaved, colour not multiplied by alpha: as a canvas takes it. */
export interface ColourImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface ColourOptions {
  /** Map value under which the part shows through nearly untouched, 0–1. */
  clearBelow?: number;
  /** Alpha of clear values, 0–1: enough for the eye to see that a heatmap is on. */
  clearAlpha?: number;
  /** Alpha from `clearBelow` plus a short ramp on, 0–1. */
  alpha?: number;
}

/** Width in map units of the ramp from clear to full, so that no false edge appears at the threshold. */
const ramp = 0.12;

/** Alpha by colour step: a smooth rise from just below `clearBelow`. */
function alphaTable({ clearBelow = 0.3, clearAlpha = 0.04, alpha = 0.72 }: ColourOptions): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, step) => {
    const t = Math.min(1, Math.max(0, (step / 255 - clearBelow) / ramp));
    return Math.round(255 * (clearAlpha + (alpha - clearAlpha) * t * t * (3 - 2 * t)));
  });
}

/** The colour step of a map value on the fixed scale 0–1; NaN counts as 1, since nothing unknown may look fine. */
function stepOf(value: number): number {
  if (Number.isNaN(value)) return 255;
  return Math.min(255, Math.max(0, Math.floor(value * 255 + 0.5)));
}

/** Red, green and blue (0–255) of a map value 0–1 in the heatmap's colours: for legends. */
export function heatColour(value: number): [number, number, number] {
  const at = 3 * stepOf(value);
  return [magma[at]!, magma[at + 1]!, magma[at + 2]!];
}

/**
 * A map as a heatmap to lay over its part. The scale is 0–1 for every picture and never fitted to one, so two heatmaps can
 * be compared and a good part looks like a photograph: low values are nearly clear.
 */
export function colourMap(map: FloatMap, options: ColourOptions = {}): ColourImage {
  const alphas = alphaTable(options);
  const data = new Uint8ClampedArray(map.data.length * 4);
  for (let i = 0; i < map.data.length; i++) {
    const step = stepOf(map.data[i]!);
    data[4 * i] = magma[3 * step]!;
    data[4 * i + 1] = magma[3 * step + 1]!;
    data[4 * i + 2] = magma[3 * step + 2]!;
    data[4 * i + 3] = alphas[step]!;
  }
  return { width: map.width, height: map.height, data };
}

/** A line of x, y, x, y … in map pixels, whose centres are at half positions. A closed line ends where it began. */
export type Polyline = number[];

/** A pixel's value as the contour sees it: below any level outside the map, above any where it is NaN. */
function valueAt(map: FloatMap, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= map.width || y >= map.height) return -Infinity;
  const value = map.data[y * map.width + x]!;
  return Number.isNaN(value) ? Infinity : value;
}

/** How far from `a` to `b` the level lies, 0–1; at the map's rim half way, which is the rim itself. */
function crossing(a: number, b: number, level: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 0.5;
  return (level - a) / (b - a);
}

/** Sides that a square's line enters and leaves by (0 top, 1 right, 2 bottom, 3 left), inside on its right hand, by which corners are inside. */
const linesByCorners: readonly (readonly [number, number][])[] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [
    [0, 3],
    [2, 1],
  ],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [
    [1, 0],
    [3, 2],
  ],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

/** Number of a square's side in the whole map, the same from both squares that share it. */
function sideKey(map: FloatMap, x: number, y: number, side: number): number {
  const columns = map.width + 2;
  const atX = side === 1 ? x + 1 : x;
  const atY = side === 2 ? y + 1 : y;
  return 2 * ((atY + 1) * columns + atX + 1) + (side % 2);
}

/** Where the level crosses a side of the square whose top left corner is the centre of pixel (x, y). */
function sidePoint(map: FloatMap, x: number, y: number, side: number, level: number): [number, number] {
  const ax = side === 1 ? x + 1 : x;
  const ay = side === 2 ? y + 1 : y;
  const horizontal = side % 2 === 0;
  const bx = horizontal ? ax + 1 : ax;
  const by = horizontal ? ay : ay + 1;
  const t = crossing(valueAt(map, ax, ay), valueAt(map, bx, by), level);
  return [ax + 0.5 + (bx - ax) * t, ay + 0.5 + (by - ay) * t];
}

/** All pieces of the contour by the side they start at: where each leads, and its first point. */
function contourPieces(map: FloatMap, level: number): Map<number, { to: number; point: [number, number] }> {
  const pieces = new Map<number, { to: number; point: [number, number] }>();
  for (let y = -1; y < map.height; y++) {
    for (let x = -1; x < map.width; x++) {
      const corners =
        (valueAt(map, x, y) >= level ? 1 : 0) |
        (valueAt(map, x + 1, y) >= level ? 2 : 0) |
        (valueAt(map, x + 1, y + 1) >= level ? 4 : 0) |
        (valueAt(map, x, y + 1) >= level ? 8 : 0);
      for (const [from, to] of linesByCorners[corners]!) {
        const point = sidePoint(map, x, y, from, level);
        pieces.set(sideKey(map, x, y, from), { to: sideKey(map, x, y, to), point });
      }
    }
  }
  return pieces;
}

/**
 * The lines round all places where the map is at or above `level`, by marching squares with linear interpolation: closed,
 * along the map's rim where the place reaches it. One polyline a place or hole; draw them dashed at the accept limit.
 */
export function contour(map: FloatMap, level: number): Polyline[] {
  const pieces = contourPieces(map, level);
  const lines: Polyline[] = [];
  for (const start of pieces.keys()) {
    const line: Polyline = [];
    let key = start;
    for (let piece = pieces.get(key); piece !== undefined; piece = pieces.get(key)) {
      line.push(...piece.point);
      pieces.delete(key);
      key = piece.to;
    }
    line.push(line[0]!, line[1]!);
    lines.push(line);
  }
  return lines;
}

/**
 * A map on the scale of scores: its hottest place has the part's own score, the rest in proportion. So what the picture shows
 * at a limit is what the verdict says of the part, and no good part has a place that looks worse than it.
 */
export function onScoreScale(
  { width, height, data }: FloatMap,
  score: number,
): { map: FloatMap; spot: { x: number; y: number } } {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[at]!) at = i;
  const highest = data[at]!;
  const unit = highest > 0 ? score / highest : 0;
  return {
    map: { width, height, data: data.map((value) => Math.max(value, 0) * unit) },
    spot: { x: at % width, y: Math.floor(at / width) },
  };
}

/**
 * Scores below this are nearly clear, the same for all parts of a run or package: a good part looks like a photograph.
 * @param acceptLimit as learned
 */
export const clearBelowOf = (acceptLimit: number): number => 0.8 * acceptLimit;
