import { type ImportNote, type ImportNoteCode, firstOf, importNote } from '#shared/domain/importNotes.ts';
import type { PictureShapes, UndrawnWhy } from './annotation.ts';

export type UndrawnMark = PictureShapes['undrawn'][number] & {
  /** Of its picture, in the tree. */
  path: string;
};

const codes: Readonly<Record<UndrawnWhy, ImportNoteCode>> = {
  type: 'marksOfTypes',
  noPlace: 'marksNowhere',
  notNumbers: 'marksNotNumbers',
  fewPoints: 'marksFewPoints',
  noArea: 'marksNoArea',
  badMask: 'marksBadMask',
  outside: 'marksOutside',
};

/** A note for each reason why marks cannot be drawn, with their number, that of their pictures, their types and the first of them. */
export function undrawnNotes(marks: readonly UndrawnMark[]): ImportNote[] {
  return [...Map.groupBy(marks, ({ why }) => why)].map(([why, all]) => {
    const types = [...Map.groupBy(all, ({ type }) => type)].map(([type, { length }]) => `${type} × ${length}`);
    const pictures = new Set(all.map(({ path }) => path)).size;
    const first = firstOf(all.map(({ path, label }) => `${path} (${label})`));
    return importNote(codes[why], { n: all.length, of: pictures, types: types.join(', '), first });
  });
}
