import type { Split } from '#shared/domain/images.ts';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { fold } from './folderRole.ts';
import { type FolderTree, stemOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { goneNotes } from './listed.ts';
import { readFolders } from './readFolders.ts';

/** A list of a side; lists of one class (`scratch_train.txt`) say nothing of sides. */
const inLists = /(?:^|\/)imagesets\/([^/]+)\/(train|val|trainval|test)\.txt$/i;
/** Where a picture stands in several lists the first of these counts: what tests or calibrates is not learnt. */
const order = ['test', 'val', 'train', 'trainval'] as const;
const sideOf = { test: 'test', val: 'calibration', train: 'train', trainval: 'train' } as const;

interface SideLists {
  /** By folded stem. */
  sides: ReadonlyMap<string, Split>;
  files: readonly string[];
  notes: readonly ImportNote[];
}

/**
 * Pascal VOC: `JPEGImages`, `Annotations` or `SegmentationClass`, and sides from `ImageSets/Main/train|val|trainval|test.txt` (those of another
 * folder of `ImageSets` where Main has none), a stem a line, with or without a number behind it.
 */
export const voc: Layout = {
  name: 'voc',
  fits: ({ annotations, others }) =>
    (annotations?.format === 'voc' && annotations.files.length > 0) ||
    (!annotations && others.some((path) => inLists.test(path))),
  async read(tree) {
    const { sides, files, notes } = await readLists(tree);
    const reading = readFolders(tree, { splitOf: (path) => sides.get(fold(stemOf(path))) ?? null });
    reading.used.push(...files);
    reading.notes.push(...notes);
    return reading;
  },
};

async function readLists(tree: FolderTree): Promise<SideLists> {
  const found = tree.others.flatMap((path) => {
    const [, task, list] = inLists.exec(path) ?? [];
    return task && list ? [{ path, task: task.toLowerCase(), list: list.toLowerCase() as (typeof order)[number] }] : [];
  });
  const task = found.some((one) => one.task === 'main') ? 'main' : found[0]?.task;
  const lists = found.filter((one) => one.task === task);
  const named = new Map<string, Set<(typeof order)[number]>>();
  for (const { path, list } of lists) {
    for (const stem of stemsOf((await tree.text(path)) ?? ''))
      named.set(stem, (named.get(stem) ?? new Set()).add(list));
  }
  const sides = new Map([...named].map(([stem, in_]) => [stem, sideOf[order.find((list) => in_.has(list))!]]));
  return { sides, files: lists.map(({ path }) => path), notes: lists.length === 0 ? [] : notesOn(tree, named) };
}

/** The first word of each line, folded; a path or an ending that some tools write is dropped. */
const stemsOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) =>
      fold(
        stemOf(
          line
            .trim()
            .replace(/\s+-?[01]$/, '')
            .replaceAll('\\', '/'),
        ),
      ),
    )
    .filter((stem) => stem !== '');

function notesOn(tree: FolderTree, named: ReadonlyMap<string, ReadonlySet<string>>): ImportNote[] {
  const keyOf = (path: string): string => fold(stemOf(path));
  const twice = [...named].filter(([, lists]) => [...lists].filter((list) => list !== 'trainval').length > 1);
  const unnamed = tree.pictures.filter((path) => !named.has(keyOf(path)) && !isMaskFolder(path));
  return [
    ...(twice.length > 0
      ? [importNote('inTwoLists', { n: twice.length, first: firstOf(twice.map(([stem]) => stem)) })]
      : []),
    ...goneNotes(tree, new Map([...named.keys()].map((stem) => [stem, stem])), keyOf),
    ...(unnamed.length > 0 ? [importNote('notListed', { n: unnamed.length, first: firstOf(unnamed) })] : []),
  ];
}

/** Where VOC keeps masks by class and by object. */
const isMaskFolder = (path: string): boolean => /(?:^|\/)segmentation(?:class|object)\//i.test(path);
