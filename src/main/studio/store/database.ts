import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { migrations } from './migrations/index.ts';

/** An open database; `close` also removes what was made to read it. */
export interface OpenDatabase {
  db: DatabaseSync;
  close(): void;
}

/** Differs after each write to a database, be it by this connection or another: what was read before may be otherwise now. */
export function writeStamp(db: DatabaseSync): string {
  const { changes } = db.prepare('SELECT total_changes() AS changes').get() as { changes: number };
  const { data_version: others } = db.prepare('PRAGMA data_version').get() as { data_version: number };
  return `${changes} ${others}`;
}

/** Reads what many rows together decide, anew only where something was written since. */
export function untilWritten<T>(read: (db: DatabaseSync) => T): (db: DatabaseSync) => T {
  const kept = new WeakMap<DatabaseSync, { stamp: string; value: T }>();
  return (db) => {
    const stamp = writeStamp(db);
    const known = kept.get(db);
    if (known?.stamp === stamp) return known.value;
    const value = read(db);
    kept.set(db, { stamp, value });
    return value;
  };
}

/** Larger ones are not read through on opening: it would be felt. */
const mostCheckedBytes = 256 * 2 ** 20;

/**
 * Opens a product's database: WAL (readers do not wait for the writer), synchronous FULL (a row that was reported as
 * saved survives a power cut; the product writes rarely enough to afford it). Opening checks that it is whole, and opening
 * and closing for writing bring all of it into the one file, as does a second after a change, so that a copy of that file is
 * a copy of the product's rows.
 * For reading neither the disk nor the folder has to be writable.
 * @throws FlawsmithError `product-damaged`, `product-newer`, `not-writable`, `disk-full`
 */
export function openDatabase(file: string, mode: 'read' | 'write'): OpenDatabase {
  try {
    return mode === 'write' ? openToWrite(file) : openToRead(file);
  } catch (error) {
    throw explainDatabaseError(error, file);
  }
}

function openToWrite(file: string): OpenDatabase {
  const db = opened(file, { enableForeignKeyConstraints: true }, (database) => {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    checkWhole(database, file);
    migrate(database, file);
    gather(database);
  });
  gathering.set(db, null);
  return {
    db,
    close() {
      clearTimeout(gathering.get(db) ?? undefined);
      gathering.delete(db);
      gather(db);
      db.close();
    },
  };
}

/** SQLite's primary codes of a place that cannot be written: read-only, input/output, full, cannot open. */
const unwritable: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/** Reads the file where it lies; where SQLite cannot do that without writing beside it, or an earlier version wrote it, a copy. */
function openToRead(file: string): OpenDatabase {
  try {
    const db = opened(file, { readOnly: true }, (database) => checkWhole(database, file));
    if (checkVersion(db, file) === migrations.length) return { db, close: () => db.close() };
    db.close();
  } catch (error) {
    if (!unwritable.has(primaryCode(error))) throw error;
    const hasLog = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
    if (!hasLog) {
      const address = pathToFileURL(file);
      address.search = '?immutable=1';
      const db = opened(address, { readOnly: true }, (database) => checkWhole(database, file));
      if (checkVersion(db, file) === migrations.length) return { db, close: () => db.close() };
      db.close();
    }
  }
  return openCopy(file);
}

function openCopy(file: string): OpenDatabase {
  const dir = mkdtempSync(join(tmpdir(), 'flawsmith-read-'));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  try {
    for (const ending of ['', '-wal']) {
      if (existsSync(file + ending)) copyFileSync(file + ending, join(dir, `product.db${ending}`));
    }
    const { db, close } = openToWrite(join(dir, 'product.db'));
    return {
      db,
      close() {
        close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Opens and prepares; what cannot be prepared is closed again. */
function opened(
  place: string | URL,
  options: { readOnly?: boolean; enableForeignKeyConstraints?: boolean },
  ...steps: ((database: DatabaseSync) => void)[]
): DatabaseSync {
  const database = new DatabaseSync(place, options);
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    steps.forEach((step) => step(database));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws FlawsmithError `product-damaged` where a page, a row or an index is not as it must be */
function checkWhole(database: DatabaseSync, file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostCheckedBytes) return;
  const rows = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  if (rows[0]?.quick_check !== 'ok') throw damagedDatabase(file, rows[0]?.quick_check);
}

/** Copies what stands in the log alone into the file; what a reader still needs waits for the next time. */
function gather(database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(PASSIVE)');
}

/** Rows stand in the log alone for so long: whoever deletes it beside a killed process loses no more. */
const millisecondsInLog = 1000;
/** Databases that are open for writing, with what will gather them next. */
const gathering = new Map<DatabaseSync, NodeJS.Timeout | null>();

/** Gathers in a while, for a checkpoint waits for the disk: not with each change. Other databases are left alone. */
function gatherSoon(database: DatabaseSync): void {
  if (gathering.get(database) !== null) return;
  const timer = setTimeout(() => {
    gathering.set(database, null);
    if (database.isTransaction) return gatherSoon(database);
    try {
      gather(database);
    } catch {
      // such as a disk that is full: what the log holds is safe there, and closing tries again
    }
  }, millisecondsInLog);
  gathering.set(database, timer.unref());
}

/** Called before each write; what it throws keeps the write from happening. */
const guards = new WeakMap<DatabaseSync, () => void>();

/** Has every transaction on the database ask first, such as whether the product's lock still is held. */
export function guardWrites(database: DatabaseSync, guard: () => void): void {
  guards.set(database, guard);
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
      said: said('productNewer'),
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
  const { db, close } = openDatabase(file, 'read');
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw explainDatabaseError(error, to);
  } finally {
    close();
  }
}

/** All or nothing; what the work throws is thrown again after the roll-back. Inside another one it is part of that. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  guards.get(database)?.();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    gatherSoon(database);
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const primaryCode = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff;

const damagedDatabase = (file: string, cause: unknown): FlawsmithError =>
  explainDatabaseError(Object.assign(new Error(String(cause)), { code: 'ERR_SQLITE_ERROR', errcode: 11 }), file);

/** SQLite's result codes in the user's words. */
export function explainDatabaseError(error: unknown, file: string): FlawsmithError {
  return toFlawsmithError(error, file);
}
