import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type ImageRecord, roiPixels } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { resizeMaskNearest } from '#shared/vision/resize.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { readImageFile } from '#scoring/decode.ts';
import { decodeMaskPng, isPainted } from '../labeling/maskPng.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { setMask } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import type { PictureView } from './cache.ts';
import { readMask } from './maskReading.ts';

type MaskedImage = Pick<ImageRecord, 'file' | 'maskFile' | 'maskHash' | 'width' | 'height'>;

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The ground-truth mask of an image, upright and of its size, once its content is found to be the one that was imported;
 * null where it has none. One whose hash was never kept is taken as it is.
 * @returns pixels 0 or 255, and the sha256 of the file
 * @throws FlawsmithError `not-found` where the file is gone, `mask-changed` where it holds something else, and as `readMask`
 */
export async function readImageMask(image: MaskedImage): Promise<{ mask: Mask; hash: string } | null> {
  const { maskFile: file, maskHash } = image;
  if (file === null) return null;
  const bytes = await readImageFile(file).catch((error: unknown) => {
    throw error instanceof FlawsmithError && error.code === 'not-found' ? gone(file, error) : error;
  });
  const hash = hashOf(bytes);
  if (maskHash !== null && hash !== maskHash) throw changed(file);
  const mask = isPainted(file)
    ? await decodeMaskPng(bytes, image, file)
    : (await readMask({ bytes, file }, image)).mask;
  return { mask, hash };
}

/** The same at working resolution and cut like the picture. @throws FlawsmithError as {@link readImageMask} */
export async function loadMask(image: MaskedImage, view: PictureView): Promise<Mask | null> {
  const read = await readImageMask(image);
  return read && cutMask(read.mask, view);
}

const cutMask = (mask: Mask, { picture, roi }: PictureView): Mask =>
  resizeMaskNearest(mask, picture, roiPixels(roi, mask.width, mask.height));

/**
 * The masks of images at working resolution and cut like them, 0 or 255. A mask of an earlier version, which kept no hash,
 * is taken as it is; from then on its content is known too.
 * @returns a mask or null for each image, the images with the hashes of their masks, and how many of these are new
 * @throws FlawsmithError as {@link readImageMask}, `mask-changed` with the count where there are several
 */
export async function loadMasks(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  who: string,
): Promise<{ masks: (Mask | null)[]; images: ImageRecord[]; firstSeen: number }> {
  const masks: (Mask | null)[] = [];
  const known: ImageRecord[] = [];
  const others: string[] = [];
  for (const image of images) {
    const read = await readImageMask(image).catch((error: unknown) => {
      if (!(error instanceof FlawsmithError) || error.code !== 'mask-changed') throw error;
      others.push(image.maskFile!);
      return null;
    });
    masks.push(read && cutMask(read.mask, view));
    known.push({ ...image, maskHash: read?.hash ?? image.maskHash });
  }
  if (others.length > 0) throw changed(others[0]!, others.length);
  const firstSeen = known.filter((image, i) => image.maskHash !== images[i]!.maskHash);
  keepMaskHashes(product, firstSeen, who);
  return { masks, images: known, firstSeen: firstSeen.length };
}

/** Keeps the hashes of masks that an earlier version imported without. */
export function keepMaskHashes(
  product: Product,
  images: readonly Pick<ImageRecord, 'id' | 'maskFile' | 'maskHash'>[],
  who: string,
): void {
  if (images.length === 0) return;
  transaction(product.db, () => {
    for (const { id, maskFile, maskHash } of images) setMask(product.db, id, { file: maskFile!, hash: maskHash! });
    addAudit(product.db, { who, what: 'masks hashed as they are', new: images.map(({ id }) => id) });
  });
}

const gone = (file: string, cause: unknown): FlawsmithError =>
  new FlawsmithError('not-found', `The mask is no longer there: ${file}`, {
    file,
    hint: 'Bring the file back, or import the folder where it lies now: a mask is found again with its picture.',
    said: said('maskGone', { file }),
    cause,
  });

const changed = (file: string, count = 1): FlawsmithError =>
  new FlawsmithError(
    'mask-changed',
    count === 1
      ? `The mask is not the one that was imported: ${file}`
      : `${count} masks are not those that were imported, such as ${basename(file)}: ${file}`,
    {
      file,
      hint: 'Import the folder again, which takes the masks that are there now; or bring the old ones back.',
      said: said('masksChanged', { file, n: count }),
    },
  );
