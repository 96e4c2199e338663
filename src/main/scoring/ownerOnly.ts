import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const ownerOnly = 0o077;
let usersMask: number | null = null;

/**
 * From now on what this process and its children write is for the user alone: files 0600, folders 0700. Pictures, models and
 * what was learned of a product are nobody else's business. To be called first, in the main thread; Windows has no such modes.
 */
export function keepToOwner(): void {
  usersMask = process.umask(ownerOnly);
}

/** Gives a folder that is handed on, with all in it, the modes that the user's own umask gives; nothing before {@link keepToOwner}. */
export async function openToReaders(dir: string): Promise<void> {
  if (usersMask === null) return;
  await chmod(dir, 0o777 & ~usersMask);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), (entry.isDirectory() ? 0o777 : 0o666) & ~usersMask);
  }
}
