import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { runIds } from './store/runs.ts';

const asideName = /^\.deleted-(run-\d{4,})-[0-9a-f]+$/;

/** Name under `runs` that a run's folder has while the run is deleted. */
export const nameWhileDeleted = (run: string): string => `.deleted-${run}-${randomBytes(4).toString('hex')}`;

/**
 * Ends deletions that were cut off: where the run's row is still there its folder is put back, else the folder goes. Only
 * for who holds the product's lock. What cannot be moved or removed now is tried again at the next opening.
 * @param root the product's folder
 */
export function settleDeletedRuns(root: string, db: DatabaseSync): void {
  const runs = join(root, 'runs');
  if (!existsSync(runs)) return;
  const known = new Set(runIds(db));
  for (const name of readdirSync(runs)) {
    const run = asideName.exec(name)?.[1];
    if (run === undefined) continue;
    try {
      if (!known.has(run)) rmSync(join(runs, name), { recursive: true, force: true });
      else if (!existsSync(join(runs, run))) renameSync(join(runs, name), join(runs, run));
    } catch {
      // the next opening tries again
    }
  }
}
