import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ImageRecord, fullRoi } from '#shared/domain/images.ts';
import { type PictureShape, areaOf, shapeOfSize } from '#shared/domain/pictures.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { type IgnoreZone, type Zones, mostSpread } from '#shared/domain/zones.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { heatColour } from '#shared/vision/heatmap.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { hideIgnored, kindsOfView } from '#shared/vision/zonePicture.ts';
import type { Product } from '../product.ts';
import { namesOf } from '../store/galleryPage.ts';
import { listImages } from '../store/images.ts';
import { listOwnPictures } from './ownAreas.ts';
import { type CacheOptions, type PictureView, ensureCache, pixelFile } from './cache.ts';
import { averagedOf, leastPhotograph, meanOf, zonePictureOf } from './zoneFiles.ts';
import { type SavedZones, savedZones } from './zones.ts';

/** Size of the mean that a person draws on, px. */
const meanSize = 768;

export const goodParts = ({ db }: Pick<Product, 'db'>): ImageRecord[] =>
  listImages(db, { split: 'train', label: 'normal' });

/** The good parts whose mean stands for all of them. */
export const averagedParts = (product: Pick<Product, 'db'>): readonly ImageRecord[] => averagedOf(goodParts(product));

/** What a page needs to draw zones. */
export interface DrawableZones extends Omit<SavedZones, 'damage'> {
  /** What was saved cannot be read, and gives way to what is saved next. */
  isDamaged: boolean;
  /** Sides of the photograph of usual shape, px; null where there is no good part. */
  photograph: Sides | null;
  /** Good parts to learn from, and those of them that the mean is of. */
  good: number;
  averaged: number;
  /** Names the mean: other parts have another. */
  mean: string;
  /** Pictures with ignore areas of their own, or a part that was corrected. */
  own: { id: number; name: string; width: number; height: number; ignore: IgnoreZone[]; isCorrected: boolean }[];
}

export function drawableZones(product: Product): DrawableZones {
  const good = goodParts(product);
  const averaged = averagedOf(good);
  const mean = createHash('sha256')
    .update(averaged.map(({ hash }) => hash).join())
    .digest('hex')
    .slice(0, 16);
  const { damage, ...saved } = savedZones(product);
  const names = namesOf(product.db);
  return {
    ...saved,
    isDamaged: damage.length > 0,
    photograph: usualPhotograph(good),
    good: good.length,
    averaged: averaged.length,
    mean,
    own: listOwnPictures(product).map(({ image: { id, width, height }, ignore, foreground }) => ({
      ...{ id, name: names.get(id)!, width, height, ignore },
      isCorrected: foreground !== null,
    })),
  };
}

/** The photograph of the middle aspect. */
function usualPhotograph(images: readonly ImageRecord[]): Sides | null {
  const sorted = [...images].sort((a, b) => a.width / a.height - b.width / b.height);
  const middle = sorted[sorted.length >> 1];
  return middle ? { width: middle.width, height: middle.height } : null;
}

/** RGB, and the sides of it. */
interface DrawnPicture {
  pixels: Uint8Array;
  picture: PictureShape;
}

/**
 * How whole photographs of these parts, or a region of them, are looked at here.
 * @throws FlawsmithError `too-few-images` where there is no good part
 */
export function viewOf(good: readonly ImageRecord[], size: number, roi = fullRoi): PictureView {
  const usual = usualPhotograph(good);
  if (!usual)
    throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part.', {
      said: said('noGoodPart'),
    });
  return { picture: shapeOfSize(size, (usual.width * roi.width) / (usual.height * roi.height)), roi };
}

/**
 * The mean of the good parts, whole photographs; working pictures are made where they are missing.
 * @throws FlawsmithError `too-few-images` where there is no good part, `not-found`, `image-changed`, `disk-full`
 */
export async function meanPicture(product: Product): Promise<DrawnPicture> {
  const good = goodParts(product);
  const view = viewOf(good, meanSize);
  return { picture: view.picture, pixels: await meanOf(product, averagedOf(good), view) };
}

/**
 * Where the good parts differ: the standard deviation of each pixel's grey over those that the mean is of, from 0 to
 * {@link mostSpread} grey levels in the colours of heatmaps.
 * @throws as {@link meanPicture}
 */
export async function spreadPicture(product: Product): Promise<DrawnPicture> {
  const good = goodParts(product);
  const view = viewOf(good, meanSize);
  const parts = averagedOf(good);
  await ensureCache(product, parts, [view]);
  const [sums, squares] = [new Float64Array(areaOf(view.picture)), new Float64Array(areaOf(view.picture))];
  for (const part of parts) {
    const bytes = await readFile(pixelFile(product, part, view));
    for (let i = 0; i < sums.length; i++) {
      const grey = (bytes[3 * i]! + bytes[3 * i + 1]! + bytes[3 * i + 2]!) / 3;
      sums[i]! += grey;
      squares[i]! += grey * grey;
    }
  }
  const pixels = new Uint8Array(3 * sums.length);
  sums.forEach((sum, i) => {
    const spread = Math.sqrt(Math.max(0, squares[i]! / parts.length - (sum / parts.length) ** 2));
    pixels.set(heatColour(spread / mostSpread), 3 * i);
  });
  return { picture: view.picture, pixels };
}

/**
 * A photograph as the detector sees it with these zones, at the size of most runs: cut to the region of interest, and what is
 * ignored replaced by the mean of the good parts.
 * @throws as {@link meanPicture}; CancelledError
 */
export async function seenPicture(
  product: Product,
  image: ImageRecord,
  { roi, ...zones }: Zones,
  options: CacheOptions = {},
): Promise<DrawnPicture> {
  const good = goodParts(product);
  const view = viewOf(good, defaultSize, roi);
  await ensureCache(product, [image], [view], options);
  const pixels = new Uint8Array(await readFile(pixelFile(product, image, view)));
  const kinds = kindsOfView(zones, { ...view, photograph: leastPhotograph(product) });
  const zonePicture = await zonePictureOf(product, view, kinds, averagedOf(good), options);
  return { picture: view.picture, pixels: hideIgnored(pixels, zonePicture) };
}
