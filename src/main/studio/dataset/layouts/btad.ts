import { fold, folderRole } from './folderRole.ts';
import { foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';

/** BTAD: `train/ok`, `test/ok`, `test/ko`, `ground_truth/ko`. */
export const btad: Layout = {
  name: 'btad',
  fits(tree) {
    const has = (split: string, name: string): boolean =>
      tree.pictures.some((path) => {
        const [side, kind] = foldersOf(path);
        return kind !== undefined && folderRole(side!).split === split && fold(kind) === name;
      });
    return has('train', 'ok') && has('test', 'ko');
  },
  read: (tree) => readFolders(tree),
};
