import { basename } from 'node:path';
import type { Giving } from '#shared/contract/studio.ts';
import { givenWith } from '../dataset/edit/givenWith.ts';
import { testedPictures } from '../dataset/edit/testedPictures.ts';
import type { Product } from '../product.ts';
import { findImage } from '../store/gallery.ts';
import { listImages } from '../store/images.ts';

/** What giving a defective picture to training would do, or did. @throws FlawsmithError `not-found` */
export async function givingOf(product: Product, id: number): Promise<Giving> {
  const { split, maskFile } = findImage(product.db, id);
  const isGiven = split === 'train';
  const alike = isGiven ? [] : await givenWith(product, [id]);
  const tested = isGiven ? new Map<number, number>() : await testedPictures(product);
  return {
    ...{ isGiven, hasMask: maskFile !== null },
    alike: alike.map((other) => basename(findImage(product.db, other).file)),
    test: listImages(product.db, { split: 'test', label: 'anomalous' }).length,
    given: listImages(product.db, { split: 'train', label: 'anomalous' }).length,
    runs: Math.max(0, ...[id, ...alike].map((one) => tested.get(one) ?? 0)),
  };
}
