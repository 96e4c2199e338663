import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { fold } from './layouts/folderRole.ts';
import { type SkippedPath, type TakenImage, isOpen } from './layouts/layout.ts';
import { type FolderTree, endingOf, isPicturePath, nameOf, stemOf } from './layouts/folderTree.ts';

/** Endings in which programs write what they know of pictures. */
const told = new Set('json jsonl ndjson xml csv tsv txt yaml yml toml hdict'.split(' '));
/** Files that are looked into, the longest of them in letters, and pictures whose names are looked for. */
const most = { files: 20, letters: 2 ** 23, names: 200 } as const;

/**
 * Files in no form that is read which belong to pictures that nothing else says anything of: named after them, or naming half of
 * them. They may say what is defective.
 * @param left files that are left out
 */
export async function unreadNotes(
  tree: FolderTree,
  left: readonly SkippedPath[],
  images: readonly TakenImage[],
): Promise<ImportNote[]> {
  const open = images.filter(isOpen).map(({ path }) => path);
  if (open.length === 0) return [];
  const texts = left
    .filter(({ path, reason }) => reason === 'notPicture' && told.has(endingOf(path)))
    .map(({ path }) => path);
  const stems = new Set(open.map((path) => fold(stemOf(path))));
  const ownStem = (path: string): string => fold(isPicturePath(stemOf(path)) ? stemOf(stemOf(path)) : stemOf(path));
  const beside = texts.filter((path) => stems.has(ownStem(path)));
  const known = new Set(beside);
  const others = texts.filter((path) => !known.has(path)).slice(0, most.files);
  const names = open.slice(0, most.names).map(nameOf);
  for (const path of others) {
    const text = (await tree.text(path)) ?? '';
    const isNaming =
      text.length <= most.letters && names.filter((name) => text.includes(name)).length * 2 >= names.length;
    if (isNaming) beside.push(path);
  }
  return beside.length > 0 ? [importNote('unreadFiles', { n: beside.length, first: firstOf(beside) })] : [];
}
