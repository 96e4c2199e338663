import { type Random, createRandom } from '#shared/vision/random.ts';

/** What decides whether an image is a good part to learn from. */
interface Sorted {
  label: 'normal' | 'anomalous';
  split: string;
}

/** Key that keeps this draw apart from the others of the same seed. */
const drawKey = 0xfe3;

/**
 * Leaves out good parts until `count` are left to learn from; test images all stay. Of one seed, the parts of a smaller count
 * are among those of a larger one.
 * @param count null keeps all
 */
export function fewNormals<Image extends Sorted>(
  found: readonly Image[],
  count: number | null,
  seed: number,
): readonly Image[] {
  if (count === null) return found;
  const isLearned = ({ label, split }: Image): boolean => label === 'normal' && split !== 'test';
  const kept = new Set(shuffled(found.filter(isLearned), createRandom(seed, drawKey)).slice(0, count));
  return found.filter((image) => !isLearned(image) || kept.has(image));
}

/** Fisher–Yates, on a copy. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
