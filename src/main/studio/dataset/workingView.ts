import type { ImageRecord } from '#shared/domain/images.ts';
import { judgedWindow, usualMovement, widelyMoved } from '#shared/domain/movement.ts';
import { type PictureShape, shapeOfSize } from '#shared/domain/pictures.ts';
import { lieAlike, positionSpread } from '#shared/vision/partPositions.ts';
import type { Product } from '../product.ts';
import { untilWritten } from '../store/database.ts';
import { listImages } from '../store/images.ts';
import { listMeasures } from '../store/measures.ts';
import { readRoi } from '../store/settings.ts';
import type { PictureView } from './cache.ts';

/**
 * How far a run is to see its good parts moved where nobody says: {@link usualMovement} where they stand out from a background or fill
 * the picture and show the same at each place; not at all where they lie further apart than {@link widelyMoved}, for then they show
 * themselves moved, nor where they fill the picture otherwise, as a material does: nothing has a place there, and what is at
 * the border counts as much as the rest.
 * @param images good parts to train on
 * @returns share of each side
 */
export function ownMovement({ db }: Pick<Product, 'db'>, images: readonly Pick<ImageRecord, 'hash'>[]): number {
  const measures = listMeasures(db);
  const sketches = images.map(({ hash }) => measures.get(hash)?.sketch).filter((sketch) => sketch !== undefined);
  const spread = positionSpread(sketches);
  if (spread === null) return lieAlike(sketches) ? usualMovement : 0;
  return Math.max(spread.across, spread.down) > widelyMoved ? 0 : usualMovement;
}

/** {@link ownMovement} of the good parts that a run would train on now. */
export const movementNow = untilWritten((db) =>
  ownMovement({ db }, listImages(db, { split: 'train', label: 'normal' })),
);

/** Photographs whose shapes differ by no more than this, as a ratio, are of one shape. */
const alikeRatio = 1.15;
/** Share of the photographs that must be of one shape. */
const mostOfThem = 0.8;

/**
 * The working picture of a nominal size for these good parts: in the shape of the middle one of the photographs within the
 * region of interest; a square where they have no shape in common, or there is none.
 */
export function workingPicture(
  product: Product,
  size: number,
  images: readonly Pick<ImageRecord, 'width' | 'height'>[],
): PictureShape {
  const roi = readRoi(product.db);
  const aspects = Float64Array.from(images, ({ width, height }) => (width * roi.width) / (height * roi.height)).sort();
  const middle = aspects[aspects.length >> 1] ?? 1;
  const alike = aspects.filter((aspect) => Math.max(aspect / middle, middle / aspect) <= alikeRatio).length;
  return shapeOfSize(size, alike >= mostOfThem * aspects.length ? middle : 1);
}

/**
 * How a run of this size that is started now, with nothing else said, looks at photographs: what the bench shows and `synthesize`
 * writes is looked at alike.
 */
export function workingView(
  product: Product,
  size: number,
  images: readonly Pick<ImageRecord, 'hash' | 'width' | 'height'>[],
): PictureView {
  const roi = judgedWindow(readRoi(product.db), ownMovement(product, images));
  return { picture: workingPicture(product, size, images), roi };
}
