import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FlawsmithError } from '#shared/errors.ts';
import { beginningOf, isAlive } from '../processes.ts';
import { holdExclusively } from './exclusive.ts';

/** The place of a product's one writer. */
export interface ProductLock {
  /**
   * Makes sure that the lock still is this process's. A lock file that somebody removed is made again.
   * @throws FlawsmithError `product-locked` where another process came in meanwhile
   */
  assertHeld(): void;
  release(): void;
}

interface Holder {
  pid: number;
  since: string;
  /** Of the lock file that is held. */
  inode: number;
  /** When the process began, as the system counts, so that a number that comes again is not taken for it; null where not known. */
  began: string | null;
}

/** A connection that nobody refers to is closed by the garbage collector, and the lock with it. */
const held = new Set<DatabaseSync>();

/**
 * One writer a product, by a lock file of its own ({@link holdExclusively}). The holder's process number stands beside it for
 * the message, and to be found where the file was removed under it.
 * @throws FlawsmithError `product-locked`
 */
export function lockProduct(dir: string): ProductLock {
  let database = take(dir);
  let inode = inodeOf(dir);
  return {
    assertHeld() {
      if (!held.has(database) || inodeOf(dir) === inode) return;
      const again = take(dir);
      letGo(database);
      database = again;
      inode = inodeOf(dir);
    },
    release() {
      if (held.has(database) && readHolder(dir)?.pid === process.pid) rmSync(holderFile(dir), { force: true });
      letGo(database);
    },
  };
}

const lockFile = (dir: string): string => join(dir, 'lock.db');
const holderFile = (dir: string): string => join(dir, 'lock.json');
const inodeOf = (dir: string): number | undefined => statSync(lockFile(dir), { throwIfNoEntry: false })?.ino;

function take(dir: string): DatabaseSync {
  const database = holdExclusively(lockFile(dir));
  if (database === 'busy') throw locked(dir, `The product is in use by ${describeHolder(readHolder(dir))}: ${dir}`);
  if (database === 'unusable')
    throw new FlawsmithError('not-writable', `The lock file cannot be used: ${lockFile(dir)}`, { file: dir });
  try {
    refuseWhoLostTheFile(dir);
    const holder: Holder = {
      pid: process.pid,
      since: new Date().toISOString(),
      inode: inodeOf(dir) ?? 0,
      began: beginningOf(process.pid),
    };
    writeFileSync(holderFile(dir), JSON.stringify(holder));
  } catch (error) {
    database.close();
    throw error;
  }
  held.add(database);
  return database;
}

function letGo(database: DatabaseSync): void {
  if (!held.delete(database)) return;
  database.exec('ROLLBACK');
  database.close();
}

/** A process that still has a lock file open which is no longer there believes that it is the one writer. */
function refuseWhoLostTheFile(dir: string): void {
  const holder = readHolder(dir);
  if (!holder || holder.pid === process.pid || holder.inode === inodeOf(dir)) return;
  const began = beginningOf(holder.pid);
  if (!isAlive(holder.pid) || holder.began === undefined || began !== holder.began) return;
  throw locked(dir, `The lock file was removed while ${describeHolder(holder)} has the product open: ${dir}`);
}

function locked(dir: string, message: string): FlawsmithError {
  const hint = 'Wait until it is done, or stop it; reading commands work meanwhile.';
  return new FlawsmithError('product-locked', message, { file: dir, hint });
}

function readHolder(dir: string): Holder | null {
  try {
    return JSON.parse(readFileSync(holderFile(dir), 'utf8')) as Holder;
  } catch {
    return null; // none, or cut off: it is for words, and for a file that was removed
  }
}

const describeHolder = (holder: Holder | null): string =>
  holder ? `process ${holder.pid} since ${holder.since}` : 'another process'; // it is written just after the lock is taken
