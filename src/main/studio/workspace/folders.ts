import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { isPicturePath } from '../dataset/layouts/folderTree.ts';

const mostEntries = 2000;

/** A folder as a person chooses among them. */
export interface FolderEntry {
  name: string;
  /** Absolute. */
  path: string;
  isProduct: boolean;
  /** Image files directly inside; 0 where the folder cannot be read. */
  images: number;
}

/**
 * The folders directly inside one, hidden ones left out, 2,000 at most, by name with numbers in their order.
 * @throws FlawsmithError `not-found`, `not-writable` where the folder cannot be read
 */
export async function listFolders(path: string): Promise<FolderEntry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw toFlawsmithError(error, path);
  });
  const visible = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).slice(0, mostEntries);
  const rows = await Promise.all(visible.map(({ name }) => describeFolder(name, join(path, name))));
  return rows.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

async function describeFolder(name: string, path: string): Promise<FolderEntry> {
  // a folder without permission is listed, and says why when it is opened
  const files = await readdir(path).catch(() => []);
  return { name, path, isProduct: existsSync(join(path, 'product.db')), images: files.filter(isPicturePath).length };
}

/** The real path of a folder, links resolved. @throws FlawsmithError `not-found` where it is none */
export async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    throw toFlawsmithError(error, path);
  });
  if ((await stat(real)).isDirectory()) return real;
  throw new FlawsmithError('not-found', `Not a folder: ${real}`, { file: real });
}

/** Folder name of a new product: letters, digits and a few signs of its name. */
export function productFolderName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-');
  return safe || 'product';
}
