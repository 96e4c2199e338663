import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { TriedFile } from '#shared/contract/studio.ts';
import type { Manifest } from '#shared/domain/manifest.ts';
import { CancelledError, FlawsmithError, serializeError, throwIfCancelled } from '#shared/errors.ts';
import { coverPhotograph, hotSpot } from '#shared/vision/photographMap.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { openGuarded } from '#scoring/guardedSession.ts';
import { listImageFiles } from '#scoring/imageFiles.ts';
import type { PrivateFolder, ReceivedFile } from './privateFolder.ts';

/** Pictures that one try-out scores; of more the first in the order of their paths. */
const mostTried = 1000;

/** A picture to score. */
export interface TryOutFile extends ReceivedFile {
  /** Whether its bytes were sent: then its path means nothing to the person. */
  isSent: boolean;
}

/** What is to be scored, with what is not. */
export interface TryOutFiles {
  files: TryOutFile[];
  /** Paths that could not be listed. */
  failures: Error[];
  /** Files that are no pictures by their ending, by ending. */
  skipped: { ending: string; count: number }[];
  /** Pictures beyond {@link mostTried}. */
  beyond: number;
}

/**
 * The pictures of paths and of files that were sent.
 * @param paths absolute; folders with all that is below them
 */
export async function listTryOut(paths: readonly string[], sent: readonly ReceivedFile[]): Promise<TryOutFiles> {
  const { images, failures, others } = await listImageFiles(paths);
  const nameOf = (file: string): string => {
    const root = paths.find((path) => file.startsWith(path + sep));
    return root === undefined ? shortName(file) : relative(dirname(root), file).split(sep).join('/');
  };
  const files = [
    ...images.map(({ file }) => ({ file, name: nameOf(file), isSent: false })),
    ...sent.map((one) => ({ ...one, isSent: true })),
  ];
  return {
    files: files.slice(0, mostTried),
    failures,
    skipped: [...others].map(([ending, count]) => ({ ending, count })),
    beyond: Math.max(0, files.length - mostTried),
  };
}

/** A file with the folder that it lies in: many cameras count from one again each day. */
const shortName = (file: string): string => [basename(dirname(file)), basename(file)].filter(Boolean).join('/');

/** Scores of files by a package, and what is needed to show them for as long as they are kept. */
export class TryOut {
  readonly rows: TriedFile[] = [];
  readonly files: readonly TryOutFile[];
  readonly folder: PrivateFolder;
  readonly listed: TryOutFiles;
  manifest: Manifest | null = null;

  constructor(listed: TryOutFiles, folder: PrivateFolder) {
    this.listed = listed;
    this.files = listed.files;
    this.folder = folder;
    for (const error of listed.failures) this.rows.push(failedRow(this.rows.length, '', null, error));
  }

  /** Rows in all, once all is scored. */
  get total(): number {
    return this.files.length + this.listed.failures.length;
  }

  /**
   * Scores the files as production would, one after the other, in a process with bounds; each adds its row.
   * @param dir absolute path of the package
   * @param locate the path to open for a file that was named by its path; may refuse it
   * @throws FlawsmithError where the package cannot be opened; CancelledError
   */
  async run(
    dir: string,
    locate: (file: string) => Promise<string>,
    { signal, onRow }: { signal: AbortSignal; onRow: () => void },
  ): Promise<void> {
    const scorer = await openGuarded(dir, { signal });
    this.manifest = scorer.manifest;
    try {
      for (const one of this.files) {
        throwIfCancelled(signal);
        this.rows.push(await this.score(scorer, one, locate));
        onRow();
      }
    } finally {
      await scorer.close();
    }
  }

  private async score(
    scorer: Awaited<ReturnType<typeof openGuarded>>,
    one: TryOutFile,
    locate: (file: string) => Promise<string>,
  ): Promise<TriedFile> {
    const id = this.rows.length;
    const path = one.isSent ? null : one.file;
    try {
      const { score, verdict, ms, map, picture } = await scorer.score(one.isSent ? one.file : await locate(one.file));
      const { roi } = scorer.manifest.input;
      const hasMap = await this.keepMap(id, coverPhotograph(map, roi));
      const spot = hotSpot(map, roi, picture);
      return { id, name: one.name, file: path, score, verdict, ms, picture, spot, hasMap, error: null };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      return failedRow(id, one.name, path, error, one);
    }
  }

  /** A byte a cell, as finely as the heatmap's colours tell apart. A verdict stands without its map. */
  private async keepMap(id: number, { width, height, data }: FloatMap): Promise<boolean> {
    const sides = Uint32Array.of(width, height);
    const bytes = Uint8Array.from(data, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
    try {
      await writeFile(this.mapFile(id), Buffer.concat([new Uint8Array(sides.buffer), bytes]));
      return true;
    } catch {
      return false; // a full disk: the row says that there is no heatmap
    }
  }

  /** The map of a row over the whole photograph, 0–1 in steps of 1/255. @throws FlawsmithError `not-found` */
  async map(id: number): Promise<FloatMap> {
    if (this.rows[id]?.hasMap !== true) throw new FlawsmithError('not-found', 'There is no heatmap of this file.');
    const bytes = await readFile(this.mapFile(id));
    return {
      width: bytes.readUInt32LE(0),
      height: bytes.readUInt32LE(4),
      data: Float32Array.from(bytes.subarray(8), (value) => value / 255),
    };
  }

  /** The file of a row. @throws FlawsmithError `not-found` */
  fileOf(id: number): TryOutFile {
    const file = this.files[id - this.listed.failures.length];
    if (!file || !this.rows[id]) throw new FlawsmithError('not-found', 'This file was not tried.');
    return file;
  }

  private mapFile(id: number): string {
    return join(this.folder.dir, `${id}.map`);
  }
}

/** What cannot be scored has the reason in place of its score, in which a sent file is called what it was called. */
function failedRow(id: number, name: string, file: string | null, error: unknown, sent?: TryOutFile): TriedFile {
  const { code, message, file: at, hint } = serializeError(error);
  const told = { code, message, ...(at !== undefined && { file: at }), ...(hint !== undefined && { hint }) };
  const known = (text: string): string => (sent?.isSent ? text.replaceAll(sent.file, sent.name) : text);
  const plain = { ...told, message: known(told.message), ...(told.file !== undefined && { file: known(told.file) }) };
  const nothing = { score: null, verdict: null, ms: null, picture: null, spot: null, hasMap: false };
  return { id, name: name || (told.file ?? ''), file: file ?? null, ...nothing, error: plain };
}
