import { stat } from 'node:fs/promises';
import type { ImportContents } from '#shared/contract/studio.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { sha256OfFile } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { imageHashes, imageOfHash } from '../store/images.ts';
import { forEachParallel } from './parallel.ts';
import type { FoundImage } from './foundImage.ts';
import { type PlanOptions, planImport } from './plan.ts';

/** Files that are read at once: a share on the network answers late. */
const readersAtOnce = 8;
/** Files named as examples. */
const mostNamed = 6;

/**
 * How many of a folder's pictures an import would add, and which of them would not come in because their content is in the
 * product or in another file of the folder. A file that cannot be read counts as one to add: the import says why not.
 * @throws FlawsmithError as {@link planImport}; CancelledError
 */
export async function sameContents(
  product: Product,
  folder: string,
  options: PlanOptions & { signal?: AbortSignal | undefined },
): Promise<ImportContents> {
  const { images } = await planImport(folder, options);
  const hashes = await hashesOf(images, imageHashes(product.db).size === 0, options.signal);
  const firstOf = new Map<string, FoundImage>();
  const here: FoundImage[] = [];
  const copies: { file: string; of: string }[] = [];
  let leftOut = 0;
  for (const image of images) {
    const hash = hashes.get(image.file);
    if (hash === undefined) continue;
    const known = imageOfHash(product.db, hash);
    const first = firstOf.get(hash);
    if (known) {
      here.push(image);
      if (known.isLeftOut) leftOut++;
    } else if (first) copies.push({ file: image.relative, of: first.relative });
    else firstOf.set(hash, image);
  }
  return {
    fresh: images.length - here.length - copies.length,
    here: { count: here.length, leftOut, first: here.slice(0, mostNamed).map(({ relative }) => relative) },
    copies: { count: copies.length, first: copies.slice(0, mostNamed) },
  };
}

/** By file, of those that may have the content of another: where the product is empty, only files of one size with another can. */
async function hashesOf(
  images: readonly FoundImage[],
  isEmpty: boolean,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const sizes = new Map<string, number>();
  await forEachParallel(images, readersAtOnce, async ({ file }) => {
    throwIfCancelled(signal);
    const known = await stat(file).catch(() => null);
    if (known) sizes.set(file, known.size);
  });
  const groups = [...Map.groupBy(sizes, ([, size]) => size).values()];
  const asked = groups.filter((group) => !isEmpty || group.length > 1).flatMap((group) => group.map(([file]) => file));
  const hashes = new Map<string, string>();
  await forEachParallel(asked, readersAtOnce, async (file) => {
    throwIfCancelled(signal);
    const hash = await sha256OfFile(file).catch(() => null);
    if (hash !== null) hashes.set(file, hash);
  });
  return hashes;
}
