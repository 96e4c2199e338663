import { type CheckedPicture, type OddPicture, fewestUsual } from '#shared/domain/oddPictures.ts';
import { type Reference, findFar } from './reference.ts';

/** Octaves of distance: twice as far as usual at least. Six spreads: the distance to a neighbour has a longer upper tail than a figure has. */
const rule = { spreads: 6, least: 1 };
/** The neighbour that is looked at: so many strangers of one kind, as a share of all, do not hide one another. */
const neighbourShare = 0.03;
const firstNeighbour = 3;
/** Good pictures that each is compared with, evenly chosen; more say the same. */
const mostCompared = 400;
/** Distance of two pictures that are the same to a descriptor, so that copies have a logarithm. */
const leastGap = 1e-6;

/**
 * Good pictures whose frozen features lie far from the other good ones': another part, or one turned over.
 * @param good those with a descriptor are compared; where an engine has not looked at all, nothing is said
 */
export function findOtherParts(good: readonly CheckedPicture[]): OddPicture[] {
  if (good.length < fewestUsual || good.some(({ descriptor }) => descriptor === null)) return [];
  const step = Math.max(1, good.length / mostCompared);
  const compared = good
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
    .filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const distances = new Map(good.map((picture) => [picture, distanceTo(picture, compared)]));
  const reference: Reference = { pictures: [...good], usual: [...good] };
  return findFar([reference], (picture) => distances.get(picture)!, rule)
    .filter(({ by }) => by > 0)
    .map(({ picture, by, limit }) => ({
      ...{ image: picture.id, problem: 'other-part', way: 'unlike', of: null },
      ...{ value: 2 ** by, usual: [null, 2 ** limit] },
    }));
}

/** log2 of the gap to the neighbour that counts. */
function distanceTo({ id, descriptor }: CheckedPicture, compared: readonly CheckedPicture[]): number {
  const gaps = new Float64Array(compared.length);
  let count = 0;
  for (const other of compared) if (other.id !== id) gaps[count++] = gapOf(descriptor!, other.descriptor!);
  const nearest = gaps.subarray(0, count).sort();
  const neighbour = Math.max(firstNeighbour, Math.ceil(neighbourShare * count));
  return Math.log2(nearest[Math.min(neighbour, count) - 1]! + leastGap);
}

/** Half the squared distance of two descriptors of length about 1: 1 − cosine of the features. */
function gapOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / 2;
}
