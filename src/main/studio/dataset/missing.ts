import { access, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Missing, MissingFolder } from '#shared/contract/studio.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';

/** Pictures whose own file, or whose mask's file, is not there. */
export interface MissingFiles {
  images: ImageRecord[];
  masks: ImageRecord[];
}

/** Folders named of those that something is missing from. */
const mostNamed = 10;

/**
 * Which files of a product's pictures are not there. Each folder is read once; no picture is opened.
 * @throws CancelledError
 */
export async function findMissing(product: Product, signal?: AbortSignal): Promise<MissingFiles> {
  const isThere = folderReader();
  const missing: MissingFiles = { images: [], masks: [] };
  for (const image of listImages(product.db)) {
    throwIfCancelled(signal);
    if (!(await isThere(image.file))) missing.images.push(image);
    if (image.maskFile !== null && !(await isThere(image.maskFile))) missing.masks.push(image);
  }
  return missing;
}

/**
 * What is missing by folder, the fullest first. Of a folder that was moved or renamed with all that is in it, the topmost one
 * that is gone is named.
 */
export async function summarizeMissing({ images, masks }: MissingFiles): Promise<Missing> {
  const topOf = goneFolder();
  const folders = new Map<string, MissingFolder>();
  const count = async (file: string, what: 'images' | 'masks'): Promise<void> => {
    const gone = await topOf(dirname(file));
    const folder = gone ?? dirname(file);
    const row = folders.get(folder) ?? { folder, isGone: gone !== null, images: 0, masks: 0 };
    row[what]++;
    folders.set(folder, row);
  };
  for (const { file } of images) await count(file, 'images');
  for (const { maskFile } of masks) await count(maskFile!, 'masks');
  const all = [...folders.values()].sort((a, b) => b.images - a.images || (a.folder < b.folder ? -1 : 1));
  return {
    ...{ images: images.length, masks: masks.length },
    ...{ folders: all.slice(0, mostNamed), moreFolders: Math.max(0, all.length - mostNamed) },
  };
}

/** Asks each folder once for all its names. */
function folderReader(): (file: string) => Promise<boolean> {
  const names = new Map<string, ReadonlySet<string> | null>();
  return async (file) => {
    const folder = dirname(file);
    if (!names.has(folder)) names.set(folder, await namesIn(folder));
    const known = names.get(folder);
    // A folder may be read by name alone, and a disk may know a name in another spelling.
    return known !== null && (known!.has(basename(file)) || (await exists(file)));
  };
}

/** Null where the folder is not there; empty where it may not be listed. */
async function namesIn(folder: string): Promise<ReadonlySet<string> | null> {
  try {
    return new Set(await readdir(folder));
  } catch {
    return (await exists(folder)) ? new Set() : null;
  }
}

/** The topmost folder that is gone of a folder and those above it; null where the folder is there. */
function goneFolder(): (folder: string) => Promise<string | null> {
  const known = new Map<string, string | null>();
  const find = async (folder: string): Promise<string | null> => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const parent = dirname(folder);
    const gone = (await exists(folder)) ? null : parent === folder ? folder : ((await find(parent)) ?? folder);
    known.set(folder, gone);
    return gone;
  };
  return find;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
