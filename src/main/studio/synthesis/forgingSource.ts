import type { ImageRecord } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { PictureView } from '../dataset/cache.ts';
import { type PixelOptions, makeForgingPictures, nameForgingPictures } from '../dataset/pixels.ts';
import { takeOwnAreas } from '../dataset/ownAreas.ts';
import { stampRefs } from '../dataset/stamps.ts';
import { workingView } from '../dataset/workingView.ts';
import { takeZones, zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { realDefects } from '../training/realDefects.ts';

/** The good parts of training. @throws FlawsmithError `too-few-images` where there is none */
export function goodParts(product: Product): ImageRecord[] {
  const images = listImages(product.db, { split: 'train', label: 'normal' });
  if (images.length > 0) return images;
  throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part to draw defects on.', {
    file: product.dir,
    hint: 'Import a folder of good parts.',
    said: said('noGoodPart'),
  });
}

/**
 * How training looks at photographs, with the product's zones and the own ignore areas of pictures.
 * @param pictures that are looked at; absent: the good parts
 * @throws as {@link forgingSourceOf}
 */
export const forgingView = (
  product: Product,
  good: readonly ImageRecord[],
  size: number,
  options: PixelOptions,
  pictures: readonly ImageRecord[] = good,
): Promise<PictureView> =>
  zonedView(
    ...([product, workingView(product, size, good), takeZones(product), good, options] as const),
    takeOwnAreas(product, [...new Map([...good, ...pictures].map((image) => [image.hash, image])).values()]),
  );

/**
 * Working pictures to forge on, made where they are missing, looked at as training looks at them.
 * @param good the product's {@link goodParts}
 * @param size side of the working picture, px
 * @param heldOut parts to draw on in their place, with nothing to stamp; where absent, the good parts and what is given to training
 * @throws FlawsmithError `not-found`, `mask-changed`, `disk-full`; CancelledError
 */
export async function forgingSourceOf(
  product: Product,
  good: readonly ImageRecord[],
  size: number,
  options: PixelOptions,
  heldOut?: readonly ImageRecord[],
): Promise<ForgingSource> {
  const drawnOn = heldOut ?? good;
  await makeForgingPictures(product, drawnOn, workingView(product, size, good), options);
  const real = heldOut ? [] : realDefects(product).usable;
  const view = await forgingView(product, good, size, options, [...drawnOn, ...real]);
  const stamps = heldOut ? [] : await stampRefs(product, real, view, options);
  return { parts: nameForgingPictures(product, drawnOn, view), picture: view.picture, stamps };
}
