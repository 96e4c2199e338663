import type { Split } from '#shared/domain/images.ts';
import { fold } from './folderRole.ts';
import type { FolderTree } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { goneNotes } from './listed.ts';
import { readFolders } from './readFolders.ts';
import { parseCsv } from './smallCsv.ts';

const inData = /^((?:[^/]+\/)?)data\/images\/(?:normal|anomaly)\//i;

/** Folders, ending in `/`, of the objects that lie in VisA's layout at or right below the top. */
const objectsOf = (tree: FolderTree): Set<string> =>
  new Set(tree.pictures.flatMap((path) => inData.exec(path)?.[1] ?? []));

/**
 * VisA as published: `Data/Images/Normal|Anomaly`, `Data/Masks/Anomaly`; of `split_csv/1cls.csv` the sides are taken, of
 * `image_anno.csv` the kinds, where they are there.
 */
export const visa: Layout = {
  name: 'visa',
  fits: (tree) => objectsOf(tree).size === 1,
  async read(tree) {
    const lists = tree.others.filter((path) => /(^|\/)(split_csv\/1cls|image_anno)\.csv$/i.test(path));
    const sides = new Map<string, Split>();
    const kinds = new Map<string, string>();
    const named = new Map<string, string>();
    // The object's own folder, where it lies one down, is no capture session.
    const object = [...objectsOf(tree)][0]!.replace(/\/$/, '');
    for (const list of lists) {
      for (const { image, object: of, split, label } of parseCsv((await tree.text(list)) ?? '')) {
        // One list as published holds the rows of all twelve objects.
        if (!image || (of && object !== '' && fold(of) !== fold(object))) continue;
        named.set(keyOf(image), image);
        if (split === 'train' || split === 'test') sides.set(keyOf(image), split);
        else if (label && label !== 'normal' && label !== 'anomaly') kinds.set(keyOf(image), label);
      }
    }
    // Its lists are read here, and are no table of labels.
    const annotations = tree.annotations?.format === 'table' ? null : tree.annotations;
    const reading = readFolders(
      { ...tree, annotations },
      {
        splitOf: (path) => sides.get(keyOf(path)) ?? null,
        kindOf: (path) => kinds.get(keyOf(path)) ?? null,
      },
    );
    reading.used.push(...lists);
    reading.notes.push(...goneNotes(tree, named, keyOf));
    reading.images.forEach((image) => (image.session = image.session === object ? 'session-1' : image.session));
    return reading;
  },
};

/** Pictures are named with the object's folder in front, which the tree may or may not begin with. */
const keyOf = (path: string): string => fold(path.slice(path.toLowerCase().indexOf('data/images/')));
