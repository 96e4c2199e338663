import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toFlawsmithError } from '#shared/errors.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { lockProduct } from '../store/lock.ts';

/** Once this file is there the product counts as deleted, whatever of it is still to be removed. */
const markFile = (root: string): string => join(root, 'deleted.json');

const databaseFiles = ['product.db', 'product.db-wal', 'product.db-shm', 'product.db-journal'];
const lockFiles = ['lock.db', 'lock.db-journal', 'lock.json'];
/** Folders that hold nothing but what can be computed again or was cut off. */
const ownFolders = ['cache', 'releases'];
/** Folders of the studio in which a person may have put something too. */
const ownNames: Readonly<Record<string, RegExp>> = {
  runs: /^(\.deleted-)?run-\d{4,}/,
  masks: /^[0-9a-f]{64}.*\.png/,
};

/** True where somebody decided to delete the product in the folder, and removing it was cut off. */
export const isDeleted = (root: string): boolean => existsSync(markFile(root));

/**
 * Deletes a product: what is the studio's own goes, all else in its folder stays, and so does the folder where something is
 * left in it. Cut off at any moment, the product is either whole or {@link isDeleted}.
 * @param root its folder; nobody may have it open
 * @throws FlawsmithError `product-locked`, `not-writable`
 */
export async function deleteProductFolder(root: string): Promise<void> {
  const lock = lockProduct(root);
  try {
    await writeFileAtomic(markFile(root), JSON.stringify({ deletedAt: new Date().toISOString() }));
    removeOwn(root);
  } finally {
    lock.release();
  }
  removeMark(root);
}

/** Goes on with a deletion that was cut off. @throws FlawsmithError `product-locked`, `not-writable` */
export function finishDeletion(root: string): void {
  const lock = lockProduct(root);
  try {
    removeOwn(root);
  } finally {
    lock.release();
  }
  removeMark(root);
}

function removeOwn(root: string): void {
  try {
    for (const name of databaseFiles) rmSync(join(root, name), { force: true });
    for (const [folder, own] of Object.entries(ownNames)) removeNamed(join(root, folder), own);
    for (const name of ownFolders) rmSync(join(root, name), { recursive: true, force: true });
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}

function removeNamed(folder: string, own: RegExp): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => own.test(entry))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  removeIfEmpty(folder);
}

/** The mark goes last: until then the next opening goes on here. */
function removeMark(root: string): void {
  try {
    for (const name of lockFiles) rmSync(join(root, name), { force: true });
    rmSync(markFile(root), { force: true });
    removeIfEmpty(root);
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
