import type { PixelRef } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { movedWindows } from '#shared/domain/movement.ts';
import { mostFitted } from '#shared/domain/runs.ts';
import { chooseFitted, fittedRandom, planMovedViews } from '#shared/vision/fittedParts.ts';
import { type PictureView, ensurePictures } from '../dataset/cache.ts';
import { type PixelOptions, pixelRef } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import type { RunFile } from './runFolder.ts';

/** Keeps the plan of moved views apart from what else is drawn by a run's seed. */
const planStream = 0x307ed;

/**
 * Working pictures of a run's training parts seen through moved windows, as many again as parts are fitted; missing ones are made
 * first, each photograph decoded once. They follow from the parts and the configuration alone.
 * @param images the run's training parts, in its order
 * @throws as {@link ensurePictures}
 */
export async function movedRefs(
  product: Product,
  images: readonly ImageRecord[],
  { config, roi }: Pick<RunFile, 'config' | 'roi'>,
  { signal, onCache }: PixelOptions,
): Promise<PixelRef[]> {
  const { picture, seed, moved = 0 } = config;
  const views = movedWindows(roi, moved).map((window): PictureView => ({ picture, roi: window }));
  if (views.length === 0) return [];
  const random = fittedRandom(seed);
  const named = images.map((image) => ({ id: image.hash, image }));
  const fitted = chooseFitted(named, picture, random);
  const plan = planMovedViews(fitted.length, views.length, mostFitted(picture), random.derive(planStream));
  const seen = plan.map(({ part, window }) => ({ image: fitted[part]!.image, view: views[window]! }));
  const byPart = Map.groupBy(seen, ({ image }) => image);
  const wanted = [...byPart].map(([image, ofPart]) => ({ image, views: ofPart.map(({ view }) => view) }));
  await ensurePictures(product, wanted, { signal, onProgress: onCache });
  return seen.map(({ image, view }) => pixelRef(product, image, view));
}
