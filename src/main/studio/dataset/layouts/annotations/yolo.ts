import { type FolderTree, endingOf, foldersOf, nameOf, stemOf } from '../folderTree.ts';
import { folderRole } from '../folderRole.ts';
import type { AnnotationSet } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, boxOf, pairsOf, polygonOf, shapesOfMarks } from './marks.ts';
import type { PictureMatch } from './pictureIndex.ts';

/** YOLO: a text file a picture, a line a defect: class and box (centre and sides) or polygon, in fractions. @returns null where there is none */
export async function readYolo(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  const { index } = collected;
  const texts = tree.others.filter((path) => endingOf(path) === 'txt' && !isNameFile(path));
  const names = texts.length > 0 ? await classNames(tree) : new Map<number, string>();
  const isPose = texts.length > 0 && (await hasKeyPoints(tree));
  const folders = new Set(tree.pictures.map(folderOf));
  let read = 0;
  for (const path of texts) {
    const match = index.byStem(path);
    const isPlaced = isPlace(path, match);
    if (!isPlaced && !isInLabels(path) && !folders.has(folderOf(path))) continue;
    const rows = rowsOf((await tree.text(path)) ?? '');
    const isList = isPlaced ? rows.every(isRow) : rows.length > 0 && rows.every(isFraction);
    if (isList) {
      const marks = rows.map(([number, ...values]) => ({
        label: names.get(number!) ?? `class ${number}`,
        drawn: drawnOf(values, isPose),
      }));
      collected.addFile(path);
      collected.add(match, shapesOfMarks(marks, 'fractions'), path);
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

/** @param isPose numbers behind the box are key points */
function drawnOf(values: readonly number[], isPose: boolean): Drawn {
  if (values.length <= 5 || isPose) {
    const [x, y, width, height] = values as [number, number, number, number];
    return boxOf('box', [x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
  }
  return polygonOf('polygon', pairsOf(values));
}

const isNameFile = (path: string): boolean => isYaml(path) || /^(classes|obj|labels)\.(txt|names)$/i.test(nameOf(path));
const nameFiles = (tree: FolderTree): string[] => tree.others.filter(isNameFile);

const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

async function hasKeyPoints(tree: FolderTree): Promise<boolean> {
  const texts = await Promise.all(
    nameFiles(tree)
      .filter(isYaml)
      .map((path) => tree.text(path)),
  );
  return texts.some((text) => /^kpt_shape\s*:/m.test(text ?? ''));
}

/** Names of classes by number, from `names:` of a YAML file (list or map) or a line a class of `classes.txt`. */
async function classNames(tree: FolderTree): Promise<Map<number, string>> {
  for (const path of nameFiles(tree)) {
    const text = (await tree.text(path)) ?? '';
    const names = isYaml(path) ? yamlNames(text) : text.split(/\r?\n/).map((line) => line.trim());
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
