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
 * @throws FlawsmithError `too-few-images` where there are not so many
 */
export function drawReal<Image extends Pick<ImageRecord, 'kind' | 'maskFile' | 'hash'>>(
  defective: readonly Image[],
  count: number,
  seed: number,
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
  const queues = [...kinds.keys()].sort().map((kind, i) => shuffled(kinds.get(kind)!, random.derive(i)));
  const turns = Array.from({ length: Math.max(0, ...queues.map(({ length }) => length)) }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  );
  return turns.flat().slice(0, count);
}

/**
 * Takes labelled defects out of the test, with near-copies of them and pictures of the same part: to the side of training, or out of
 * the product where they are not to be learned from, so that both leave the same test.
 * @returns how many are learned from, and how many left the test
 */
export async function giveReal(
  product: Product,
  count: number,
  areUsed: boolean,
  seed: number,
): Promise<{ real: number; leftTest: number }> {
  if (count === 0) return { real: 0, leftTest: 0 };
  const test = listImages(product.db, { split: 'test', label: 'anomalous' });
  const ids = drawReal(test, count, seed).map(({ id }) => id);
  if (areUsed) {
    const { changed } = await changePictures(product, ids, { split: 'train' }, 'bench');
    return { real: ids.length, leftTest: changed.length };
  }
  const { changed } = await changePictures(
    product,
    [...ids, ...(await givenWith(product, ids))],
    { out: true },
    'bench',
  );
  return { real: 0, leftTest: changed.length };
}
