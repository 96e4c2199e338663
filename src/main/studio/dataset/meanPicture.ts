import { createHash } from 'node:crypto';
import { type ImageRecord, fullRoi } from '#shared/domain/images.ts';
import { type PictureShape, shapeOfSize } from '#shared/domain/pictures.ts';
import type { IgnoreZone } from '#shared/domain/zones.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { namesOf } from '../store/galleryPage.ts';
import { listImages } from '../store/images.ts';
import { listOwnAreas } from './ownAreas.ts';
import { averagedOf, meanOf } from './zoneFiles.ts';
import { type SavedZones, savedZones } from './zones.ts';

/** Size of the mean that a person draws on, px. */
const meanSize = 768;

const goodParts = ({ db }: Pick<Product, 'db'>): ImageRecord[] => listImages(db, { split: 'train', label: 'normal' });

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
  /** Pictures with ignore areas of their own. */
  own: { id: number; name: string; width: number; height: number; ignore: IgnoreZone[] }[];
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
    own: listOwnAreas(product).map(({ image: { id, width, height }, ignore }) => ({
      ...{ id, name: names.get(id)!, width, height, ignore },
    })),
  };
}

/** The photograph of the middle aspect. */
function usualPhotograph(images: readonly ImageRecord[]): Sides | null {
  const sorted = [...images].sort((a, b) => a.width / a.height - b.width / b.height);
  const middle = sorted[sorted.length >> 1];
  return middle ? { width: middle.width, height: middle.height } : null;
}

/**
 * The mean of the good parts, whole photographs; working pictures are made where they are missing.
 * @throws FlawsmithError `too-few-images` where there is no good part, `not-found`, `image-changed`, `disk-full`
 */
export async function meanPicture(product: Product): Promise<{ pixels: Uint8Array; picture: PictureShape }> {
  const usual = usualPhotograph(goodParts(product));
  if (!usual)
    throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part.', {
      said: said('noGoodPart'),
    });
  const picture = shapeOfSize(meanSize, usual.width / usual.height);
  return { picture, pixels: await meanOf(product, averagedParts(product), { picture, roi: fullRoi }) };
}
