import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FlawsmithError } from '#shared/errors.ts';

/** A connection that nobody refers to is closed by the garbage collector, and the lock with it. */
const held = new Set<DatabaseSync>();

/**
 * One writer a product. The lock is an exclusive SQLite transaction on a file of its own: the system lets go of it when
 * the process ends, however it ends, so no stale lock is ever left. The holder's process number stands beside it for the
 * message only.
 * @returns releases the lock
 * @throws FlawsmithError `product-locked`
 */
export function lockProduct(dir: string): () => void {
  const file = join(dir, 'lock.db');
  const holder = join(dir, 'lock.json');
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (((error as { errcode?: number }).errcode ?? 0) !== 5) throw error;
    throw new FlawsmithError('product-locked', `The product is in use by ${describeHolder(holder)}: ${dir}`, {
      file: dir,
      hint: 'Wait until it is done, or stop it; reading commands work meanwhile.',
    });
  }
  held.add(database);
  writeFileSync(holder, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  return () => {
    if (!held.delete(database)) return;
    database.exec('ROLLBACK');
    database.close();
  };
}

function describeHolder(file: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; since: string };
    return `process ${pid} since ${since}`;
  } catch {
    return 'another process'; // the file is written just after the lock is taken
  }
}
