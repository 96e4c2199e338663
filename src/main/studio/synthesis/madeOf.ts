import type { ImageRecord } from '#shared/domain/images.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import { madeOfKey } from '#shared/domain/recallCode.ts';
import type { OwnLook } from '#shared/domain/ownAreas.ts';
import { shapesOf } from '#shared/domain/zones.ts';
import { partsOfPicture } from '#shared/vision/synthesis/forge.ts';
import type { DrawnDefect } from '#shared/vision/synthesis/index.ts';
import { readOwnLooks } from '../dataset/ownAreas.ts';
import { readZones } from '../dataset/zones.ts';
import type { Product } from '../product.ts';

/** What a product's pictures are forged on now. */
export interface Material {
  images: readonly ImageRecord[];
  /** Labelled defects given to training, which may be stamped. */
  defects: readonly ImageRecord[];
  /** Of the product: region and zones. */
  looked: unknown;
  /** Of single pictures. */
  own: Readonly<Record<string, OwnLook>>;
}

/** @throws FlawsmithError `product-damaged` */
export function materialOf(
  product: Product,
  images: readonly ImageRecord[],
  defects: readonly ImageRecord[],
): Material {
  const { roi, inspect, ignore } = readZones(product);
  return { images, defects, looked: [roi, shapesOf(inspect), shapesOf(ignore)], own: readOwnLooks(product.db) };
}

/** True for a defect that may hold a piece of another part. */
const isLent = ({ kind, values }: DrawnDefect): boolean =>
  kind === 'cutpaste' || (kind === 'texture' && values['source'] === 'part');

const signOf = (hash: string, { ignore, foreground }: OwnLook): unknown[] => [
  ...[hash, shapesOf(ignore ?? [])],
  ...(foreground ? [foreground] : []),
];

/** The signs that a picture's code carries, see {@link madeOfKey}. @param drawn in it */
export function madeOfPicture(
  { images, defects, looked, own }: Material,
  keys: PictureKeys,
  drawn: readonly DrawnDefect[],
): string {
  const { base, lenders, stamps } = partsOfPicture(keys, images.length, defects.length);
  const shown = drawn.some(isLent) ? [base, ...lenders] : [base];
  const stamped = drawn.some(({ kind }) => kind === 'stamp') ? stamps : [];
  const labelled = stamped.map((number) => [defects[number]!.hash, defects[number]!.maskHash]);
  const areas = [...shown.map((number) => images[number]!), ...stamped.map((number) => defects[number]!)].flatMap(
    ({ hash }) => (own[hash] ? [signOf(hash, own[hash])] : []),
  );
  return madeOfKey({
    parts: shown.map((number) => images[number]!.hash),
    drawn,
    also: [looked, labelled, ...(areas.length > 0 ? [areas] : [])],
  });
}
