import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

export interface WalkedFolder {
  /** Paths of all files below, with forward slashes, in order. */
  files: string[];
  /** The studio's own folders, which were not entered. */
  own: { folder: string; what: OwnFolder }[];
}

export type OwnFolder = 'a product' | 'a package' | 'a folder of settings';

/** Left by file managers, archives and cameras; never a user's picture. */
const strayNames = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r', '__macosx', '@eadir', '__pycache__']);
/** Folders of a product, below which nothing is the user's. */
const productFolders = new Set(['cache', 'masks', 'releases', 'runs']);

/**
 * All files below a folder, without hidden and stray ones and without the studio's own folders; each real folder once, so that
 * links cannot run in circles.
 * @throws FlawsmithError `not-found`; `usage` where the folder is the studio's own; CancelledError
 */
export async function walkFolder(
  root: string,
  signal: { readonly aborted: boolean } | undefined,
): Promise<WalkedFolder> {
  const walked: WalkedFolder = { files: [], own: [] };
  const seen = new Set<string>();
  const inner = (path: string): string => relative(root, path).split(sep).join('/');
  const visit = async (dir: string): Promise<void> => {
    throwIfCancelled(signal);
    const real = await realpath(dir);
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.name === '.flawsmith') walked.own.push({ folder: inner(path), what: 'a folder of settings' });
      if (entry.name.startsWith('.') || strayNames.has(entry.name.toLowerCase())) continue;
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry; // a link to nowhere is no file
      const own = target?.isDirectory() ? ownFolder(path) : null;
      if (own) walked.own.push({ folder: inner(path), what: own });
      else if (target?.isDirectory()) await visit(path);
      else if (target?.isFile()) walked.files.push(inner(path));
    }
  };
  try {
    await checkRoot(root);
    await visit(root);
  } catch (error) {
    throw error instanceof Error && error.name === 'CancelledError' ? error : toFlawsmithError(error, root);
  }
  walked.files.sort((a, b) => (a < b ? -1 : 1));
  return walked;
}

async function checkRoot(root: string): Promise<void> {
  if (!(await stat(root)).isDirectory()) {
    throw new FlawsmithError('not-found', `Not a folder: ${root}`, {
      file: root,
      hint: 'Name the folder with the images.',
      said: said('notAFolder', { path: root }),
    });
  }
  const own = ownFolder(root) ?? (isInProduct(root) ? 'a folder of a product' : null);
  if (own === null) return;
  throw new FlawsmithError('usage', `This is ${own} of the studio, not a folder of pictures: ${root}`, {
    file: root,
    hint: 'Name the folder with the photographs.',
    said: said('ownFolder', { path: root }),
  });
}

function ownFolder(dir: string): OwnFolder | null {
  if (basename(dir) === '.flawsmith') return 'a folder of settings';
  if (existsSync(join(dir, 'product.db'))) return 'a product';
  return existsSync(join(dir, 'manifest.json')) && existsSync(join(dir, 'model.onnx')) ? 'a package' : null;
}

function isInProduct(dir: string): boolean {
  const parent = dirname(dir);
  if (parent === dir) return false;
  return (productFolders.has(basename(dir)) && existsSync(join(parent, 'product.db'))) || isInProduct(parent);
}
