import type { Prior } from '../../domain/priors.ts';
import type { Random } from '../random.ts';
import type { Canvas } from './canvas.ts';

/** A place on the picture, px at 256. */
export interface Point {
  x: number;
  y: number;
}

/**
 * What a defect is planned on. All lengths and places are px at 256: of a picture scaled to the area of 256 × 256. Nothing
 * here knows the size that is worked at, so that a plan is the same at every size.
 */
export interface Sketch {
  /** Sides of the picture, px at 256. */
  readonly width: number;
  readonly height: number;
  readonly isGrey: boolean;
  /** Parts that lend pieces, at least one. */
  readonly donorCount: number;
  isOnPart(point: Point): boolean;
  /** A place on the part. */
  place(random: Random): Point;
  /** Colour of the part's picture at a place, before any defect. */
  colourAt(point: Point): [number, number, number];
}

/** Sides of a picture scaled to the area of 256 × 256, px. */
export function frameOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const aspect = Math.sqrt(width / height);
  return { width: 256 * aspect, height: 256 / aspect };
}

/** The values that one defect was drawn with; plain JSON, lengths in px at 256, angles in degrees. */
export type DrawnValues = Record<string, number | string>;

/** One defect, all of it decided but its pixels. */
export interface Drawing {
  /** Where it lies. */
  at: Point;
  values: DrawnValues;
  /**
   * Draws it on a picture of any size.
   * @param pixels for what is random in every pixel; how much of it is used depends on the size
   */
  paint(canvas: Canvas, pixels: Random): void;
}

/** Decides one instance of a kind. What it takes from `random` must not depend on the size that is worked at. */
export type DrawKind = (sketch: Sketch, prior: Prior, random: Random) => Drawing;

export type Colour = readonly [number, number, number];

/** A value of a prior's range. Sizes and counts spread evenly over their logarithm: small defects are the usual ones. */
export function drawValue(range: readonly [number, number], random: Random, spread: 'even' | 'log' = 'even'): number {
  const [low, high] = range;
  if (low === high) return low;
  return spread === 'log' ? random.logUniform(low, high) : random.uniform(low, high);
}

/**
 * Grey-level shift per channel: the drawn contrast with a random sign; on colour parts half the time one channel has all of
 * it and the others less.
 */
export function drawShift(sketch: Sketch, prior: Prior, random: Random): Colour {
  const amount = drawValue(prior.contrast, random, 'log') * (random.chance(0.5) ? 1 : -1);
  if (sketch.isGrey || random.chance(0.5)) return [amount, amount, amount];
  const full = random.integer(0, 2);
  return [0, 1, 2].map((c) => amount * (c === full ? 1 : random.uniform(0.2, 1))) as unknown as Colour;
}

/** The shift of the channel that changes most. */
export const contrastOf = (shift: Colour): number =>
  shift.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));

/** Each channel times a factor. */
export const scaled = ([red, green, blue]: Colour, factor: number): Colour => [
  red * factor,
  green * factor,
  blue * factor,
];

/** Width of a line that is no wider than a third of its length. */
export const lineWidth = (drawn: number, length: number): number => Math.min(drawn, length / 3);

/** Share of a defect's size that its border is softened by at most: more would wipe a small defect out. */
const mostSoftness = 0.6;

/** Edge softness of a defect, sigma, never beyond 0.6 of its size. */
export function drawEdge({ edge }: Prior, size: number, random: Random): number {
  return Math.min(drawValue(edge, random), mostSoftness * size);
}

/** Radians of a drawn direction; image rows grow downwards, so the angle is counter-clockwise as people see it. */
export function drawAngle(prior: Prior, random: Random): number {
  return (-drawValue(prior.angle, random) * Math.PI) / 180;
}

/** {@link drawAngle} as drawn values state it. */
export const toDegrees = (angle: number): number => (-angle * 180) / Math.PI;
