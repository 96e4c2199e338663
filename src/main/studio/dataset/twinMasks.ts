import { throwIfCancelled } from '#shared/errors.ts';
import { decodeImage } from '#scoring/decode.ts';
import { fold } from './layouts/folderRole.ts';
import { endingOf, foldersOf, nameOf, stemOf } from './layouts/folderTree.ts';

/** Pairs that are looked at in a folder. */
const samples = 3;
const photographEndings = new Set(['jpg', 'jpeg', 'jfif']);

/** A file named so is a mask, or the photograph with marks drawn into it. */
const markedWords = /^(anno|annos|annotation|annotations|annotated|labelled|labeled|marked|markiert|beschriftet|标注)$/;

/**
 * Masks that bear the name of their picture and another ending (`007.jpg`, `007.png`) or a word of its own behind it (`007.png`,
 * `007_bw.png`). Names do not tell them from a picture that was saved or taken twice, so a few pairs of each folder are looked at: a
 * mask has next to all pixels at two values, and its picture has not. Of files called annotated, those that are photographs are
 * copies of their pictures with marks drawn in.
 * @param fileOf absolute path of a path
 */
export async function findTwinMasks(
  pictures: readonly string[],
  fileOf: (path: string) => string,
  signal: { readonly aborted: boolean } | undefined,
): Promise<{ twinMasks: string[]; drawnInto: string[] }> {
  const twinMasks: string[] = [];
  const drawnInto: string[] = [];
  for (const [like, pairs] of Map.groupBy(candidatePairs(pictures), ({ like: way }) => way)) {
    const step = Math.ceil(pairs.length / samples);
    const looked = pairs.filter((_, i) => i % step === 0);
    throwIfCancelled(signal);
    const isMask = async ({ picture, mask }: Pair): Promise<boolean> =>
      (await hasTwoValues(fileOf(mask))) === true && (await hasTwoValues(fileOf(picture))) !== true;
    const files = pairs.map(({ mask }) => mask);
    if ((await Promise.all(looked.map(isMask))).every(Boolean)) twinMasks.push(...files);
    else if (markedWords.test(nameOf(like))) {
      const isPhotograph = async ({ mask }: Pair): Promise<boolean> => (await hasTwoValues(fileOf(mask))) === false;
      if ((await Promise.all(looked.map(isPhotograph))).every(Boolean)) drawnInto.push(...files);
    }
  }
  return { twinMasks, drawnInto };
}

interface Pair {
  picture: string;
  mask: string;
  /** Folder and way of naming: such pairs are of one kind. */
  like: string;
}

function candidatePairs(pictures: readonly string[]): Pair[] {
  const byName = Map.groupBy(pictures, (path) => [...foldersOf(path), fold(stemOf(path))].join('/'));
  const pairs: Pair[] = [];
  for (const [name, paths] of byName) {
    const photographs = paths.filter((path) => photographEndings.has(endingOf(path)));
    const others = paths.filter((path) => !photographs.includes(path));
    const folder = foldersOf(paths[0]!).join('/');
    if (paths.length === 2 && photographs.length === 1)
      pairs.push({ picture: photographs[0]!, mask: others[0]!, like: folder });
    const behind = /^(.+?)[ ._-]+[([]?(\p{L}+)[)\]]?$/u.exec(name);
    const [picture, ...more] = behind ? (byName.get(behind[1]!) ?? []) : [];
    if (picture === undefined || more.length > 0 || paths.length > 1) continue;
    pairs.push({ picture, mask: paths[0]!, like: `${folder}/${behind![2]!}` });
  }
  return pairs;
}

/** Null where the file cannot be read. */
async function hasTwoValues(file: string): Promise<boolean | null> {
  const raster = await decodeImage(file).then(
    (decoded) => decoded.raster,
    () => null, // what is wrong with it is told where it is imported
  );
  if (!raster) return null;
  const counts = new Uint32Array(256);
  for (let i = 0; i < raster.data.length; i += 3) counts[raster.data[i]!]!++;
  const [most = 0, next = 0] = counts.toSorted((a, b) => b - a);
  return most + next >= 0.95 * (raster.data.length / 3);
}
