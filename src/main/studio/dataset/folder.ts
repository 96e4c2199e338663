import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import type { Label, Split } from '#shared/domain/images.ts';
import { isPictureEnding } from '#shared/domain/pictureFiles.ts';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';

/** Whether a file is taken for an image, by its name's ending. */
export const isImageFile = (name: string): boolean => isPictureEnding(extname(name));

const normalNames = new Set(['good', 'ok', 'normal']);

/** An image file with what its place in the folder says of it. */
export interface FoundImage {
  /** Absolute. */
  file: string;
  /** Path inside the folder, with forward slashes, as a sessions file names it. */
  relative: string;
  label: Label;
  kind: string | null;
  split: Split;
  /** Side that the user's own folders give it; null where they leave it open. */
  folderSplit: Split | null;
  maskFile: string | null;
  /** Session by folder. */
  session: string;
}

/**
 * Finds the images of a folder: MVTec layout (train/good, test/<kind>, ground_truth/<kind>/<name>_mask.png) where it has
 * a train or test folder, else every image below it counts as a good part.
 * @throws FlawsmithError `not-found`, `empty-folder`; CancelledError
 */
export async function findImages(
  folder: string,
  label: Label | undefined,
  signal: { readonly aborted: boolean } | undefined,
): Promise<FoundImage[]> {
  const root = resolve(folder);
  const files = await walk(root, signal);
  const inner = files.map((file) => relative(root, file).split(sep).join('/'));
  const images = inner.filter(isImageFile);
  const isLayout = images.some((path) => /^(train|test|validation)\//.test(path));
  const masks = new Map(images.filter((path) => isMask(path)).map((path) => [maskKey(path), join(root, path)]));
  const found = images
    .filter((path) => !isLayout || (!path.startsWith('ground_truth/') && /^(train|test|validation)\//.test(path)))
    .map((path) => describe(root, path, isLayout, masks, label));
  if (found.length === 0) {
    throw new FlawsmithError('empty-folder', `There is no image in ${root}`, {
      file: root,
      hint: 'Choose a folder with photographs of good parts (PNG, JPEG, TIFF or WebP).',
    });
  }
  return found.sort((a, b) => (a.relative < b.relative ? -1 : 1));
}

const isMask = (path: string): boolean => path.startsWith('ground_truth/');

/** `crack/007_mask.png` and `crack/007.png` both belong to `test/crack/007.*`. */
function maskKey(path: string): string {
  return path.replace(/^(ground_truth|test)\//, '').replace(/(_mask)?\.[^./]+$/, '');
}

function describe(
  root: string,
  path: string,
  isLayout: boolean,
  masks: ReadonlyMap<string, string>,
  forced: Label | undefined,
): FoundImage {
  const parts = path.split('/');
  const folderKind = isLayout ? (parts[1] ?? '') : '';
  const isNormal = !isLayout || parts.length < 3 || normalNames.has(folderKind.toLowerCase());
  const label = forced ?? (isNormal ? 'normal' : 'anomalous');
  const splitName: Split = parts[0] === 'test' ? 'test' : parts[0] === 'validation' ? 'calibration' : 'train';
  return {
    file: join(root, path),
    relative: path,
    label,
    kind: label === 'normal' ? null : isLayout && !isNormal ? folderKind : 'defect',
    split: label === 'anomalous' ? 'test' : isLayout ? splitName : 'train',
    folderSplit: isLayout && label === 'normal' && splitName !== 'train' ? splitName : null,
    maskFile: label === 'anomalous' ? (masks.get(maskKey(path)) ?? null) : null,
    session: isLayout || parts.length < 2 ? 'session-1' : parts.slice(0, -1).join('/'),
  };
}

/** All files below a folder, without hidden ones; each real folder once, so that links cannot run in circles. */
async function walk(root: string, signal: { readonly aborted: boolean } | undefined): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  const visit = async (dir: string): Promise<void> => {
    throwIfCancelled(signal);
    const real = await realpath(dir);
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(dir, entry.name);
      const isLink = entry.isSymbolicLink();
      const target = isLink ? await stat(path).catch(() => null) : null; // a link to nowhere is no image
      if (entry.isDirectory() || target?.isDirectory()) await visit(path);
      else if (entry.isFile() || target?.isFile()) files.push(path);
    }
  };
  try {
    if (!(await stat(root)).isDirectory()) {
      throw new FlawsmithError('not-found', `Not a folder: ${root}`, {
        file: root,
        hint: 'Name the folder with the images.',
      });
    }
    await visit(root);
  } catch (error) {
    throw error instanceof Error && error.name === 'CancelledError' ? error : toFlawsmithError(error, root);
  }
  return files;
}
