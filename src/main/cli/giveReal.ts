import type { ImageRecord } from '#shared/domain/images.ts';
import { createRandom } from '#shared/vision/random.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { givenWith } from '#studio/dataset/edit/givenWith.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { shuffled } from './fewNormals.ts';

/** Key that keeps this draw apart from the others of the same seed. */
const drawKey = 0x2ea1;

/**
 * Draws defective pictures evenly over their kinds: one of each kind in turn. Of one seed, those of a smaller count are among those of a
 * larger one.
 * @param isByPart of each kind all pictures of one physical part before those of the next, so that few parts leave the test
 * @throws FlawsmithError `too-few-images` where there are not so many
 */
export function drawReal<Image extends Pick<ImageRecord, 'kind' | 'maskFile' | 'hash' | 'part'>>(
  defective: readonly Image[],
  count: number,
  seed: number,
  isByPart = false,
): Image[] {
  const masked = defective.filter(({ maskFile }) => maskFile !== null);
  if (masked.length < count) {
    throw new FlawsmithError(
      'too-few-images',
      `${count} defective pictures with masks are asked for; there are ${masked.length}.`,
      {
        hint: 'Ask for fewer with --real.',
      },
    );
  }
  const inOrder = masked.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const kinds = Map.groupBy(inOrder, ({ kind }) => kind ?? '');
  const random = createRandom(seed, drawKey);
  const queues = [...kinds.keys()].sort().map((kind, i) => {
    const queue = shuffled(kinds.get(kind)!, random.derive(i));
    return isByPart ? [...Map.groupBy(queue, ({ part }) => part).values()].flat() : queue;
  });
  const turns = Array.from({ length: Math.max(0, ...queues.map(({ length }) => length)) }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  );
  return turns.flat().slice(0, count);
}

/**
 * Takes labelled defects out of the test, with near-copies of them and pictures of the same part: to the side of training, or out of
 * the product where they are not to be learned from, so that both leave the same test. Where less than half of the defective pictures would
 * stay, they are drawn from as few parts as can be.
 * @returns how many are learned from, and how many left the test
 * @throws FlawsmithError `too-few-images` where there are not so many, or no defective picture would be left to test
 */
export async function giveReal(
  product: Product,
  count: number,
  areUsed: boolean,
  seed: number,
): Promise<{ real: number; leftTest: number }> {
  if (count === 0) return { real: 0, leftTest: 0 };
  const { ids, withThem } = await drawToGive(product, count, seed);
  if (areUsed) {
    const { changed } = await changePictures(product, ids, { split: 'train' }, 'bench');
    return { real: ids.length, leftTest: changed.length };
  }
  const { changed } = await changePictures(product, [...ids, ...withThem], { out: true }, 'bench');
  return { real: 0, leftTest: changed.length };
}

async function drawToGive(
  product: Product,
  count: number,
  seed: number,
): Promise<{ ids: number[]; withThem: number[] }> {
  const test = listImages(product.db, { split: 'test', label: 'anomalous' });
  const draw = async (isByPart: boolean): Promise<{ ids: number[]; withThem: number[]; left: number }> => {
    const ids = drawReal(test, count, seed, isByPart).map(({ id }) => id);
    const withThem = await givenWith(product, ids);
    return { ids, withThem, left: test.length - ids.length - withThem.length };
  };
  const spread = await draw(false);
  if (spread.left >= test.length / 2) return spread;
  const fewParts = await draw(true);
  const best = fewParts.left > spread.left ? fewParts : spread;
  if (best.left > 0) return best;
  throw new FlawsmithError(
    'too-few-images',
    `With ${count} labelled defects all ${test.length} defective pictures leave the test, for they are near-copies or show the same parts.`,
    { hint: 'Ask for fewer with --real.' },
  );
}
