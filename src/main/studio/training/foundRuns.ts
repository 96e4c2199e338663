import { existsSync, readdirSync, renameSync } from 'node:fs';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { toFlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { addAudit } from '../store/records.ts';
import { runIds } from '../store/runs.ts';

/** A run's folder, also one that was set aside. */
const folderName = /^run-(\d{4,})(?:-found-.*)?$/;

const foldersOf = (product: Product): string[] => {
  const dir = product.path('runs');
  return existsSync(dir) ? readdirSync(dir).filter((name) => folderName.test(name)) : [];
};

/** The highest number that any run's folder has, 0 where there is none: a new run takes a higher one. */
export function highestFolder(product: Product): number {
  return foldersOf(product).reduce((most, name) => Math.max(most, Number(folderName.exec(name)![1])), 0);
}

/**
 * Sets aside, under `<name>-found-<time>`, run folders that the product does not know, such as those of runs begun after
 * the backup from which its database was restored. Nothing goes on from them, and nothing of them is removed.
 * @param product open for writing
 * @returns what was done; the audit trail has it too
 * @throws FlawsmithError `not-writable`
 */
export function setAsideUnknownRuns(product: Product, who: string): ImportNote[] {
  const known = new Set(runIds(product.db));
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const unknown = foldersOf(product).filter((name) => !name.includes('-found-') && !known.has(name));
  return unknown.map((name) => {
    const aside = `${name}-found-${time}`;
    try {
      renameSync(product.path('runs', name), product.path('runs', aside));
    } catch (error) {
      throw toFlawsmithError(error, product.path('runs', name));
    }
    addAudit(product.db, { who, what: 'run folder set aside', old: name, new: aside, why: 'No run of this product.' });
    return studioNote('folderAside', { folder: name, aside });
  });
}
