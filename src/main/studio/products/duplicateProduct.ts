import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { partialName, removeLeftovers } from '../export/folder.ts';
import { type Product, openProduct } from '../product.ts';
import { isInside } from '../realPaths.ts';
import { copyDatabase, transaction } from '../store/database.ts';
import { forgetRuns, moveMaskFiles } from '../store/copy.ts';
import { addAudit } from '../store/records.ts';
import { writeSetting } from '../store/settings.ts';

export interface DuplicateOrder {
  /** Folder of the copy: absent or empty. */
  dir: string;
  name: string;
  /** Copies runs, their scores and the record of releases too. */
  withRuns: boolean;
  who: string;
}

/**
 * Copies a product: its rows as they stand now, the masks that were made here and, if wanted, its runs. Photographs and
 * packages are not copied; both products show the same files. Built beside its place and put there whole.
 * @returns the folder of the copy
 * @throws FlawsmithError `not-writable` where something is in the way, `usage` for a place inside the product, `disk-full`
 */
export async function duplicateProduct(product: Product, order: DuplicateOrder): Promise<string> {
  const out = resolve(order.dir);
  await checkPlace(product, out);
  const partial = partialName(out);
  try {
    await mkdir(partial, { recursive: true });
    copyDatabase(product.path('product.db'), join(partial, 'product.db'));
    for (const folder of order.withRuns ? ['masks', 'runs'] : ['masks']) {
      if (existsSync(product.path(folder))) await cp(product.path(folder), join(partial, folder), { recursive: true });
    }
    settleCopy(partial, product, out, order);
    if (existsSync(out)) await rmdir(out); // an empty one is in the way on some systems
    await rename(partial, out);
  } catch (error) {
    throw toFlawsmithError(error, out);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return out;
}

async function checkPlace(product: Product, out: string): Promise<void> {
  if (isInside(product.dir, out)) {
    throw new FlawsmithError('usage', `The copy cannot lie inside the product: ${out}`, { file: out });
  }
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw toFlawsmithError(error, out);
  });
  if (names.length > 0) {
    throw new FlawsmithError('not-writable', `Something is in the way of the copy: ${out}`, {
      file: out,
      hint: 'Name a folder that is not there yet.',
      said: said('copyInTheWay', { path: out }),
    });
  }
  await removeLeftovers(out);
}

function settleCopy(dir: string, original: Product, out: string, { name, withRuns, who }: DuplicateOrder): void {
  const copy = openProduct(dir, { mode: 'write' });
  try {
    transaction(copy.db, () => {
      writeSetting(copy.db, 'name', name);
      moveMaskFiles(copy.db, original.path('masks') + sep, join(out, 'masks') + sep);
      if (!withRuns) forgetRuns(copy.db);
      addAudit(copy.db, { who, what: 'copied from another product', old: original.dir, new: { name, withRuns } });
    });
  } finally {
    copy.close();
  }
}
