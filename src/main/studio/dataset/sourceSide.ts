import type { ImageRecord } from '#shared/domain/images.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';

/** Longer side, px, of the middle one of the photographs within the region of interest; null where there is none. */
export function sourceSide(product: Product, images: readonly Pick<ImageRecord, 'width' | 'height'>[]): number | null {
  const { width, height } = readRoi(product.db);
  const sides = Float64Array.from(images, (image) => Math.max(image.width * width, image.height * height)).sort();
  return sides.length === 0 ? null : Math.round(sides[sides.length >> 1]!);
}
