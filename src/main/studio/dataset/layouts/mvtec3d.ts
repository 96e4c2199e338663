import { fold, folderRole } from './folderRole.ts';
import { foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';

/** MVTec 3D-AD: `<side>/<kind>/rgb` for pictures, `gt` for masks, `xyz` for point clouds, which are left out. */
export const mvtec3d: Layout = {
  name: 'mvtec-3d',
  fits: (tree) =>
    tree.pictures.some((path) => {
      const [side, kind, last] = foldersOf(path);
      return kind !== undefined && folderRole(side!).split !== null && fold(last ?? '') === 'rgb';
    }),
  read: (tree) => readFolders(tree),
};
