import { availableParallelism } from 'node:os';
import type { Label } from '#shared/domain/images.ts';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Settled } from './folderChanges.ts';
import type { Reading, TakenImage } from './layouts/layout.ts';
import { marksSomething } from './maskReading.ts';
import { forEachParallel } from './parallel.ts';

export interface SettleOptions {
  /** In place of what is found. */
  label: Label | undefined;
  /** Kind of pictures that nothing is said of, where the named folder itself is one of defects. */
  rootKind: string | null;
  /** What a person makes of a picture that is understood so. */
  choose: (image: Decided) => Settled;
  /** Absolute path of a path of the reading. */
  fileOf: (path: string) => string;
  signal: { readonly aborted: boolean } | undefined;
}

type Decided = TakenImage & { label: Label };

/**
 * Decides the labels that folders leave open by masks and annotations: what marks something is defective, even in a folder
 * of good parts. Masks are decoded for this where a label hangs on them.
 * @returns the images, and what is to be said of them beside the reading's own notes
 */
export async function settleLabels(
  reading: Reading,
  { label, rootKind, choose, fileOf, signal }: SettleOptions,
): Promise<{ images: Settled[]; notes: ImportNote[] }> {
  if (label) {
    const images = reading.images.map((image) => choose(forced(image, label, rootKind)));
    const { notes } = reading;
    return { images, notes: withoutUnclear(label === 'normal' ? notes.filter(isNoMark) : notes) };
  }
  const marked = await markedImages(reading.images, fileOf, signal);
  const decide = (image: TakenImage): Decided => {
    const isMarked = marked.has(image);
    if (isMarked) return { ...image, label: 'anomalous', kind: image.kind ?? 'defect' };
    if (image.label !== null) return { ...image, label: image.label };
    if (rootKind === null || image.masks.length > 0) return { ...image, label: 'normal' };
    return { ...image, label: 'anomalous', kind: image.session === 'session-1' ? rootKind : image.session };
  };
  const images = reading.images.map((image) => choose(decide(image)));
  const contrary = reading.images.filter(
    (image, i) => image.label === 'normal' && marked.has(image) && images[i]!.label === 'anomalous',
  );
  return { images, notes: [...ownNotes(reading, images, rootKind), ...sayOf('maskOnGood', contrary)] };
}

/** Nothing is unclear once a person has said what all pictures show. */
const withoutUnclear = (notes: readonly ImportNote[]): ImportNote[] =>
  notes.filter(({ code }) => !code.startsWith('unclear'));

/** What annotations mark makes nothing defective that a person calls good. */
const isNoMark = ({ code }: ImportNote): boolean => !code.startsWith('marks');

function forced(image: TakenImage, label: Label, rootKind: string | null): Decided {
  const kind = image.label === 'anomalous' ? image.kind : (rootKind ?? 'defect');
  return { ...image, label, kind: label === 'normal' ? null : kind };
}

/** Those not yet defective that a mask or annotation marks; a mask that cannot be read may mark something. */
async function markedImages(
  images: readonly TakenImage[],
  fileOf: (path: string) => string,
  signal: { readonly aborted: boolean } | undefined,
): Promise<Set<TakenImage>> {
  const marked = new Set(
    images.filter(({ label, shapes, isMarked }) => label !== 'anomalous' && (shapes !== null || isMarked)),
  );
  const open = images.filter((image) => image.label !== 'anomalous' && image.masks.length > 0);
  await forEachParallel(open, availableParallelism() + 2, async (image) => {
    throwIfCancelled(signal);
    for (const mask of image.masks) {
      // What is wrong with the mask is told where it is read for its picture.
      if (await marksSomething(fileOf(mask)).catch(() => true)) marked.add(image);
    }
  });
  return marked;
}

function ownNotes(reading: Reading, images: readonly Settled[], rootKind: string | null): ImportNote[] {
  const isSaid = images.every(({ chosen }) => chosen?.label !== undefined);
  const said = isSaid ? withoutUnclear(reading.notes) : reading.notes;
  const decided = images.filter(({ chosen }, i) => reading.images[i]!.label === null && chosen?.label === undefined);
  const hasGroundTruth = images.some(({ masks, shapes }) => masks.length > 0 || shapes !== null);
  const untold = decided.filter(({ label, split }) => label === 'normal' && split === 'test' && !hasGroundTruth);
  const inTrain = images.filter(({ label, split }) => label === 'anomalous' && split !== 'test' && split !== null);
  const defects = images.filter(({ label }) => label === 'anomalous');
  const bare = defects.filter(({ masks, shapes }) => masks.length === 0 && shapes === null);
  const byRoot = rootKind !== null && decided.some(({ label }) => label === 'anomalous');
  return [
    ...said.filter(({ code }) => !(byRoot && code === 'unclearSessions')),
    ...(byRoot ? [importNote('rootIsDefect', { folder: rootKind })] : []),
    ...(untold.length > 0 ? [importNote('testUnclear', { n: untold.length })] : []),
    ...sayOf('defectsInTrain', inTrain),
    ...(bare.length > 0 && bare.length === defects.length ? [importNote('noMasks', { n: bare.length })] : []),
    ...(bare.length < defects.length ? sayOf('someMasks', bare, { of: defects.length }) : []),
  ];
}

function sayOf(
  code: Parameters<typeof importNote>[0],
  images: readonly TakenImage[],
  values: ImportNote['values'] = {},
): ImportNote[] {
  if (images.length === 0) return [];
  return [importNote(code, { n: images.length, first: firstOf(images.map(({ path }) => path)), ...values })];
}
