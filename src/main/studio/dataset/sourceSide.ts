import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { readRoi } from '../store/settings.ts';

/** Longer side, px, of the middle good training photograph within the region of interest; null where there is none. */
export function sourceSide(product: Product): number | null {
  const { width, height } = readRoi(product.db);
  const sides = listImages(product.db, { split: 'train' }).map((image) =>
    Math.max(image.width * width, image.height * height),
  );
  sides.sort((a, b) => a - b);
  return sides.length === 0 ? null : Math.round(sides[sides.length >> 1]);
}
