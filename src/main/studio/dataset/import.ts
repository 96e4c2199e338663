import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Label, Split } from '#shared/domain/images.ts';
import { ownPart } from '#shared/domain/recordings.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import {
  CancelledError,
  FlawsmithError,
  type SerializedError,
  serializeError,
  throwIfCancelled,
} from '#shared/errors.ts';
import { decodeImage, readImageFile } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { type NewImage, countImages, insertImages, placeOfHash, setImageFile } from '../store/images.ts';
import { differenceHash } from './fingerprint.ts';
import { type FoundImage, findImages } from './folder.ts';
import { type Sessions, readSessions } from './sessions.ts';
import { forEachParallel } from './parallel.ts';
import { readSplit, resplit } from './split.ts';

export interface ImportOptions {
  /** Capture session of all images. */
  session?: string | undefined;
  /** CSV file of sessions and parts; see {@link readSessions}. */
  sessionsFile?: string | undefined;
  /** Overrides what the folder's layout says. */
  label?: Label | undefined;
  /** Which of the images found are imported; all where it is left out. */
  choose?: ((found: readonly FoundImage[]) => readonly FoundImage[]) | undefined;
  /** Who imports, for the audit trail. */
  who?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface RefusedFile {
  file: string;
  error: SerializedError;
}

export interface ImportReport {
  added: number;
  /** Files whose content the product has already. */
  duplicates: { file: string; of: string }[];
  /** Images of the product whose file had gone and was found again here, by content. */
  relocated: { file: string; from: string }[];
  refused: RefusedFile[];
  /** Files whose picture was left out of the product by hand; they stay out. */
  leftOut: number;
  /** How the pictures are divided, and why; null until the import has ended. */
  split: SplitRecord | null;
  /** Images of the product after the import. */
  images: { split: Split; label: Label; count: number }[];
  sessions: string[];
  /** Beside what is to be said of the split. */
  warnings: string[];
}

/** Rows written in one transaction: what a kill can lose is the last few, and importing again brings them. */
const rowsPerTransaction = 64;

/**
 * Imports the images of a folder into a product; images stay where they are. What was imported before a cancel or a kill
 * stays, and importing again goes on from there.
 * @throws FlawsmithError `not-found`, `empty-folder`, `bad-config`, `unreadable-image` where not one image can be read;
 * CancelledError
 */
export async function importFolder(
  product: Product,
  folder: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { signal } = options;
  const sessions = options.sessionsFile ? await readSessions(options.sessionsFile) : null;
  const all = await findImages(folder, options.label, signal);
  const found = options.choose?.(all) ?? all;
  const report: ImportReport = {
    added: 0,
    duplicates: [],
    relocated: [],
    refused: [],
    leftOut: 0,
    split: null,
    images: [],
    sessions: [],
    warnings: [],
  };
  const importer = createImporter(product, report, options, sessions);
  let done = 0;
  try {
    await forEachParallel(found, availableParallelism() + 2, async (image) => {
      throwIfCancelled(signal);
      await importer.add(image);
      options.onProgress?.(++done, found.length);
    });
  } finally {
    importer.flush();
    resplit(product, options.who ?? 'studio user', `import of ${folder}`);
  }
  return finishReport(product, report, folder, found.length);
}

interface Importer {
  add(image: FoundImage): Promise<void>;
  flush(): void;
}

function createImporter(
  product: Product,
  report: ImportReport,
  options: ImportOptions,
  sessions: Sessions | null,
): Importer {
  const seen = new Map<string, string>();
  let waiting: NewImage[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    insertImages(product.db, waiting);
    report.added += waiting.length;
    waiting = [];
  };
  const add = async (found: FoundImage): Promise<void> => {
    try {
      const bytes = await readImageFile(found.file);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const place = placeOfHash(product.db, hash);
      const known = seen.get(hash) ?? place?.file;
      if (known) {
        if (place?.isLeftOut) report.leftOut++;
        noteKnown(product, report, found.file, known, hash);
        return;
      }
      seen.set(hash, found.file);
      const { raster } = await decodeImage({ bytes, file: found.file });
      const maskFile = await checkedMask(found, raster, report);
      const named = sessions?.get(found.relative);
      waiting.push({
        file: found.file,
        hash,
        width: raster.width,
        height: raster.height,
        label: found.label,
        kind: found.kind,
        split: found.split,
        session: named?.session ?? options.session ?? found.session,
        part: named && named.part !== found.relative ? named.part : ownPart(hash),
        maskFile,
        fingerprint: differenceHash(raster),
        folderSplit: found.folderSplit,
      });
      if (waiting.length >= rowsPerTransaction) flush();
    } catch (error) {
      if (error instanceof CancelledError || isStoreFault(error)) throw error;
      report.refused.push({ file: found.file, error: serializeError(error) });
    }
  };
  return { add, flush };
}

/** The content is in the product: a duplicate, or the same image found again in another place. */
function noteKnown(product: Product, report: ImportReport, file: string, known: string, hash: string): void {
  if (known !== file && !existsSync(known)) {
    setImageFile(product.db, hash, file);
    report.relocated.push({ file, from: known });
  } else {
    report.duplicates.push({ file, of: known });
  }
}

/** A full disk or a broken store is not the image's fault. */
function isStoreFault(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_SQLITE_ERROR';
}

/** The mask's path where it fits its image; else it is left out, and the report says so. */
async function checkedMask(
  found: FoundImage,
  image: { width: number; height: number },
  report: ImportReport,
): Promise<string | null> {
  if (!found.maskFile) return null;
  try {
    const { raster } = await decodeImage(found.maskFile);
    if (raster.width === image.width && raster.height === image.height) return found.maskFile;
    throw new FlawsmithError(
      'mask-mismatch',
      `The mask is ${raster.width} × ${raster.height}, its image ${image.width} × ${image.height}: ${found.maskFile}`,
      { file: found.maskFile, hint: 'The image is kept without its mask; save the mask in the size of the image.' },
    );
  } catch (error) {
    report.refused.push({ file: found.maskFile, error: serializeError(error) });
    return null;
  }
}

function finishReport(product: Product, report: ImportReport, folder: string, total: number): ImportReport {
  if (report.added + report.duplicates.length + report.relocated.length === 0) {
    const first = report.refused[0]?.error;
    throw new FlawsmithError(
      'unreadable-image',
      `Not one of the ${total} images in ${folder} can be read. First: ${first?.message}`,
      {
        file: report.refused[0]?.file,
        hint: first?.hint,
      },
    );
  }
  report.images = countImages(product.db);
  const rows = product.db
    .prepare(`SELECT DISTINCT session FROM images WHERE label = 'normal' ORDER BY session`)
    .all() as unknown as { session: string }[];
  report.sessions = rows.map((row) => row.session);
  report.split = readSplit(product);
  report.warnings = warningsFor(report);
  return report;
}

function warningsFor({ images, leftOut }: ImportReport): string[] {
  const normals = images
    .filter((row) => row.label === 'normal' && row.split !== 'test')
    .reduce((sum, row) => sum + row.count, 0);
  const few =
    normals < 20 ? [`Only ${normals} good parts: 20 or more give a steadier detector and narrower limits.`] : [];
  const out = leftOut > 0 ? [`Left out of the product by hand, and so still out: ${leftOut}.`] : [];
  return [...few, ...out];
}
