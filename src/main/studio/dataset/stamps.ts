import { stat } from 'node:fs/promises';
import type { PixelRef } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { areaOf } from '#shared/domain/pictures.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { ForgingStamp } from '#forging/pictureSource.ts';
import type { Product } from '../product.ts';
import { type PictureView, maskPixelFile } from './cache.ts';
import { loadMask } from './imageMask.ts';
import { type PixelOptions, decidedView, makeForgingPictures, nameForgingPictures } from './pixels.ts';

/** The working pictures and masks of labelled defects, to be stamped on good parts, by name; see {@link makeStamps}. */
export function nameStamps(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
): (PixelRef & ForgingStamp)[] {
  const decided = decidedView(view);
  const refs = nameForgingPictures(product, images, view);
  return images.map((image, i) => ({
    ...refs[i]!,
    mask: fileOf(product, image, view),
    ...(decided && { referenceMask: fileOf(product, image, decided) }),
  }));
}

/**
 * Makes those files of {@link nameStamps} that are missing.
 * @param images with masks
 * @throws FlawsmithError `not-found` where a picture or mask is gone, `mask-changed`, `disk-full`; CancelledError
 */
export async function makeStamps(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: PixelOptions = {},
): Promise<void> {
  await makeForgingPictures(product, images, view, options);
  const decided = decidedView(view);
  for (const image of images) {
    throwIfCancelled(options.signal);
    for (const of of decided ? [view, decided] : [view]) await makeMask(product, image, of);
  }
}

/** Makes and names them. @throws as {@link makeStamps} */
export async function stampRefs(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: PixelOptions = {},
): Promise<(PixelRef & ForgingStamp)[]> {
  await makeStamps(product, images, view, options);
  return nameStamps(product, images, view);
}

/** A mask of an earlier version was imported without its hash: nothing says whether it is still the one. */
const fileOf = (product: Product, image: ImageRecord, view: PictureView): string =>
  maskPixelFile(product, image, image.maskHash ?? 'unknown', view);

async function makeMask(product: Product, image: ImageRecord, view: PictureView): Promise<void> {
  const file = fileOf(product, image, view);
  const known = await stat(file).catch(() => null); // absent: to be made
  if (image.maskHash !== null && known?.size === areaOf(view.picture)) return;
  const mask = await loadMask(image, view);
  await writeFileAtomic(file, mask?.data ?? new Uint8Array(areaOf(view.picture)));
}
