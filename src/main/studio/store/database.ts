import { DatabaseSync } from 'node:sqlite';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { migrations } from './migrations/index.ts';

/**
 * Opens a product's database: WAL (readers do not wait for the writer), synchronous FULL (a row that was reported as
 * saved survives a power cut; the product writes rarely enough to afford it).
 * @throws FlawsmithError `product-damaged`, `product-newer`, `not-writable`, `disk-full`
 */
export function openDatabase(file: string, mode: 'read' | 'write'): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: mode === 'read', enableForeignKeyConstraints: true });
    database.exec('PRAGMA busy_timeout = 5000');
    if (mode === 'write') {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      migrate(database, file);
    } else {
      checkVersion(database, file);
    }
    return database;
  } catch (error) {
    database?.close();
    throw explainDatabaseError(error, file);
  }
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function checkVersion(database: DatabaseSync, file: string): number {
  const version = versionOf(database);
  if (version > migrations.length) {
    throw new FlawsmithError('product-newer', 'This product was written by a later version of Flawsmith.', {
      file,
      hint: 'Open it with that version or a newer one.',
    });
  }
  return version;
}

function migrate(database: DatabaseSync, file: string): void {
  for (let version = checkVersion(database, file); version < migrations.length; version++) {
    transaction(database, () => {
      database.exec(migrations[version]!.sql);
      database.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}

/**
 * Copies a product's database as it stands, beside a writer too.
 * @param to a file that is not there yet
 * @throws FlawsmithError as {@link openDatabase}
 */
export function copyDatabase(file: string, to: string): void {
  const database = openDatabase(file, 'read');
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw explainDatabaseError(error, to);
  } finally {
    database.close();
  }
}

/** All or nothing; what the work throws is thrown again after the roll-back. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite's result codes in the user's words. */
export function explainDatabaseError(error: unknown, file: string): FlawsmithError {
  if (error instanceof FlawsmithError) return error;
  const { errcode, message } = error as { errcode?: number; message?: string };
  const primary = errcode === undefined ? -1 : errcode & 0xff;
  if (primary === 11 || primary === 26) {
    return new FlawsmithError('product-damaged', `The product's database is damaged: ${file}`, {
      file,
      hint: 'Restore product.db from a backup, or import the images into a new product; the image files are not affected.',
      cause: error,
    });
  }
  if (primary === 13)
    return new FlawsmithError('disk-full', 'The disk is full', {
      file,
      hint: 'Free some space, then try again.',
      cause: error,
    });
  if (primary === 8 || primary === 14) {
    return new FlawsmithError('not-writable', `The product cannot be written: ${message ?? ''}`, {
      file,
      hint: 'Check that the folder exists and that you may write in it.',
      cause: error,
    });
  }
  return toFlawsmithError(error, file);
}
