import {
  type DefectKind,
  type PhysicsRange,
  type PriorRange,
  type Spread,
  kindPhysics,
} from '../../domain/priorPhysics.ts';
import type { Prior } from '../../domain/priors.ts';
import type { Random } from '../random.ts';
import type { Canvas } from './canvas.ts';
import type { StampRegion } from './stamps.ts';

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
  /** The regions of each labelled defect that may be stamped; none where none is given. */
  readonly stamps: readonly (readonly StampRegion[])[];
  isOnPart(point: Point): boolean;
  /** A place on the part. */
  place(random: Random): Point;
  /** Colour of the part's picture at a place, before any defect. */
  colourAt(point: Point): [number, number, number];
  /** Direction of the lines of the part's texture at a place, radians as in the picture; null where it has none. */
  grainAt(point: Point): number | null;
  /** How much is to be seen round a place: deviation of its grey levels. */
  detailAt(point: Point): number;
  /** Towards the light, of length 1, as in the picture: rows grow downwards. */
  readonly light: Point;
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

/** Deviations that half a normally spread range is long. */
const halfInDeviations = 2;

/** A value of a range that is spread as stated; a normal one lies within the range as all do. */
function drawSpread([low, high]: readonly [number, number], { scale, shape }: Spread, random: Random): number {
  if (low === high) return low;
  if (shape === 'uniform') return drawValue([low, high], random, scale === 'log' ? 'log' : 'even');
  let deviations = random.normal();
  while (Math.abs(deviations) > halfInDeviations) deviations = random.normal();
  const share = 0.5 + deviations / (2 * halfInDeviations);
  return scale === 'log' ? low * (high / low) ** share : low + (high - low) * share;
}

/** A value of a range that every prior states. @param usual how it is spread where the prior does not say */
export function drawRange(prior: Prior, name: PriorRange, random: Random, usual: 'even' | 'log' = 'even'): number {
  const spread = prior.spread?.[name];
  return spread ? drawSpread(prior[name], spread, random) : drawValue(prior[name], random, usual);
}

/** A value of a range that only some kinds have: the prior's, or what is usual for the kind. */
export function drawPhysics(kind: DefectKind, prior: Prior, name: PhysicsRange, random: Random): number {
  const usual = kindPhysics[kind].ranges[name]!;
  const range = prior[name] ?? usual.range;
  const spread = prior.spread?.[name];
  if (spread) return drawSpread(range, spread, random);
  return drawValue(range, random, usual.scale === 'log' && range[0] > 0 ? 'log' : 'even');
}

/** A sign: the prior's where it chooses one, else 1 or −1 alike. */
const drawSign = ({ sign = 'both' }: Pick<Prior, 'sign'>, random: Random): number => {
  if (sign === 'both') return random.chance(0.5) ? 1 : -1;
  return sign === 'darker' ? -1 : 1;
};

/** A direction at a place, radians: as drawn, or from the part's grain there; any where that is asked for and there is none. */
export function directionAt(
  kind: DefectKind,
  prior: Prior,
  { sketch, at, angle }: { sketch: Sketch; at: Point; angle: number },
  random: Random,
): number {
  if ((prior.along ?? kindPhysics[kind].choices.along) !== 'grain') return angle;
  const grain = sketch.grainAt(at);
  return grain === null ? random.uniform(-Math.PI, Math.PI) : grain + angle;
}

/**
 * Grey-level shift per channel: the drawn contrast with the prior's sign, or a random one; on colour parts of the prior's tint and hue, or, where
 * it states neither, half the time one channel has all of it and the others less.
 */
export function drawShift(kind: DefectKind, sketch: Sketch, prior: Prior, random: Random): Colour {
  const amount = drawRange(prior, 'contrast', random, 'log') * drawSign(prior, random);
  if (prior.tint || prior.hue)
    return sketch.isGrey ? [amount, amount, amount] : drawTinted(kind, amount, prior, random);
  if (sketch.isGrey || random.chance(0.5)) return [amount, amount, amount];
  const full = random.integer(0, 2);
  return [0, 1, 2].map((c) => amount * (c === full ? 1 : random.uniform(0.2, 1))) as unknown as Colour;
}

/** A shift towards a drawn colour: what is brighter gains most of it, what is darker loses least. */
function drawTinted(kind: DefectKind, amount: number, prior: Prior, random: Random): Colour {
  const tint = drawPhysics(kind, prior, 'tint', random);
  const hue = drawPhysics(kind, prior, 'hue', random);
  const weights = [0, 120, -120].map((pure) => {
    const share = Math.min(Math.max(2 - Math.abs(turned(hue - pure)) / 60, 0), 1); // of the colour, 0–1: the hexagon of HSV
    return 1 - tint * (amount > 0 ? 1 - share : share);
  });
  return weights.map((weight) => amount * weight) as unknown as Colour;
}

/** An angle brought to −180 to 180. */
const turned = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;

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
export function drawEdge(prior: Prior, size: number, random: Random): number {
  return Math.min(drawRange(prior, 'edge', random), mostSoftness * size);
}

/** Radians of a drawn direction; image rows grow downwards, so the angle is counter-clockwise as people see it. */
export function drawAngle(prior: Prior, random: Random): number {
  return (-drawRange(prior, 'angle', random) * Math.PI) / 180;
}

/** {@link drawAngle} as drawn values state it. */
export const toDegrees = (angle: number): number => (-angle * 180) / Math.PI;
