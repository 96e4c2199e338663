import type { ImageRecord, Label, Split } from '#shared/domain/images.ts';
import { type ImportNote, type ImportNoteCode, firstOf, importNote } from '#shared/domain/importNotes.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import { CancelledError, FlawsmithError, type SerializedError, serializeError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { countImages, countKinds, listSessions } from '../store/images.ts';
import { isMarked } from './foundImage.ts';
import type { ImportPlan, SkippedFile } from './plan.ts';
import { readSplit } from './split.ts';

export interface RefusedFile {
  file: string;
  error: SerializedError;
}

/** What an import did, or a dry run would do; plain data. */
export interface ImportReport {
  /** How the folder was understood: a name of `layoutNames`. */
  layout: string;
  /** Folder of the data set below the one that was named; empty where it is that one. */
  folder: string;
  added: number;
  /** Images of the product that got the label that was asked for. */
  relabelled: number;
  /** Files whose content the product has already. */
  duplicates: { file: string; of: string }[];
  /** Images of the product whose file had gone and was found again here, by content. */
  relocated: { file: string; from: string }[];
  /** Files whose content the product does not have, where only such were to be taken. */
  unknown: string[];
  refused: RefusedFile[];
  /** Files that were not looked at, each with its reason. */
  skipped: SkippedFile[];
  /** Pictures of the folder with a readable mask that marks something. */
  masks: number;
  /** Defective pictures without a mask, where others have one. */
  withoutMask: string[];
  /** Files whose picture was left out of the product by hand; they stay out. */
  leftOut: number;
  /** How the pictures are divided, and why; null until the import has ended. */
  split: SplitRecord | null;
  /** Images of the product after the import. */
  images: { split: Split; label: Label; count: number }[];
  /** Kinds of defects of the product after the import. */
  kinds: { kind: string; count: number }[];
  sessions: string[];
  /** What there is to say beside the split: codes with their values, and the same in words. */
  notes: ImportNote[];
  /** The words of the notes. */
  warnings: string[];
}

/** Not one image could be read; the report says which files were refused, and why. */
class NothingImported extends FlawsmithError {
  readonly report: ImportReport;

  constructor(report: ImportReport, root: string, total: number) {
    const first = report.refused[0]?.error;
    const message = `Not one of the ${total} images in ${root} can be read. First: ${first?.message}`;
    super('unreadable-image', message, { file: report.refused[0]?.file, hint: first?.hint });
    this.report = report;
  }
}

/** Files gathered during an import, to be told of in one note each. */
export interface Remarks {
  emptyMasks: string[];
  /** Pictures of the product that the folder calls otherwise. */
  labelKept: { file: string; label: Label }[];
  conflicts: { good: string; defect: string }[];
  /** Pictures whose mask changed since it was imported: the new one is taken. */
  masksTaken: string[];
  /** Pictures with another mask than the product's, which stands unchanged. */
  masksKept: string[];
  /** Masks that an earlier version imported without their hash. */
  masksHashed: Pick<ImageRecord, 'id' | 'maskFile' | 'maskHash'>[];
}

/** Nothing to tell yet. */
export const noRemarks = (): Remarks => ({
  ...{ emptyMasks: [], labelKept: [], conflicts: [], masksTaken: [], masksKept: [], masksHashed: [] },
});

/** A report without anything done yet. */
export const startReport = ({ layout, folder, images, skipped, notes }: ImportPlan): ImportReport => ({
  ...{ layout, folder, added: 0, relabelled: 0, duplicates: [], relocated: [], unknown: [], refused: [] },
  ...{ skipped, withoutMask: unmasked(images), masks: 0, leftOut: 0, split: null, images: [], kinds: [], sessions: [] },
  ...{ notes: [...notes], warnings: [] },
});

/**
 * Notes what stands against a file.
 * @throws the error where it is no fault of the file: a cancel, a full disk, a broken store
 */
export function refuse(report: ImportReport, file: string, error: unknown): SerializedError {
  if (error instanceof CancelledError || isStoreFault(error)) throw error;
  const said = serializeError(error);
  report.refused.push({ file, error: said });
  return said;
}

const isStoreFault = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_SQLITE_ERROR' ||
  (error instanceof FlawsmithError && ['disk-full', 'not-writable'].includes(error.code));

function unmasked(images: ImportPlan['images']): string[] {
  const defects = images.filter(({ label }) => label === 'anomalous');
  const bare = defects.filter((image) => !isMarked(image));
  return bare.length < defects.length ? bare.map(({ file }) => file) : [];
}

/**
 * Fills in what the product holds now, and the notes.
 * @param asked folder and number of images that were to be imported; null where none need be
 * @param seen what the pictures themselves give to say
 * @throws NothingImported where not one of them can be read
 */
export function finishReport(
  product: Product,
  report: ImportReport,
  remarks: Remarks,
  asked: { root: string; total: number } | null,
  seen: readonly ImportNote[],
): void {
  const came = report.added + report.relabelled + report.duplicates.length + report.relocated.length;
  if (came === 0 && asked) throw new NothingImported(report, asked.root, asked.total);
  report.images = countImages(product.db);
  report.kinds = countKinds(product.db);
  report.sessions = listSessions(product.db);
  report.split = readSplit(product);
  report.notes.push(...remarksInNotes(remarks), ...countNotes(report), ...seen);
  report.warnings = report.notes.map(({ message }) => message);
}

function remarksInNotes({ emptyMasks, labelKept, conflicts, ...masks }: Remarks): ImportNote[] {
  const kept = (['normal', 'anomalous'] as const).flatMap((label) => {
    const files = labelKept.filter((row) => row.label === label).map(({ file }) => file);
    return files.length > 0 ? [importNote('labelKept', { n: files.length, label, first: firstOf(files) })] : [];
  });
  return [
    ...conflicts.map((files) => importNote('conflict', files)),
    ...kept,
    ...named('emptyMasks', emptyMasks),
    ...named('masksTaken', masks.masksTaken),
    ...named('masksKept', masks.masksKept),
    ...(masks.masksHashed.length > 0 ? [importNote('masksHashed', { n: masks.masksHashed.length })] : []),
  ];
}

const named = (code: ImportNoteCode, files: readonly string[]): ImportNote[] =>
  files.length > 0 ? [importNote(code, { n: files.length, first: firstOf(files) })] : [];

function countNotes({ images, leftOut }: ImportReport): ImportNote[] {
  const normals = images
    .filter((row) => row.label === 'normal' && row.split !== 'test')
    .reduce((sum, row) => sum + row.count, 0);
  return [
    ...(normals < 20 ? [importNote('fewNormals', { n: normals })] : []),
    ...(leftOut > 0 ? [importNote('leftOut', { n: leftOut })] : []),
  ];
}
