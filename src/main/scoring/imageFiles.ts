import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { isPictureEnding, readEndings } from '#shared/domain/pictureFiles.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

/** A picture to score. */
export interface ImageFile {
  /** Absolute path. */
  file: string;
  /** Path below the folder that was asked for, without extension and with `/`; the name alone for a single file. */
  name: string;
}

export interface ListedFiles {
  images: ImageFile[];
  /** Paths that could not be listed, with the reason. */
  failures: FlawsmithError[];
  /** Files of folders that are no pictures by their ending, by ending. */
  others: Map<string, number>;
}

/**
 * Files as they are given; folders with every picture below them by its ending, those of formats that are not read included,
 * sorted by path, hidden files left out. Links to files are followed, links to folders are not, so a folder that holds itself
 * does no harm. What is neither file nor folder stays in the list: scoring names it.
 */
export async function listImageFiles(paths: readonly string[]): Promise<ListedFiles> {
  const listed: ListedFiles = { images: [], failures: [], others: new Map() };
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) await listFolder(path, listed);
      else listed.images.push({ file: path, name: withoutExtension(basename(path)) });
    } catch (error) {
      listed.failures.push(toFlawsmithError(error, path));
    }
  }
  return listed;
}

async function listFolder(root: string, { images, others }: ListedFiles): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const pictures = files.filter((file) => isPictureEnding(extname(file)));
  if (pictures.length === 0) {
    throw new FlawsmithError('empty-folder', `There is no picture in ${root}`, {
      file: root,
      hint: `Pictures end in ${[...readEndings].join(' ')}.`,
      said: said('noImages', { path: root }),
    });
  }
  for (const file of files) {
    const ending = extname(file).toLowerCase();
    if (!isPictureEnding(ending)) others.set(ending, (others.get(ending) ?? 0) + 1);
  }
  for (const file of pictures) {
    // A picture of an ending that links to a folder is that folder's name, not a picture.
    if ((await stat(file).catch(() => null))?.isDirectory()) continue;
    images.push({ file, name: withoutExtension(relative(root, file).split(sep).join('/')) });
  }
}

const withoutExtension = (path: string): string => path.slice(0, path.length - extname(path).length);
