import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { settleDeletedRuns } from './deletedRuns.ts';
import { removeLeftovers } from './leftovers.ts';
import { finishDeletion, isDeleted } from './products/deletion.ts';
import { guardWrites, openDatabase } from './store/database.ts';
import { endLostEdits, trackEdits } from './store/edits.ts';
import { followMasks } from './store/labels.ts';
import { lockProduct } from './store/lock.ts';
import { damagedRecords } from './store/records.ts';
import { damagedRuns, markLostRuns } from './store/runs.ts';
import { damagedSettings, readSetting, writeSetting } from './store/settings.ts';

/** An open product folder. Close it when done. */
export interface Product {
  /** Absolute. */
  readonly dir: string;
  /** As it is called now. */
  readonly name: string;
  readonly mode: 'read' | 'write';
  readonly db: DatabaseSync;
  /** An absolute path inside the product folder. */
  path(...parts: string[]): string;
  close(): void;
}

export interface OpenOptions {
  /** 'write' takes the product's one writer's place; 'read' works while another process writes. */
  mode: 'read' | 'write';
  /** Make the folder where it is absent; only for writing. */
  create?: boolean;
  /** Name of a new product; its folder's name where absent. */
  name?: string;
}

/**
 * Opens a product. A writer finds runs whose process died and marks them interrupted.
 * @throws FlawsmithError `not-found`, `product-locked`, `product-damaged`, `product-newer`, `not-writable`, `disk-full`
 */
export function openProduct(dir: string, { mode, create = false, name }: OpenOptions): Product {
  const root = resolve(dir);
  const file = join(root, 'product.db');
  settleDeletion(root, mode);
  prepareFolder(root, mode === 'write' && create);
  try {
    const lock = mode === 'write' ? lockProduct(root) : null;
    try {
      const { db, close } = openDatabase(file, mode);
      try {
        if (lock) {
          guardWrites(db, lock.assertHeld);
          settle(db, name ?? basename(root));
          followMasks(db, join(root, 'masks') + sep);
          settleDeletedRuns(root, db);
          removeLeftovers(root);
        }
        return {
          dir: root,
          get name() {
            return readSetting(db, 'name')?.trim() || basename(root);
          },
          mode,
          db,
          path: (...parts) => join(root, ...parts),
          close: () => {
            close();
            lock?.release();
          },
        };
      } catch (error) {
        close();
        throw error;
      }
    } catch (error) {
      lock?.release();
      throw error;
    }
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}

/** What of a product cannot be read, each with what to do; all else can be used. */
export const damagesOf = ({ db }: Pick<Product, 'db'>): FlawsmithError[] => [
  ...damagedSettings(db),
  ...damagedRuns(db),
  ...damagedRecords(db),
];

function settle(db: DatabaseSync, name: string): void {
  trackEdits(db);
  endLostEdits(db);
  if (readSetting(db, 'name') === null) writeSetting(db, 'name', name);
  markLostRuns(db);
}

/** A product whose deletion was cut off is gone: whoever may write removes the rest of it. */
function settleDeletion(root: string, mode: OpenOptions['mode']): void {
  if (!isDeleted(root)) return;
  if (mode === 'read') throw noProduct(root);
  finishDeletion(root);
}

function noProduct(root: string): FlawsmithError {
  return new FlawsmithError('not-found', `There is no product at ${root}`, {
    file: root,
    hint: 'Import a folder of good parts first: `import PRODUCT FOLDER` makes the product.',
    said: said('productMissing', { path: root }),
  });
}

const isOwn = (entry: string): boolean => entry.startsWith('lock.') || entry.startsWith('product.db');

/** @throws FlawsmithError `not-found`, `product-damaged` where rows are gone that must be there, `not-writable` */
function prepareFolder(root: string, create: boolean): void {
  const file = join(root, 'product.db');
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size) return;
  try {
    const entries = existsSync(root) ? readdirSync(root) : [];
    const hadRows = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0 || entries.includes('runs');
    if (hadRows || (size === 0 && !entries.every(isOwn)))
      throw rowsGone(file, size === undefined ? 'missing' : 'empty');
    if (size === 0) return; // a product whose making was cut off before its first row
    if (!create) throw noProduct(root);
    mkdirSync(root, { recursive: true });
    if (entries.every(isOwn)) return;
    throw new FlawsmithError('not-writable', `The folder holds other files and is not a product: ${root}`, {
      file: root,
      hint: 'Name a new folder for the product.',
    });
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}

function rowsGone(file: string, what: 'missing' | 'empty'): FlawsmithError {
  return new FlawsmithError('product-damaged', `The product's database is ${what}: ${file}`, {
    file,
    hint: 'Restore the folder of the product from a backup, or name a new folder for a new product.',
  });
}
