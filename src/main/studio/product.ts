import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { openDatabase } from './store/database.ts';
import { lockProduct } from './store/lock.ts';
import { markLostRuns } from './store/runs.ts';
import { readSetting, writeSetting } from './store/settings.ts';

/** An open product folder. Close it when done. */
export interface Product {
  /** Absolute. */
  readonly dir: string;
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
  if (!existsSync(file)) prepareFolder(root, mode === 'write' && create);
  try {
    const unlock = mode === 'write' ? lockProduct(root) : (): void => undefined;
    try {
      const db = openDatabase(file, mode);
      if (mode === 'write') settle(db, name ?? basename(root));
      return {
        dir: root,
        name: readSetting(db, 'name') ?? basename(root),
        mode,
        db,
        path: (...parts) => join(root, ...parts),
        close: () => {
          db.close();
          unlock();
        },
      };
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}

function settle(db: DatabaseSync, name: string): void {
  if (readSetting(db, 'name') === null) writeSetting(db, 'name', name);
  markLostRuns(db);
}

function prepareFolder(root: string, create: boolean): void {
  if (!create) {
    throw new FlawsmithError('not-found', `There is no product at ${root}`, {
      file: root,
      hint: 'Import a folder of good parts first: `import PRODUCT FOLDER` makes the product.',
    });
  }
  try {
    mkdirSync(root, { recursive: true });
    const foreign = readdirSync(root).filter((entry) => !entry.startsWith('lock.') && !entry.startsWith('product.db'));
    if (foreign.length) {
      throw new FlawsmithError('not-writable', `The folder holds other files and is not a product: ${root}`, {
        file: root,
        hint: 'Name a new folder for the product.',
      });
    }
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
}
