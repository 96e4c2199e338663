import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toFlawsmithError } from '#shared/errors.ts';

/** sha256 as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** sha256 of a file's bytes, read in pieces. @throws FlawsmithError `not-found` | `not-writable` */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  return hash.digest('hex');
}

/**
 * Writes beside the target, syncs, renames, syncs the folder: the file is there whole or not at all, also after a power cut.
 * @throws FlawsmithError
 */
export async function writeFileAtomic(file: string, bytes: Uint8Array | string): Promise<void> {
  const partial = `${file}.partial-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFileSynced(partial, bytes);
    await rename(partial, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw toFlawsmithError(error, file);
  }
}

/** Writes a new file and syncs it to disk; fails where the file exists already. */
export async function writeFileSynced(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes new names durable. Windows syncs no folders. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}
