import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FlawsmithError } from '#shared/errors.ts';

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
 * One writer a product. The lock is an exclusive SQLite transaction on a file of its own: the system lets go of it when
 * the process ends, however it ends, so no stale lock is ever left. A damaged lock file is set aside, for nothing is kept in
 * it. The holder's process number stands beside it for the message, and to be found where the file was removed under it.
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
  const database = openExclusively(dir) ?? (setAside(dir), openExclusively(dir));
  if (!database)
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

/** @returns null where the file is no lock file */
function openExclusively(dir: string): DatabaseSync | null {
  if (statSync(lockFile(dir), { throwIfNoEntry: false })?.isDirectory()) return null;
  const database = new DatabaseSync(lockFile(dir));
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
    if (code === 11 || code === 26) return null;
    if (code === 5) throw locked(dir, `The product is in use by ${describeHolder(readHolder(dir))}: ${dir}`);
    throw error;
  }
}

/** Kept under another name: it may be a file of the user's. */
function setAside(dir: string): void {
  renameSync(lockFile(dir), `${lockFile(dir)}.damaged-${Date.now()}`);
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat, ticks since the system began; null where there is no such file. */
function beginningOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
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
