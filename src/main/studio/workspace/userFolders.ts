import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { isInside, realExisting } from '../realPaths.ts';
import { realFolder } from './folders.ts';
import { Registry } from './registry.ts';

/** Where the studio remembers its products and folders: ~/.flawsmith; FLAWSMITH_STATE moves it. */
export const userStateDir = (): string => resolve(process.env['FLAWSMITH_STATE'] || join(homedir(), '.flawsmith'));

/** Folders below which the window may open anything: the home folder, or those that FLAWSMITH_ROOTS names. */
export function userRoots(): string[] {
  const named = process.env['FLAWSMITH_ROOTS']?.split(delimiter).filter(Boolean) ?? [];
  return (named.length > 0 ? named : [homedir()]).map((root) => resolve(root));
}

/**
 * Opens to the window a folder that its user named on the command line, as the shell's dialog does: the window then shows
 * its pictures. A folder that holds one of the user's roots is not opened: all else beside them would be too.
 * @returns the folder, links resolved, where it was not open before; else null
 * @throws FlawsmithError `not-found`, `not-writable`
 */
export async function openToWindow(folder: string): Promise<string | null> {
  const real = await realFolder(folder);
  const registry = new Registry(userStateDir());
  const own = await Promise.all(userRoots().map(realExisting));
  const roots = [...own, ...(await Promise.all(registry.roots.map(realExisting)))];
  if (roots.some((root) => isInside(root, real)) || own.some((root) => isInside(real, root))) return null;
  registry.allow(real);
  return real;
}
