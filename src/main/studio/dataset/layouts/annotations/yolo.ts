import { type FolderTree, endingOf, foldersOf, nameOf, stemOf } from '../folderTree.ts';
import { folderRole } from '../folderRole.ts';
import type { AnnotationSet, PictureShapes, Shape } from './annotation.ts';
import { indexPictures } from './pictureIndex.ts';

/** YOLO: a text file a picture, a line a defect: class and box (centre and sides) or polygon, in fractions. @returns null where there is none */
export async function readYolo(tree: FolderTree): Promise<AnnotationSet | null> {
  const index = indexPictures(tree.pictures);
  const texts = tree.others.filter((path) => endingOf(path) === 'txt' && isPlace(path, index));
  if (texts.length === 0) return null;
  const names = await classNames(tree);
  const pictures = new Map<string, PictureShapes>();
  const files: string[] = [];
  const faults: { path: string; what: string }[] = [];
  for (const path of texts) {
    const lines = ((await tree.text(path)) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
    const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const isRow = (row: number[]): boolean => row.length >= 5 && row.every(Number.isFinite);
    if (!rows.every(isRow)) {
      faults.push({ path, what: 'is no list of classes and boxes or polygons' });
      continue;
    }
    files.push(path);
    const shapes = rows.map(([number, ...values]) => ({
      label: names.get(number!) ?? `class ${number}`,
      shape: shapeOf(values),
    }));
    pictures.set(index.byStem(path)!, { size: null, shapes });
  }
  if (files.length === 0) return null;
  return { format: 'yolo', pictures, files: [...files, ...nameFiles(tree)], isComplete: true, faults };
}

/** Text beside a picture of its name, or in a folder of labels. */
function isPlace(path: string, index: ReturnType<typeof indexPictures>): boolean {
  const picture = index.byStem(path);
  if (picture === null) return false;
  const folders = foldersOf(path);
  return folders.some((name) => folderRole(name).isMask) || folders.join('/') === foldersOf(picture).join('/');
}

function shapeOf(values: readonly number[]): Shape {
  if (values.length === 4 || values.length === 5) {
    const [x, y, width, height] = values as [number, number, number, number];
    const [left, top, right, bottom] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    return {
      form: 'polygon',
      points: [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
    };
  }
  const points = Array.from({ length: values.length >> 1 }, (_, i): [number, number] => [
    values[2 * i]!,
    values[2 * i + 1]!,
  ]);
  return { form: 'polygon', points };
}

const nameFiles = (tree: FolderTree): string[] =>
  tree.others.filter((path) => /\.ya?ml$/i.test(path) || /^(classes|obj|labels)\.(txt|names)$/i.test(nameOf(path)));

/** Names of classes by number, from `names:` of a YAML file (list or map) or a line a class of `classes.txt`. */
async function classNames(tree: FolderTree): Promise<Map<number, string>> {
  for (const path of nameFiles(tree)) {
    const text = (await tree.text(path)) ?? '';
    const names = /\.ya?ml$/i.test(path) ? yamlNames(text) : text.split(/\r?\n/).map((line) => line.trim());
    if (names.length > 0) return new Map(names.map((name, i): [number, string] => [i, name || `${stemOf(path)} ${i}`]));
  }
  return new Map();
}

function yamlNames(text: string): string[] {
  const unquoted = (name: string): string => name.trim().replace(/^(['"])(.*)\1$/, '$2');
  const inline = /^names\s*:\s*\[([\s\S]*?)\]/m.exec(text);
  if (inline) return inline[1]!.split(',').map(unquoted);
  const block = /^names\s*:\s*\r?\n((?:[ \t]*(?:-|\d+\s*:)[^\n]*\r?\n?)+)/m.exec(text);
  return block
    ? block[1]!
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map((line) => unquoted(line.replace(/^\s*(?:-|\d+\s*:)/, '')))
    : [];
}
