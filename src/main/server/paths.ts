import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';

/** True where `path` is `root` or lies below it. */
export function isInside(root: string, path: string): boolean {
  const inner = relative(root, path);
  return inner === '' || (!inner.startsWith('..') && !isAbsolute(inner));
}

/**
 * The real path of something that the window names, links resolved, if it lies below a folder that the user picked. A path
 * that does not exist yet is judged by its nearest existing parent.
 * @throws FlawsmithError `not-found`, the same for what is forbidden and what is not there
 */
export async function requireAllowed(workspace: Workspace, path: string): Promise<string> {
  const wanted = resolve(path);
  const real = await realExisting(wanted);
  const roots = await Promise.all(workspace.roots.map((root) => realExisting(resolve(root))));
  if (isAbsolute(path) && roots.some((root) => isInside(root, real))) return real;
  throw new FlawsmithError('not-found', `This folder is not open to the studio: ${wanted}`, {
    file: wanted,
    hint: 'Choose a folder below your home folder, or start the studio with FLAWSMITH_ROOTS naming others.',
  });
}

async function realExisting(path: string): Promise<string> {
  if (existsSync(path)) return realpath(path);
  const parent = dirname(path);
  return parent === path ? path : join(await realExisting(parent), basename(path));
}
