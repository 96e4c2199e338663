import { applyAnnotations } from './annotations/apply.ts';
import { type FolderRole, folderRole, isPlaceName, tellingRoles } from './folderRole.ts';
import { type FolderTree, foldersOf } from './folderTree.ts';
import { isNameScheme } from './labelByName.ts';
import type { Layout, Reading, TakenImage } from './layout.ts';
import { masksBeside } from './masksBeside.ts';
import { isSerial } from './placement.ts';
import { readFolders } from './readFolders.ts';

/** What the outermost telling folder of each picture says. */
const topRoles = (tree: FolderTree): FolderRole[] =>
  tree.pictures.map((path) => tellingRoles(foldersOf(path))[0] ?? folderRole(''));

/** `train|val|test`, with or without `images` below, and no folder that says good. */
export const sides: Layout = {
  name: 'sides',
  fits: (tree) => topRoles(tree).some(({ split }) => split !== null),
  read: (tree) => readFolders(tree),
};

/** Good and defective parts in folders of their own, in the words of the trade and several languages. */
export const goodBad: Layout = {
  name: 'good-bad',
  // `screw/good` is not: what lies in a folder of an unknown name is a data set of its own.
  fits: (tree) => topRoles(tree).some(({ sense, isMask }) => sense !== null && !isMask),
  read: (tree) => readFolders(tree),
};

/** Pictures, and masks in a folder of their own; the mask says whether a part is defective. */
export const maskFolder: Layout = {
  name: 'mask-folder',
  fits: (tree) => {
    const roles = topRoles(tree);
    return roles.some(({ isMask }) => isMask) && roles.some(({ isMask }) => !isMask);
  },
  read: (tree) => readFolders(tree),
};

/** Masks beside their pictures; the mask says whether a part is defective. */
export const maskBeside: Layout = {
  name: 'mask-beside',
  fits: (tree) => tree.twinMasks.length > 0 || masksBeside(tree.pictures).masks.length > 0,
  read: (tree) => readFolders(tree),
};

/** No folders but those of parts, days and cameras, and names that say good or defective: `OK_001.png`, `NG_002.png`, `part7/OK.png`. */
export const fileNames: Layout = {
  name: 'file-names',
  fits: ({ pictures }) => pictures.every((path) => foldersOf(path).every(saysNothing)) && isNameScheme(pictures),
  read: (tree) => readFolders(tree),
};

const saysNothing = (folder: string): boolean =>
  tellingRoles([folder]).length === 0 ||
  (folderRole(folder).sense === null && folderRole(folder).split === null && (isSerial(folder) || isPlaceName(folder)));

/** Folders of unknown names: sessions of good parts, named in a note. */
export const sessions: Layout = {
  name: 'sessions',
  fits: (tree) => tree.pictures.some((path) => foldersOf(path).some((name) => !folderRole(name).isPictures)),
  read: (tree) => readFolders(tree),
};

/** Pictures of good parts, whatever their folders and names are: also how `--layout flat` takes what else would be understood. */
export const flat: Layout = {
  name: 'flat',
  fits: () => true,
  read(tree) {
    const reading: Reading = {
      images: tree.pictures.map((path): TakenImage => ({
        ...{ path, label: null, kind: null, split: null, masks: [], shapes: null, part: null },
        session: foldersOf(path).join('/') || 'session-1',
      })),
      ...{ used: [], skipped: [], notes: [] },
    };
    if (tree.annotations) applyAnnotations(reading, tree.annotations);
    return reading;
  },
};
