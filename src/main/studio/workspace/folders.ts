import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { isPicturePath } from '../dataset/layouts/folderTree.ts';
import { planImport } from '../dataset/plan.ts';

const mostEntries = 2000;

/** A folder as a person chooses among them. */
export interface FolderEntry {
  name: string;
  /** Absolute. */
  path: string;
  isProduct: boolean;
  /** Image files inside, folders below included; 0 where the folder cannot be read. */
  images: number;
  /** There may be more: not all folders below were looked into. */
  isMore: boolean;
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
  const rows = await Promise.all(visible.map(({ name }) => describeFolder(name, join(path, name), visible.length)));
  return rows.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** Folders that a listing looks into altogether, and how deep: it is to be there at once. */
const most = { looked: 400, depth: 3 } as const;

async function describeFolder(name: string, path: string, siblings: number): Promise<FolderEntry> {
  const budget = { left: Math.max(1, Math.floor(most.looked / siblings)) };
  const images = await countImages(path, most.depth, budget);
  return { name, path, isProduct: existsSync(join(path, 'product.db')), images, isMore: budget.left < 0 };
}

/** @param budget folders that may still be looked into; negative where there were more */
async function countImages(path: string, depth: number, budget: { left: number }): Promise<number> {
  if (--budget.left < 0) return 0;
  // a folder without permission is listed, and says why when it is opened
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  let count = entries.filter((entry) => entry.isFile() && isPicturePath(entry.name)).length;
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (depth === 0 && below.length > 0) budget.left = -1;
  for (const { name } of depth === 0 ? [] : below) {
    if (budget.left < 0) break;
    count += await countImages(join(path, name), depth - 1, budget);
  }
  return count;
}

/** The real path of a folder, links resolved. @throws FlawsmithError `not-found` where it is none */
export async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    throw toFlawsmithError(error, path);
  });
  if ((await stat(real)).isDirectory()) return real;
  throw new FlawsmithError('not-found', `Not a folder: ${real}`, {
    file: real,
    said: said('notAFolder', { path: real }),
  });
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

/** What an import would understand of a folder, in short. */
export interface FolderLook {
  /** A name of `layoutNames`; null where nothing can be imported, see `why`. */
  layout: string | null;
  normal: number;
  anomalous: number;
  /** `large`: there was not time enough to look through it. */
  why: 'nothing' | 'large' | null;
}

/** A look that takes longer is given up: the import reads the folder in full anyway. */
const longestLookMs = 4_000;

/**
 * Looks through a folder as an import would, for a few seconds at most.
 * @throws FlawsmithError as `planImport`, but for a folder without pictures; CancelledError by the signal
 */
export async function lookIntoFolder(path: string, signal?: AbortSignal): Promise<FolderLook> {
  const limit = AbortSignal.timeout(longestLookMs);
  const none = { layout: null, normal: 0, anomalous: 0 } as const;
  try {
    const plan = await planImport(path, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    const normal = plan.images.filter(({ label }) => label === 'normal').length;
    return { layout: plan.layout, normal, anomalous: plan.images.length - normal, why: null };
  } catch (error) {
    throwIfCancelled(signal);
    if (limit.aborted) return { ...none, why: 'large' };
    if (error instanceof FlawsmithError && error.code === 'empty-folder') return { ...none, why: 'nothing' };
    throw error;
  }
}
