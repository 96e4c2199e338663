import { folderRole } from './folderRole.ts';
import { foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { masksBeside } from './masksBeside.ts';
import { readFolders } from './readFolders.ts';

/** KolektorSDD: a folder an item (`kos01`), with `Part0.jpg` and its `Part0_label.bmp`; the mask says whether it is defective. */
export const kolektor: Layout = {
  name: 'ksdd',
  fits: (tree) => tree.pictures.some((path) => /^kos\d+\/[^/]+_label\.[a-z]+$/i.test(path)),
  read(tree) {
    const reading = readFolders(tree, { partOf: (path) => foldersOf(path)[0] ?? null });
    reading.images.forEach((image) => (image.session = 'session-1'));
    return { ...reading, notes: reading.notes.filter(({ code }) => code !== 'unclearSessions') };
  },
};

/** KolektorSDD2: `train` and `test` with `10000.png` and its `10000_GT.png`; the mask says whether it is defective. */
export const kolektor2: Layout = {
  name: 'ksdd2',
  fits(tree) {
    const inSides = tree.pictures.filter((path) => {
      const folders = foldersOf(path);
      return folders.length === 1 && folderRole(folders[0]!).split !== null;
    });
    const { masks } = masksBeside(inSides);
    return masks.length > 0 && masks.filter((path) => /_gt\.[a-z]+$/i.test(path)).length * 4 >= inSides.length;
  },
  read: (tree) => readFolders(tree),
};
