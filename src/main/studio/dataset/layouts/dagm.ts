import { fold, folderRole } from './folderRole.ts';
import { foldersOf, stemOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';

/** DAGM 2007, one class: `Train` and `Test` with pictures, `Train/Label/<name>_label.PNG` for the defective ones. */
export const dagm: Layout = {
  name: 'dagm',
  fits: (tree) =>
    tree.pictures.some((path) => {
      const [side, label, ...deeper] = foldersOf(path);
      return (
        folderRole(side ?? '').split !== null &&
        fold(label ?? '') === 'label' &&
        deeper.length === 0 &&
        /_label$/i.test(stemOf(path))
      );
    }),
  read: (tree) => readFolders(tree),
};
