import { type FolderTree, endingOf, foldersOf, nameOf, stemOf } from '../folderTree.ts';
import { folderRole } from '../folderRole.ts';
import type { AnnotationSet, Shape } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import type { PictureMatch } from './pictureIndex.ts';

/** YOLO: a text file a picture, a line a defect: class and box (centre and sides) or polygon, in fractions. @returns null where there is none */
export async function readYolo(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  const { index } = collected;
  const texts = tree.others.filter((path) => endingOf(path) === 'txt' && !isNameFile(path));
  const names = texts.length > 0 ? await classNames(tree) : new Map<number, string>();
  const folders = new Set(tree.pictures.map(folderOf));
  let read = 0;
  for (const path of texts) {
    const match = index.byStem(path);
    const isPlaced = isPlace(path, match);
    if (!isPlaced && !isInLabels(path) && !folders.has(folderOf(path))) continue;
    const rows = rowsOf((await tree.text(path)) ?? '');
    const isList = isPlaced ? rows.every(isRow) : rows.length > 0 && rows.every(isFraction);
    if (isList) {
      const shapes = rows.map(([number, ...values]) => ({
        label: names.get(number!) ?? `class ${number}`,
        shape: shapeOf(values),
      }));
      collected.addFile(path);
      collected.add(match, { size: null, shapes }, path);
      read++;
    } else if (isPlaced) collected.addFault(path);
  }
  if (read === 0) return null;
  for (const path of nameFiles(tree)) collected.addFile(path);
  return collected.result('yolo', true);
}

const rowsOf = (text: string): number[][] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/).map(Number));

const isRow = (row: readonly number[]): boolean => row.length >= 5 && row.every(Number.isFinite);
/** Numbers in a text that no picture is named like are annotations only where they cannot well be anything else. */
const isFraction = ([number, ...values]: readonly number[]): boolean =>
  Number.isInteger(number) &&
  number! >= 0 &&
  values.length >= 4 &&
  values.every((value) => value >= 0 && value <= 1.001);

/** Text beside a picture of its name, or in a folder of labels. */
function isPlace(path: string, { path: picture }: PictureMatch): boolean {
  return picture !== null && (isInLabels(path) || folderOf(path) === folderOf(picture));
}

const isInLabels = (path: string): boolean => foldersOf(path).some((name) => folderRole(name).isMask);
const folderOf = (path: string): string => foldersOf(path).join('/');

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

const isNameFile = (path: string): boolean =>
  /\.ya?ml$/i.test(path) || /^(classes|obj|labels)\.(txt|names)$/i.test(nameOf(path));
const nameFiles = (tree: FolderTree): string[] => tree.others.filter(isNameFile);

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
