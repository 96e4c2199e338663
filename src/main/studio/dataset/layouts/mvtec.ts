import { tellingRoles } from './folderRole.ts';
import { type FolderTree, foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';

/** True where pictures lie in folders of sides, each with folders of good parts or of kinds, as MVTec AD has them. */
export function hasClassFolders(tree: FolderTree): boolean {
  return tree.pictures.some((path) => {
    const [side, kind] = tellingRoles(foldersOf(path));
    return side?.split != null && kind?.sense === 'good';
  });
}

/** MVTec AD, MPDD and all that follow them: `train/good`, `test/<kind>`, `ground_truth/<kind>/<name>_mask.png`, in any case. */
export const mvtec: Layout = { name: 'mvtec', fits: hasClassFolders, read: (tree) => readFolders(tree) };
