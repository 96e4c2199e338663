import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { AnnotationSet, UnmatchedAnnotation } from '../dataset/layouts/annotations/annotation.ts';
import { readCoco } from '../dataset/layouts/annotations/coco.ts';
import { readLabelStudio } from '../dataset/layouts/annotations/labelStudio.ts';
import { readLabelme } from '../dataset/layouts/annotations/labelme.ts';
import { folderRole } from '../dataset/layouts/folderRole.ts';
import { type FolderTree, foldersOf, isPicturePath, nameOf, stemOf, treeOf } from '../dataset/layouts/folderTree.ts';
import type { KindMarks } from '../dataset/masksByKind.ts';
import { walkFolder } from '../dataset/walkFolder.ts';
import type { ImportFormat } from './labelledPicture.ts';
import { PictureNames, kindOfFolder } from './pictureNames.ts';

/** What files say of one picture. */
export interface FoundLabel extends KindMarks {
  masks: { file: string; kind: string | null }[];
}

/** What files say of the pictures of a product. */
export interface FoundLabels {
  format: ImportFormat;
  /** By the picture's path in the tree. */
  pictures: ReadonlyMap<string, FoundLabel>;
  /** Labels of no picture, and files that cannot be read, each with what is wrong. */
  failures: FlawsmithError[];
}

/**
 * Reads label files: a folder, or one JSON file.
 * @param pictures of the product, by `treePath`
 * @param asked null: COCO where there is such a file, else labelme, else Label Studio, else PNG masks
 * @throws FlawsmithError `not-found` where there is no file of the format; `usage`; CancelledError
 */
export async function readLabelFiles(
  path: string,
  pictures: readonly string[],
  asked: ImportFormat | null,
  signal?: AbortSignal,
): Promise<FoundLabels> {
  const { root, files } = await filesOf(path, signal);
  const text = (file: string): Promise<string | null> =>
    readFile(join(root, file), 'utf8').then(
      (read) => read.replace(/^\uFEFF/, ''),
      () => null, // a file that cannot be read holds no labels
    );
  const tree: FolderTree = { ...treeOf(files, text), pictures };
  for (const [format, read] of readers) {
    if (asked !== null && asked !== format) continue;
    const set = await read(tree);
    if (set && (set.files.length > 0 || set.faults.length > 0)) return fromAnnotations(set, format, root);
  }
  if (asked === null || asked === 'png') {
    const masks = maskFiles(files);
    if (masks.length > 0) return fromMasks(masks, pictures, root);
  }
  throw new FlawsmithError('not-found', `No labels${asked ? ` of the format ${asked}` : ''} lie in ${path}`, {
    file: path,
    hint: 'Name a folder of masks (ground_truth/KIND/NAME_mask.png) or labelme files, or a file of COCO or Label Studio.',
    said: said('noLabels', { path }),
  });
}

const readers = [
  ['coco', readCoco],
  ['labelme', readLabelme],
  ['labelstudio', readLabelStudio],
] as const;

async function filesOf(path: string, signal: AbortSignal | undefined): Promise<{ root: string; files: string[] }> {
  try {
    if ((await stat(path)).isFile()) return { root: dirname(path), files: [basename(path)] };
  } catch (error) {
    throw toFlawsmithError(error, path);
  }
  return { root: path, files: (await walkFolder(path, signal)).files };
}

function fromAnnotations(set: AnnotationSet, format: ImportFormat, root: string): FoundLabels {
  const pictures = new Map([...set.pictures].map(([path, shapes]) => [path, { masks: [], shapes }]));
  const faults = set.faults.map((file) => {
    const at = join(root, file);
    return new FlawsmithError('bad-config', `This file of labels does not parse: ${at}`, {
      file: at,
      hint: 'Export it again; the labels in it are not imported.',
      said: said('labelsUnparsed', { file: at }),
    });
  });
  return { format, pictures, failures: [...faults, ...set.unmatched.map((one) => unmatched(one, root))] };
}

function unmatched({ file, name, why }: UnmatchedAnnotation, root: string): FlawsmithError {
  const at = join(root, file);
  const what = name === null ? at : `${name} in ${at}`;
  return why === 'none'
    ? new FlawsmithError('not-found', `No picture of the product belongs to this label: ${what}`, {
        file: at,
        hint: 'Import the picture first, or name it in the file as it is called in the product.',
        said: said('labelWithoutPicture', { what }),
      })
    : new FlawsmithError('usage', `Several pictures of the product may be meant by this label: ${what}`, {
        file: at,
        hint: 'Name more of the picture’s path in the file, as in day-1/part.png.',
        said: said('labelOfSeveral', { what }),
      });
}

/** Masks below folders of masks, such as `ground_truth`; all pictures where there is no such folder. */
function maskFiles(files: readonly string[]): string[] {
  const found = files.filter(isPicturePath);
  const inFolders = found.filter((file) => foldersOf(file).some((name) => folderRole(name).isMask));
  return inFolders.length > 0 ? inFolders : found;
}

function fromMasks(files: readonly string[], pictures: readonly string[], root: string): FoundLabels {
  const names = new PictureNames(pictures);
  const found = new Map<string, FoundLabel>();
  const failures: FlawsmithError[] = [];
  for (const file of files) {
    const folders = foldersOf(file);
    const inside = folders.slice(folders.findLastIndex((name) => folderRole(name).isMask) + 1);
    const kind = inside[0] === undefined ? null : kindOfFolder(inside[0]);
    const stem = stemOf(nameOf(file));
    const called = [stem.replace(/[_-](mask|gt|label)$/i, ''), stem].map((name) =>
      [...inside.slice(1), name].join('/'),
    );
    const match = called
      .map((name) => names.find(name, kind))
      .reduce((best, next) => (best.path === null ? next : best));
    if (match.path === null) failures.push(unmatched({ file, name: null, why: match.why }, root));
    else {
      const label = found.get(match.path) ?? { masks: [], shapes: null };
      label.masks.push({ file: join(root, file), kind });
      found.set(match.path, label);
    }
  }
  return { format: 'png', pictures: found, failures };
}
