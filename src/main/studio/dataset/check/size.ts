import type { CheckedPicture, OddPicture } from '#shared/domain/oddPictures.ts';
import { type FarPicture, type Reference, findFar } from './reference.ts';

/** Octaves of a side: half a per cent, so that a set of one size has no other; a set of many sizes has a spread. */
const rule = { spreads: 5, least: 0.007 };
/** A size that this share of the good pictures has, and three at least, is one of the product's own. */
const ownShare = 0.03;
const ownCount = 3;
/** Where more pictures than this share are left, the product has many sizes. */
const mostOdd = 0.1;

/**
 * Pictures whose width or height is not the usual one; of both the farther.
 * @param all good pictures are what is usual; defective ones are looked at too
 */
export function findMissized(all: readonly CheckedPicture[], usual: readonly CheckedPicture[]): OddPicture[] {
  const reference: Reference = { pictures: [...all], usual: [...usual] };
  const [wide, high] = (['width', 'height'] as const).map((side) =>
    findFar([reference], (picture) => Math.log2(picture[side]), rule).map((far) => ({ ...far, side })),
  ) as [Sided[], Sided[]];
  const sizes = Map.groupBy(usual, sizeOf);
  const isOwn = (picture: CheckedPicture): boolean =>
    (sizes.get(sizeOf(picture))?.length ?? 0) >= Math.max(ownCount, ownShare * usual.length);
  const farthest = new Map<number, Sided>();
  for (const far of [...wide, ...high]) {
    if (isOwn(far.picture)) continue;
    const known = farthest.get(far.picture.id);
    if (!known || Math.abs(far.by) > Math.abs(known.by)) farthest.set(far.picture.id, far);
  }
  if (farthest.size > mostOdd * all.length) return [];
  return [...farthest.values()].map(({ picture, by, limit, side }) => ({
    ...{ image: picture.id, problem: 'size', way: side, of: null },
    ...{ value: 2 ** by, usual: [2 ** -limit, 2 ** limit] },
  }));
}

const sizeOf = ({ width, height }: CheckedPicture): string => `${width} × ${height}`;

type Sided = FarPicture & { side: 'width' | 'height' };
