import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cutOffEnding } from '#shared/domain/runs.ts';

/** What an export or an evaluation works in, and what a write was cut off in. */
const isLeftover = (name: string): boolean =>
  name.startsWith('.export-') ||
  name === 'maps.new' ||
  name.endsWith(cutOffEnding) ||
  /\.partial-\d+-[0-9a-f]+$/.test(name);

/**
 * Removes what processes left that were killed in the middle of an export or of a write. Only for who holds the product's
 * lock: nobody else then works in it. One that cannot be removed stays; it is in nobody's way.
 * @param root the product's folder
 */
export function removeLeftovers(root: string): void {
  const runs = join(root, 'runs');
  for (const dir of [root, join(root, 'releases'), runs, ...namesIn(runs).map((name) => join(runs, name))]) {
    for (const name of namesIn(dir).filter(isLeftover)) {
      try {
        rmSync(join(dir, name), { recursive: true, force: true });
      } catch {
        // the next opening tries again
      }
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return existsSync(dir) ? readdirSync(dir) : [];
  } catch {
    return []; // a file of the user's among the runs, or a folder that may not be read
  }
}
