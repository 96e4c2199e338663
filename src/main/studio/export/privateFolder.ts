import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { isAlive } from '../processes.ts';

/** What one try-out may hold of files that came as bytes. */
export const uploadBounds = { files: 1000, fileBytes: 64 * 2 ** 20, allBytes: 2 ** 30 } as const;

/** A file that came as bytes, and what it was called where it came from. */
export interface ReceivedFile {
  /** Absolute path of the bytes. */
  file: string;
  /** As the person knows it, such as `day-1/005.png`; never a path to open. */
  name: string;
}

const prefix = `flawsmith-tryout-`;

/** A folder of this process alone, in the system's folder for temporary files, for what a try-out needs for as long as it is shown, or other work while it lasts. */
export class PrivateFolder {
  readonly dir: string;
  readonly received: ReceivedFile[] = [];
  #bytes = 0;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Makes one; those of processes that were killed go. @throws FlawsmithError `not-writable`, `disk-full` */
  static async create(): Promise<PrivateFolder> {
    try {
      await removeOrphans();
      return new PrivateFolder(await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`)));
    } catch (error) {
      throw toFlawsmithError(error, tmpdir());
    }
  }

  /**
   * Keeps a file's bytes.
   * @param name a label alone: what the file is called here is not made of it
   * @throws FlawsmithError `usage` beyond {@link uploadBounds}; `disk-full`
   */
  async receive(name: string, bytes: Uint8Array): Promise<void> {
    const hint = 'Choose the folder instead of dropping it: then its files are read where they lie.';
    if (this.received.length >= uploadBounds.files) {
      throw new FlawsmithError('usage', `No more than ${uploadBounds.files} files are taken at once.`, {
        hint,
        said: said('tooManyFiles', { n: uploadBounds.files }),
      });
    }
    if (this.#bytes + bytes.length > uploadBounds.allBytes) {
      throw new FlawsmithError('usage', 'No more than 1 GB of files is taken at once.', {
        hint,
        said: said('filesTooLarge'),
      });
    }
    const file = join(this.dir, `${this.received.length + 1}.picture`);
    this.#bytes += bytes.length;
    this.received.push({ file, name });
    try {
      await writeFile(file, bytes);
    } catch (error) {
      throw toFlawsmithError(error, file);
    }
  }

  /** What cannot be removed now goes with the leftovers of this process. */
  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Folders of processes that are gone: who is killed removes nothing. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dir = join(tmpdir(), name);
    const isOurs = (await stat(dir).catch(() => null))?.uid === process.getuid?.();
    if (isOurs) await rm(dir, { recursive: true, force: true });
  }
}
