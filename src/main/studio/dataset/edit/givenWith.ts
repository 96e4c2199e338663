import type { Label } from '#shared/domain/images.ts';
import type { CheckedPicture } from '#shared/domain/oddPictures.ts';
import type { Product } from '../../product.ts';
import { findNearPairs } from '../check/nearPairs.ts';
import { checkedPictures } from '../check/pictures.ts';

/**
 * Defective pictures of the test that show what is given to training, so that a run would be tested on what it learned: near-copies of
 * it, near-copies of these, and pictures of the same part.
 * @param ids of pictures that are given
 * @param label that they get; as they are where absent
 * @returns ids, in order; not those that are given
 */
export async function givenWith(product: Product, ids: readonly number[], label?: Label): Promise<number[]> {
  const { pictures } = await checkedPictures(product);
  const asked = new Set(ids);
  const given = pictures.filter(({ id, isGood }) => asked.has(id) && (label === 'anomalous' || !isGood));
  if (given.length === 0) return [];
  const tested = pictures.filter(({ id, isGood, split }) => !asked.has(id) && !isGood && split === 'test');
  const near = neighboursOf(pictures, new Set([...given, ...tested]));
  const found = new Set<CheckedPicture>();
  for (let open = given; open.length > 0;) {
    const next = tested.filter(
      (one) => !found.has(one) && open.some((other) => one.unit === other.unit || near.get(other.id)?.has(one.id)),
    );
    next.forEach((one) => found.add(one));
    open = next;
  }
  return [...found].map(({ id }) => id).sort((a, b) => a - b);
}

/** Near-copies among some of the pictures, by id. */
function neighboursOf(
  pictures: readonly CheckedPicture[],
  some: ReadonlySet<CheckedPicture>,
): Map<number, Set<number>> {
  const near = new Map<number, Set<number>>();
  const join = (a: number, b: number): void => void near.set(a, (near.get(a) ?? new Set()).add(b));
  const measured = pictures.filter(({ measures }) => measures !== null);
  for (const { one, other } of findNearPairs(measured, (picture) => some.has(picture))) {
    join(one.id, other.id);
    join(other.id, one.id);
  }
  return near;
}
