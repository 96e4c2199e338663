import { firstOf } from '#shared/domain/importNotes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { readAnnotations } from './annotations/index.ts';
import { folderRole, isPlaceName, isSessionName } from './folderRole.ts';
import { type FolderTree, foldersBelow, foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { goodBad } from './plain.ts';
import { otherLayouts, shownLayouts } from './table.ts';

export interface Located {
  layout: Layout;
  /** The tree of the data set, its annotations read. */
  tree: FolderTree;
  /** Folder of the data set below the one that was named; empty where it is that one. */
  folder: string;
  /** Folders of cameras or places in it, with good and defective parts each, that are taken together. */
  together: readonly string[];
}

/** A data set is looked for so many folders down. */
const deepest = 3;

/**
 * Finds the layout of a folder, or of the one data set below it.
 * @param root names the folder in messages
 * @throws FlawsmithError `usage` where several data sets lie below
 */
export async function locate(tree: FolderTree, root: string): Promise<Located> {
  const shown = await shownIn(tree, '', 0);
  if (shown.length === 1) return shown[0]!;
  if (shown.length > 1) {
    const names = shown.map(({ folder }) => folder);
    const values = { path: root, n: names.length, names: firstOf(names, 20) };
    const canBeOne = shown.every(({ layout }) => layout === goodBad);
    throw new FlawsmithError('usage', `${names.length} data sets lie in ${root}: ${values.names}`, {
      file: root,
      hint: canBeOne
        ? `Name one of these folders, each with a product of its own. If they show one product from one view, take them together, each a capture session: --layout ${goodBad.name}, in the window the layout “Folders of good and defective parts”.`
        : 'Name one of these folders: a product learns from one of them.',
      said: canBeOne ? said('severalOfOne', values) : said('severalSets', values),
    });
  }
  const layout = otherLayouts.find(({ fits }) => fits(tree))!;
  // Annotations that nobody can read are named all the same.
  return { layout, tree: { ...tree, annotations: await readAnnotations(tree) }, folder: '', together: [] };
}

async function shownIn(tree: FolderTree, folder: string, depth: number): Promise<Located[]> {
  const annotations = await annotationsAt(tree);
  const own: FolderTree = { ...tree, annotations };
  const layout = shownLayouts.find(({ fits }) => fits(own));
  if (layout) return [{ layout, tree: own, folder, together: [] }];
  if (depth >= deepest) return [];
  const inside: Located[] = [];
  for (const [name, below] of foldersBelow(tree)) {
    if (folderRole(name).isMask) continue;
    inside.push(...(await shownIn(below, folder === '' ? name : `${folder}/${name}`, depth + 1)));
  }
  if (inside.length < 2 || !inside.every(({ layout: one }) => one === goodBad)) return inside;
  const names = inside.map(({ folder: path }) => lastOf(path));
  // Days with good and bad parts of each are one product, photographed on several days; so are cameras and places of one size.
  const arePlaces = !names.every(isSessionName) && names.every((name) => isSessionName(name) || isPlaceName(name));
  if (!arePlaces && !names.every(isSessionName)) return inside;
  if (arePlaces && !(await areOfOneSize(inside))) return inside;
  const together = [...inside.flatMap((one) => one.together), ...(arePlaces ? inside.map((one) => one.folder) : [])];
  return [{ layout: goodBad, tree: own, folder, together }];
}

/** Judged by a picture of each. */
async function areOfOneSize(sets: readonly Located[]): Promise<boolean> {
  const sides = await Promise.all(sets.map(({ tree }) => tree.sides(tree.pictures[0]!)));
  return new Set(sides).size === 1;
}

/** Annotations count here unless they lie with pictures in a folder of an unknown name, which may be a data set of its own. */
async function annotationsAt(tree: FolderTree): Promise<FolderTree['annotations']> {
  const withPictures = new Set(tree.pictures.map((path) => foldersOf(path)[0]));
  const near = tree.others.filter((path) => {
    const [top] = foldersOf(path);
    if (top === undefined || !withPictures.has(top)) return true;
    const role = folderRole(top);
    return role.isMask || role.split !== null || role.isPictures || role.sense !== null;
  });
  return near.length === 0 ? null : readAnnotations({ ...tree, others: near });
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
