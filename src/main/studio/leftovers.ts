import { existsSync, readdirSync, rmSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { cutOffEnding } from '#shared/domain/runs.ts';
import { isAlive } from './processes.ts';

/** What an export or an evaluation works in, and what the engine was cut off in. */
const isLeftover = (name: string): boolean =>
  name.startsWith('.export-') || name === 'maps.new' || name.endsWith(cutOffEnding);

/** What a write was cut off in, in any folder: named by `writeFileAtomic` after its process, which may be a reading one that is at work. */
function isCutOff(name: string): boolean {
  const pid = /\.partial-(\d+)-[0-9a-f]+$/.exec(name)?.[1];
  return pid !== undefined && !isAlive(Number(pid));
}

/**
 * Removes what processes left that were killed in the middle of an export or of a write. Only for who holds the product's
 * lock: nobody else then changes it. One that cannot be removed stays; it is in nobody's way. Links are not followed.
 * @param root the product's folder
 */
export function removeLeftovers(root: string): void {
  const runs = join(root, 'runs');
  for (const dir of [root, join(root, 'releases'), runs, ...entriesOf(runs).map(({ name }) => join(runs, name))]) {
    for (const { name } of entriesOf(dir).filter((entry) => isLeftover(entry.name))) remove(join(dir, name));
  }
  removeCutOff(root);
}

function removeCutOff(dir: string): void {
  for (const entry of entriesOf(dir)) {
    const path = join(dir, entry.name);
    if (isCutOff(entry.name)) remove(path);
    else if (entry.isDirectory()) removeCutOff(path);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // the next opening tries again
  }
}

function entriesOf(dir: string): Dirent[] {
  try {
    return existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [];
  } catch {
    return []; // a file of the user's among the runs, or a folder that may not be read
  }
}
