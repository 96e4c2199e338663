import { fold, folderRole } from './folderRole.ts';
import { foldersOf, stemOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { hasClassFolders } from './mvtec.ts';
import { readFolders } from './readFolders.ts';

/** MVTec LOCO AD: as MVTec AD, with a folder of masks a picture, `ground_truth/<kind>/<name>/000.png`; all of them are its mask. */
export const mvtecLoco: Layout = {
  name: 'mvtec-loco',
  fits(tree) {
    if (!hasClassFolders(tree)) return false;
    const tested = new Set(
      tree.pictures
        .filter((path) => folderRole(foldersOf(path)[0] ?? '').split === 'test')
        .map((path) => fold(`${foldersOf(path).slice(1).join('/')}/${stemOf(path)}`)),
    );
    return tree.pictures.some((path) => {
      const folders = foldersOf(path);
      return folders.length >= 3 && folderRole(folders[0]!).isMask && tested.has(fold(folders.slice(1).join('/')));
    });
  },
  read: (tree) => readFolders(tree),
};
