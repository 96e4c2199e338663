import { throwIfCancelled } from '#shared/errors.ts';
import { decodeImage } from '#scoring/decode.ts';
import { fold } from './layouts/folderRole.ts';
import { endingOf, foldersOf, stemOf } from './layouts/folderTree.ts';

/** Pairs that are looked at in a folder. */
const samples = 3;
const photographEndings = new Set(['jpg', 'jpeg', 'jfif']);

/**
 * Masks that bear the name of their picture and another ending (`007.jpg`, `007.png`). Names do not tell them from a picture that
 * was saved twice, so a few pairs of each folder are looked at: a mask has next to all pixels at two values.
 * @param fileOf absolute path of a path
 */
export async function findTwinMasks(
  pictures: readonly string[],
  fileOf: (path: string) => string,
  signal: { readonly aborted: boolean } | undefined,
): Promise<string[]> {
  const byName = Map.groupBy(pictures, (path) => [...foldersOf(path), fold(stemOf(path))].join('/'));
  const pairs = [...byName.values()].filter((paths) => {
    const photographs = paths.filter((path) => photographEndings.has(endingOf(path)));
    return paths.length === 2 && photographs.length === 1;
  });
  const masks: string[] = [];
  for (const inFolder of Map.groupBy(pairs, ([path]) => foldersOf(path!).join('/')).values()) {
    const candidates = inFolder.map((paths) => paths.find((path) => !photographEndings.has(endingOf(path)))!);
    const step = Math.ceil(candidates.length / samples);
    const looked = candidates.filter((_, i) => i % step === 0);
    throwIfCancelled(signal);
    const verdicts = await Promise.all(looked.map((path) => hasTwoValues(fileOf(path))));
    if (verdicts.every(Boolean)) masks.push(...candidates);
  }
  return masks;
}

async function hasTwoValues(file: string): Promise<boolean> {
  const raster = await decodeImage(file).then(
    (decoded) => decoded.raster,
    () => null, // what is wrong with it is told where it is imported
  );
  if (!raster) return false;
  const counts = new Uint32Array(256);
  for (let i = 0; i < raster.data.length; i += 3) counts[raster.data[i]!]!++;
  const [most = 0, next = 0] = counts.toSorted((a, b) => b - a);
  return most + next >= 0.95 * (raster.data.length / 3);
}
