import { quantileOf } from '../domain/usual.ts';

/** Share of the parts that must stand out from their background for their places to tell anything. */
const fewestParted = 0.8;
/** Fewer parts do not show how far the next one may lie from them. */
const fewestParts = 8;
/** Parts at either end that do not count: one that lies oddly says nothing of the others. */
const oddShare = 0.05;
/** Grey levels by which the part must differ from its background. */
const leastContrast = 12;
/** Shares of the contrast: how far the usual place of the rim may differ from the background, and seven tenths of them. */
const evenRim = { middle: 0.1, most: 0.35 } as const;

/**
 * How far parts lie from the middle of their own positions, as a share of each side: half the range of their centres, without
 * the outermost twentieth at either end.
 * @param sketches of good parts, see {@link sketchOf}: mean levels of a square of places, row by row
 * @returns null where the parts do not stand out from a background, or are too few
 */
export function positionSpread(sketches: readonly Uint16Array[]): { across: number; down: number } | null {
  const centres = sketches.map(centreOf).filter((centre) => centre !== null);
  if (centres.length < fewestParts || centres.length < fewestParted * sketches.length) return null;
  const halfRange = (values: number[]): number => (quantileOf(values, 1 - oddShare) - quantileOf(values, oddShare)) / 2;
  return { across: halfRange(centres.map(({ x }) => x)), down: halfRange(centres.map(({ y }) => y)) };
}

/** Share of what a usual sketch shows that all show alike, from which on they count as lying alike. */
const leastAlike = 0.7;

/**
 * Whether parts that may fill the picture show the same at each place, as in a fixture: of the sketches, each brought to mean 0 and
 * deviation 1, the mean square of their mean. It is near 1 where they are all the same, near 0 for a texture; a set without
 * contrast, whose lighting alone is alike, does not count.
 * @param sketches of good parts
 */
export function lieAlike(sketches: readonly Uint16Array[]): boolean {
  if (sketches.length < fewestParts) return false;
  const mean = new Float64Array(sketches[0]!.length);
  const deviations: number[] = [];
  for (const sketch of sketches) {
    const middle = sketch.reduce((sum, level) => sum + level, 0) / sketch.length;
    const squares = sketch.reduce((sum, level) => sum + (level - middle) ** 2, 0);
    const deviation = Math.max(Math.sqrt(squares / sketch.length), 1);
    deviations.push(deviation / 256);
    sketch.forEach((level, i) => (mean[i]! += (level - middle) / deviation / sketches.length));
  }
  const alike = mean.reduce((sum, value) => sum + value ** 2, 0) / mean.length;
  return quantileOf(deviations, 0.5) >= leastContrast && alike >= leastAlike;
}

/** Where what differs from the background of a sketch has its centre, in shares of the sides; null where nothing stands out. */
function centreOf(sketch: Uint16Array): { x: number; y: number } | null {
  const side = Math.sqrt(sketch.length);
  const rim = [...sketch].filter((_, i) => isRim(i, side));
  const background = quantileOf(rim, 0.5);
  const differs = Float64Array.from(sketch, (level) => Math.abs(level - background) / 256);
  const contrast = quantileOf(differs, 0.95);
  const rimDiffers = rim.map((level) => Math.abs(level - background) / 256);
  if (contrast < leastContrast) return null;
  if (
    quantileOf(rimDiffers, 0.5) > evenRim.middle * contrast ||
    quantileOf(rimDiffers, 0.7) > evenRim.most * contrast
  ) {
    return null;
  }
  let [x, y, total] = [0, 0, 0];
  for (const [i, value] of differs.entries()) {
    const weight = Math.max(0, value - evenRim.middle * contrast);
    x += weight * ((i % side) + 0.5);
    y += weight * (Math.floor(i / side) + 0.5);
    total += weight;
  }
  return { x: x / total / side, y: y / total / side };
}

const isRim = (i: number, side: number): boolean =>
  i < side || i >= side * (side - 1) || i % side === 0 || i % side === side - 1;
