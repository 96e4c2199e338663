import { importNote } from '#shared/domain/importNotes.ts';
import { type Sense, fold, folderRole, isFillerWord, tellingRoles } from './folderRole.ts';
import { type FolderTree, foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { count, inWords, readFolders } from './readFolders.ts';

/** Names that say good or defective beside one another alone: in data sets for learning the second is what is looked for. */
const wordPairs = [
  ['negative', 'positive'],
  ['negatives', 'positives'],
  ['neg', 'pos'],
] as const;
/** These where no third one stands beside them: `0`, `1` and `2` count something. */
const numberPair = ['0', '1'] as const;

/** `class_1` and `positive images` are read as `1` and `positive`. */
const bare = (name: string): string =>
  fold(name)
    .split(/[^\p{L}\d]+/u)
    .filter((token) => token !== '' && !isFillerWord(token))
    .join('');

/** Names of folders that stand beside their opposite somewhere in the tree, and what they say. */
function oppositesIn(tree: FolderTree): ReadonlyMap<string, Sense> {
  const inside = new Map<string, Set<string>>();
  for (const folders of tree.pictures.map(foldersOf)) {
    for (const [i, name] of folders.entries()) {
      const parent = folders.slice(0, i).join('/');
      inside.set(parent, (inside.get(parent) ?? new Set()).add(name));
    }
  }
  const found = new Map<string, Sense>();
  for (const names of inside.values()) {
    const named = new Map([...names].map((name) => [bare(name), name]));
    const pairs = names.size === 2 ? [...wordPairs, numberPair] : wordPairs;
    const pair = pairs.find((words) => words.every((word) => named.has(word)));
    if (pair) found.set(named.get(pair[0])!, 'good').set(named.get(pair[1])!, 'defect');
  }
  return found;
}

/** `negative` beside `positive`, or `0` beside `1` alone, on sides of their own too, where no other folder says good or defective. */
export const opposites: Layout = {
  name: 'negative-positive',
  fits: (tree) =>
    tree.pictures.every((path) => tellingRoles(foldersOf(path)).every(({ sense }) => sense === null)) &&
    oppositesIn(tree).size > 0,
  read: (tree) => {
    const senses = oppositesIn(tree);
    const reading = readFolders(tree, {
      roleOf(name) {
        const [role, sense] = [folderRole(name), senses.get(name)];
        return sense ? { ...role, isPictures: false, sense, isWhole: true, isGeneric: sense === 'defect' } : role;
      },
    });
    const folders = new Map<string, number>();
    for (const { path, label } of reading.images) {
      if (label === 'anomalous') count(folders, foldersOf(path).join('/'));
    }
    if (folders.size > 0) reading.notes.unshift(importNote('opposites', { folders: inWords(folders) }));
    return reading;
  },
};
