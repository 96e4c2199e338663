import type { PictureShape } from './pictures.ts';
import { type DefectKind, type PriorSet, drawnKinds } from './priors.ts';
import { defaultSize, offeredSizes } from './runs.ts';

/** A defect is found where it spans so many pixels of the working picture, or more (measured: docs/results.md). */
export const fewestPixels = 4.5;
/** Side of the picture in whose pixels priors are stated. */
const priorSide = 256;

/** The smallest defect that a prior set states. */
export interface SmallestDefect {
  kind: DefectKind;
  /** Length of a line, diameter of anything else, px at 256. */
  size: number;
}

/** The smallest of all kinds that are made up; null where none is. A stamp is as large as what was labelled. */
export function smallestDefect(priorSet: PriorSet): SmallestDefect | null {
  const sizes = drawnKinds(priorSet, false).map((kind) => ({ kind, size: priorSet.kinds[kind].size[0] }));
  return sizes.reduce<SmallestDefect | null>((a, b) => (a && a.size <= b.size ? a : b), null);
}

/** Extent of a defect in a working picture of `size`, px. */
export const extentAt = (defect: SmallestDefect, size: number): number => (defect.size * size) / priorSide;

/** px */
interface Sides {
  width: number;
  height: number;
}

/** A length of the priors in pixels of a photograph, or of the part of it that is worked on: of the square of its area. */
export const photographLength = (length: number, { width, height }: Sides): number =>
  (length * Math.sqrt(width * height)) / priorSide;

/**
 * The smallest picture of exactly the shape of a working picture, and no smaller than it, that holds what a photograph shows, as far
 * as training goes. Of one shape the same defects are forged at the same places; of another they may not be.
 * @param region of the photograph, px
 */
export function sharperShape(picture: PictureShape, region: Sides): PictureShape {
  const parts = commonDivisor(picture.width, picture.height);
  const [across, down] = [picture.width / parts, picture.height / parts];
  const side = Math.sqrt(across * down);
  const needed = Math.ceil(Math.sqrt(region.width * region.height) / side);
  const times = Math.max(parts, Math.min(needed, Math.floor(offeredSizes.at(-1)! / side)));
  return { width: across * times, height: down * times };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** A side of the working picture and why. */
export interface SizeAdvice {
  /** px */
  size: number;
  smallest: SmallestDefect;
  /** The smallest defect's extent at this size, px. */
  pixels: number;
  /** `ok`; `pictures` where the photographs hold no more detail; `largest` where no larger size is offered. */
  limit: 'ok' | 'pictures' | 'largest';
}

/**
 * The smallest offered size, from the default on, at which the smallest defect of the priors spans enough pixels; never more
 * than the photographs hold.
 * @param sourceSide longer side of the usual photograph within the region of interest, px; null where unknown
 * @returns null where no kind is forged
 */
export function adviseSize(priorSet: PriorSet, sourceSide: number | null): SizeAdvice | null {
  const smallest = smallestDefect(priorSet);
  if (!smallest) return null;
  const sizes = offeredSizes.filter((size) => size >= defaultSize);
  const wanted = sizes.find((size) => extentAt(smallest, size) >= fewestPixels - 1e-9);
  const useful = sourceSide === null ? sizes.at(-1)! : (sizes.find((size) => size >= sourceSide) ?? sizes.at(-1)!);
  const size = Math.min(wanted ?? sizes.at(-1)!, useful);
  const isEnough = wanted !== undefined && size >= wanted;
  const isAllTheyHold = sourceSide !== null && sourceSide <= size;
  const limit = isEnough ? 'ok' : isAllTheyHold ? 'pictures' : 'largest';
  return { size, smallest, pixels: extentAt(smallest, size), limit };
}
