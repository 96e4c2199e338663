import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { verifyPackage } from '#scoring/verify.ts';
import { isAlive } from '../processes.ts';

/** Name under which a package is built beside its place. */
export function partialName(out: string): string {
  return `${out}.partial-${process.pid}-${randomBytes(3).toString('hex')}`;
}

/**
 * Only an absent folder, an empty one, or a package with nothing of the user's in it may be written over.
 * @throws FlawsmithError `not-writable` for anything else
 */
export async function checkTarget(out: string): Promise<void> {
  const there = await stat(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw toFlawsmithError(error, out);
  });
  if (there === null) return;
  const hint = 'Choose another folder, or move what is there.';
  if (!there.isDirectory())
    throw new FlawsmithError('not-writable', `A file is in the way: ${out}`, {
      ...{ file: out, hint },
      said: said('fileInTheWay', { path: out }),
    });
  if ((await readdir(out)).length === 0) return;
  const { manifest, problems, sideFiles } = await verifyPackage(out);
  const extra = problems.find((problem) => problem.kind === 'extra')?.file ?? sideFiles.find((file) => !isLitter(file));
  if (manifest && !extra) return;
  const message = manifest
    ? `The package to replace holds another file: ${extra}`
    : `Not empty, and no package: ${out}`;
  throw new FlawsmithError('not-writable', message, {
    ...{ file: extra ?? out, hint },
    said: said('folderNotEmpty', { path: out }),
  });
}

/** What systems leave by themselves; notes, folders of packages and the like are the user's. */
const isLitter = (file: string): boolean =>
  /(^|[\\/])(\.ds_store|thumbs\.db|desktop\.ini|\.directory|\._[^\\/]*|__pycache__)$/i.test(file);

/** Removes half-written packages beside `out` whose process is gone. */
export async function removeLeftovers(out: string): Promise<void> {
  const names = await readdir(dirname(out)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw toFlawsmithError(error, dirname(out));
  });
  for (const name of names) {
    const pid = /^\.partial-(\d+)-[0-9a-f]{6}$/.exec(
      name.startsWith(basename(out)) ? name.slice(basename(out).length) : '',
    );
    if (pid && !isAlive(Number(pid[1]))) await rm(join(dirname(out), name), { recursive: true, force: true });
  }
}

/** The old package is set aside before the new one takes its name, and comes back if that fails. */
export async function putInPlace(partial: string, out: string): Promise<void> {
  const aside = `${out}.replaced-${process.pid}-${randomBytes(3).toString('hex')}`;
  const replaces = await setAside(out, aside);
  try {
    await rename(partial, out);
  } catch (error) {
    if (replaces) await rename(aside, out);
    throw error;
  }
  await syncFolder(dirname(out));
  if (replaces) await rm(aside, { recursive: true, force: true });
}

/** @returns whether there was something to set aside */
async function setAside(out: string, aside: string): Promise<boolean> {
  try {
    if ((await readdir(out)).length === 0) {
      await rmdir(out);
      return false;
    }
    await rename(out, aside);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Makes new names durable. Windows syncs no folders. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}
