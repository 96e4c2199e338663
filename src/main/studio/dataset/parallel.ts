import { decodingBudget } from '#scoring/byteBudget.ts';
import { outlinePicture, readImageFile } from '#scoring/decode.ts';

/**
 * Runs work on every item, at most `width` at a time. The first error stops the rest from starting and is thrown once
 * those under way have ended.
 */
export async function forEachParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const runner = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++;
      try {
        await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, runner));
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected) throw rejected.reason;
}

/**
 * {@link forEachParallel} over picture files that the work decodes and holds: fewer at a time where they are large, whatever
 * the number of cores.
 * @param work is given what reads the file, so that no small one is read twice; it throws as {@link readImageFile}
 */
export async function forEachPicture<T extends { file: string }>(
  items: readonly T[],
  width: number,
  work: (item: T, read: () => Promise<Buffer>, index: number) => Promise<void>,
): Promise<void> {
  await forEachParallel(items, width, async (item, index) => {
    const { decodedBytes, whole } = await outlinePicture(item.file);
    await decodingBudget.run(decodedBytes, () => work(item, async () => whole ?? readImageFile(item.file), index));
  });
}
