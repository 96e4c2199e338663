import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';

const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.bmp', '.tif', '.tiff', '.webp', '.gif', '.avif']);

/** A picture to score. */
export interface ImageFile {
  /** Absolute path. */
  file: string;
  /** Path below the folder that was asked for, without extension and with `/`; the name alone for a single file. */
  name: string;
}

/**
 * Files as they are given; folders with every picture below them, sorted by path, hidden files left out. Links to files
 * are followed, links to folders are not, so a folder that holds itself does no harm.
 * @returns the pictures, and the paths that could not be listed with the reason
 */
export async function listImageFiles(
  paths: readonly string[],
): Promise<{ images: ImageFile[]; failures: FlawsmithError[] }> {
  const images: ImageFile[] = [];
  const failures: FlawsmithError[] = [];
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) images.push(...(await listFolder(path)));
      else images.push({ file: path, name: withoutExtension(basename(path)) });
    } catch (error) {
      failures.push(toFlawsmithError(error, path));
    }
  }
  return { images, failures };
}

async function listFolder(root: string): Promise<ImageFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => imageExtensions.has(extname(file).toLowerCase()))
    .sort();
  if (files.length === 0) {
    throw new FlawsmithError('empty-folder', `There is no picture in ${root}`, {
      file: root,
      hint: `Pictures end in ${[...imageExtensions].join(' ')}.`,
    });
  }
  return files.map((file) => ({ file, name: withoutExtension(relative(root, file).split(sep).join('/')) }));
}

const withoutExtension = (path: string): string => path.slice(0, path.length - extname(path).length);
