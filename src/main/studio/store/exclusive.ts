import { existsSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Holds a lock file: an exclusive SQLite transaction on it. The system lets go of it when the process ends, however it ends,
 * so no stale lock is ever left. A damaged lock file is set aside, for nothing is kept in it.
 * @param file the lock file; made where it is absent
 * @param waitMs how long to wait for another process that holds it
 * @returns the lock, let go of by closing it; `busy` where another process holds it, `unusable` where no lock can be made of the file
 * @throws what SQLite throws where the place cannot be written
 */
export function holdExclusively(file: string, waitMs = 0): DatabaseSync | 'busy' | 'unusable' {
  const first = hold(file, waitMs);
  if (first !== 'unusable') return first;
  setAside(file);
  return hold(file, waitMs);
}

function hold(file: string, waitMs: number): DatabaseSync | 'busy' | 'unusable' {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return 'unusable';
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE`);
    return database;
  } catch (error) {
    database.close();
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
    if (code === 11 || code === 26) return 'unusable';
    if (code === 5) return 'busy';
    throw error;
  }
}

/** Kept under another name: it may be a file of the user's. Another process may have done it in this moment. */
function setAside(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}.damaged-${Date.now()}`);
}
