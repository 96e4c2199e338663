import type { PixelRef } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { isSameShape } from '#shared/domain/pictures.ts';
import { referenceSize } from '#shared/vision/synthesis/forge.ts';
import { type PictureView, ensureCache, ensurePictures, pixelFile } from './cache.ts';
import type { Product } from '../product.ts';

export interface PixelOptions {
  signal?: AbortSignal | undefined;
  /** Pictures brought to working resolution so far, of those that had to be. */
  onCache?: ((done: number, total: number) => void) | undefined;
}

/** The engine's id of a picture: its content hash, so that it means the same in every product. */
const pixelId = ({ hash }: Pick<ImageRecord, 'hash'>): string => hash;

/**
 * The working pictures of images under a view, for the engine, in the same order; missing ones are made first.
 * @throws FlawsmithError `not-found` where an original is gone, `disk-full`; CancelledError
 */
export async function pixelRefs(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  { signal, onCache }: PixelOptions = {},
): Promise<PixelRef[]> {
  await ensureCache(product, images, [view], { signal, onProgress: onCache });
  return images.map((image) => pixelRef(product, image, view));
}

/** A working picture by name, without a look at whether it is there. */
export const pixelRef = (product: Product, image: ImageRecord, view: PictureView): PixelRef => ({
  id: pixelId(image),
  pixels: pixelFile(product, image, view),
  ...(view.zones && { zones: view.zones.picture }),
  ...(view.own?.[image.hash] && { own: view.own[image.hash]!.picture }),
  ...(view.parts?.[image.hash] !== undefined && { foreground: view.parts[image.hash]! }),
  session: image.session,
  part: image.part,
});

/**
 * {@link pixelRefs} of parts that defects are forged on: each with the picture that decides where they lie, so that they lie
 * there at every size.
 * @param besides further views of a picture, which are made with these so that each photograph is decoded once
 */
export async function forgingRefs(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: PixelOptions = {},
  besides: (image: ImageRecord) => readonly PictureView[] = () => [],
): Promise<PixelRef[]> {
  await makeForgingPictures(product, images, view, options, besides);
  return nameForgingPictures(product, images, view);
}

/** What {@link forgingRefs} gives, without a look at whether the pictures are there. */
export function nameForgingPictures(product: Product, images: readonly ImageRecord[], view: PictureView): PixelRef[] {
  const decided = decidedView(view);
  return images.map((image) => ({
    ...pixelRef(product, image, view),
    ...(decided && { reference: pixelFile(product, image, decided) }),
    ...(view.zones?.reference !== undefined && { referenceZones: view.zones.reference }),
    ...(view.own?.[image.hash]?.reference !== undefined && { referenceOwn: view.own[image.hash]!.reference! }),
  }));
}

/** Makes those pictures of {@link nameForgingPictures} that are missing. @throws as {@link pixelRefs} */
export function makeForgingPictures(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  { signal, onCache }: PixelOptions = {},
  besides: (image: ImageRecord) => readonly PictureView[] = () => [],
): Promise<void> {
  const decided = decidedView(view);
  const own = decided ? [view, decided] : [view];
  const wanted = images.map((image) => ({ image, views: [...own, ...besides(image)] }));
  return ensurePictures(product, wanted, { signal, onProgress: onCache });
}

/** The view that plans are decided on; null where it is the view itself. */
export function decidedView({ picture, roi }: PictureView): PictureView | null {
  const decided = { roi, picture: referenceSize(picture) };
  return isSameShape(decided.picture, picture) ? null : decided;
}
