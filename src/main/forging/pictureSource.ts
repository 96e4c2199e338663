import { readFileSync } from 'node:fs';
import { type PictureShape, areaOf, isSameShape } from '#shared/domain/pictures.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { type ImageSource, referenceSize } from '#shared/vision/synthesis/forge.ts';
import { remember } from './remember.ts';

/** A good part to forge on. */
export interface ForgingPart {
  /** Raw RGB at working size. */
  pixels: string;
  /** Raw RGB at the size that plans are decided at ({@link referenceSize}); absent: they are decided on `pixels`. */
  reference?: string | undefined;
}

/** Good parts that pictures are forged on. */
export interface ForgingSource {
  /** In the order that numbers of parts refer to. */
  parts: readonly ForgingPart[];
  /** Working size of the parts. */
  picture: PictureShape;
}

/** Parts kept at a time: so many as fill some 64 MB. */
const keptBytes = 64e6;
const [fewestKept, mostKept] = [8, 128];

/** Normal parts for forging, read from their pixel files when they are needed. @param picture working size of the parts */
export function pictureSource(parts: readonly ForgingPart[], picture: PictureShape): ImageSource {
  const kept = Math.max(fewestKept, Math.min(mostKept, Math.floor(keptBytes / (3 * areaOf(picture)))));
  const decided = referenceSize(picture);
  const image = remember(
    readAs(picture, (index) => parts[index]!.pixels),
    kept,
  );
  const small = remember(
    readAs(decided, (index) => parts[index]!.reference!),
    kept,
  );
  const isOwn = (index: number): boolean => !parts[index]!.reference || isSameShape(decided, picture);
  const reference = (index: number): Raster => (isOwn(index) ? image(index) : small(index));
  const foreground = remember((index) => findForeground(reference(index)), kept);
  return { count: parts.length, image, reference, foreground };
}

function readAs(shape: PictureShape, fileOf: (index: number) => string): (index: number) => Raster {
  return (index) => ({ ...shape, data: readFileSync(fileOf(index)) });
}
