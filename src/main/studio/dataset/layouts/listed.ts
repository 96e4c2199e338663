import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import type { FolderTree } from './folderTree.ts';

/** Tells of pictures that a list of the data set names and that are not here. @param named names as written, by their keys */
export function goneNotes(
  { pictures }: FolderTree,
  named: ReadonlyMap<string, string>,
  keyOf: (path: string) => string,
): ImportNote[] {
  const present = new Set(pictures.map(keyOf));
  const gone = [...named].filter(([key]) => !present.has(key)).map(([, name]) => name);
  return gone.length > 0 ? [importNote('listedGone', { n: gone.length, first: firstOf(gone) })] : [];
}
