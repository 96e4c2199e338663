import { existsSync } from 'node:fs';
import type { ImageRecord, Roi } from '#shared/domain/images.ts';
import { type Painted, isBlank, mostPaintedSide, paintedSchema, paintedSides } from '#shared/domain/painted.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { pixelsOfRuns, runsOfMask } from '#shared/vision/maskRuns.ts';
import type { Mask, Sides } from '#shared/vision/raster.ts';
import { resizeMaskNearest } from '#shared/vision/resize.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { exactMaskPng } from '../dataset/exactMask.ts';
import { readMask } from '../dataset/maskReading.ts';
import { keepForPicture } from '../dataset/ownAreas.ts';
import type { PixelOptions } from '../dataset/pixels.ts';
import { workingView } from '../dataset/workingView.ts';
import type { Product } from '../product.ts';
import { readableSetting } from '../store/settings.ts';
import { forgingSourceOf, goodParts } from './forgingSource.ts';

/** Where a part is in its picture. */
export interface PartForeground {
  painted: Painted;
  /** A person said so; else it is as it is found. */
  isCorrected: boolean;
}

/**
 * Where the part is in a picture: as a person corrected it, else as it is found where defects are placed.
 * @throws FlawsmithError `too-few-images`, `not-found` where the original is gone, `product-damaged`; CancelledError
 */
export async function foregroundOf(
  product: Product,
  image: ImageRecord,
  options: PixelOptions = {},
): Promise<PartForeground> {
  const corrected = readableSetting(product.db, 'foregrounds')?.[image.hash];
  if (corrected) return { painted: corrected, isCorrected: true };
  const good = goodParts(product);
  const { roi } = workingView(product, defaultSize, good);
  const { parts, picture } = await forgingSourceOf(product, good, defaultSize, options, [image]);
  const found = findForeground(pictureSource({ parts, picture }).reference(0));
  return { painted: onWholePicture(found, roi), isCorrected: false };
}

/** What a view shows of the picture, on a grid over all of it; outside of the view nothing is. */
function onWholePicture({ width, height, data }: Mask, roi: Roi): Painted {
  const cells = (side: number, share: number): number => Math.min(mostPaintedSide, Math.round(side / share));
  const [across, down] = [cells(width, roi.width), cells(height, roi.height)];
  const mask = new Uint8Array(across * down);
  for (let y = 0; y < down; y++) {
    const row = Math.floor((((y + 0.5) / down - roi.y) / roi.height) * height);
    for (let x = 0; x < across; x++) {
      const column = Math.floor((((x + 0.5) / across - roi.x) / roi.width) * width);
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      if (isInside) mask[y * across + x] = data[row * width + column]!;
    }
  }
  return { width: across, height: down, runs: runsOfMask(mask) };
}

/** Where a part is as a mask of its picture. */
const partMask = ({ width, height, runs }: Painted, picture: Sides): Mask =>
  resizeMaskNearest({ width, height, data: pixelsOfRuns(runs, width * height) }, picture);

/**
 * Writes where a part is as a PNG of its picture's size, white there, which {@link readPartMask} reads.
 * @throws FlawsmithError `not-writable`, also where a file lies there; `disk-full`
 */
export async function writePartMask(painted: Painted, image: ImageRecord, file: string): Promise<void> {
  if (existsSync(file)) {
    const hint = 'Name a file that is not there yet.';
    throw new FlawsmithError('not-writable', `A file lies there already: ${file}`, { file, hint });
  }
  await writeFileAtomic(file, await exactMaskPng(partMask(painted, image), image));
}

/**
 * Where the part is by a mask of its picture, in any usual coding.
 * @returns what is said of the picture already where that covers the same pixels
 * @throws FlawsmithError `mask-mismatch` where it has another size, `bad-config` where it is too scattered, and as `readSamples`
 */
export async function readPartMask({ db }: Product, image: ImageRecord, file: string): Promise<Painted> {
  const { mask } = await readMask(file, image).catch((error: unknown) => {
    if (!(error instanceof FlawsmithError) || error.code !== 'mask-mismatch') throw error;
    const hint = 'Where the part is stays as it was; save the mask in the size of the picture.';
    throw new FlawsmithError('mask-mismatch', error.message, { file, hint });
  });
  const standing = readableSetting(db, 'foregrounds')?.[image.hash];
  if (standing && Buffer.compare(partMask(standing, image).data, mask.data) === 0) return standing;
  const cells = resizeMaskNearest(mask, paintedSides(image));
  const { width, height } = cells;
  const { data: painted } = paintedSchema.safeParse({ width, height, runs: runsOfMask(cells.data) });
  if (painted) return painted;
  throw new FlawsmithError('bad-config', `The mask is too scattered for a part: ${file}`, {
    file,
    hint: 'Mark the part as few whole areas.',
  });
}

/**
 * Says where the part is in a picture, with null that it is as it is found: a step that can be undone, written to the audit trail.
 * @throws FlawsmithError `bad-config` where it is nowhere
 */
export function saveForeground(product: Product, image: ImageRecord, painted: Painted | null, who: string): void {
  if (painted && isBlank(painted))
    throw new FlawsmithError('bad-config', 'The part has to be somewhere in its picture.', {
      hint: 'Leave the picture out of the product where it shows no part.',
    });
  keepForPicture(product, image, who, {
    ...{ key: 'foregrounds', value: painted, none: null },
    ...{ what: 'where the part is in', code: painted ? 'foreground' : 'foregroundCleared' },
  });
}
