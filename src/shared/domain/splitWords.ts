import type { SplitNote, SplitNoteCode, SplitRecord } from './split.ts';

type Values = SplitNote['values'];
const many = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;

/** Plain English for the command line, the audit trail and warnings; the window has its own for each code. */
const words: Readonly<Record<SplitNoteCode, (values: Values) => string>> = {
  sessions: ({ n }) => `Whole capture sessions are kept apart: ${n} sessions have enough good parts for it.`,
  oneSession: () =>
    'By part: all good parts are of one capture session, so the limits say nothing about another day, lot or light.',
  twoSessions: ({ n }) => `By part: ${n} capture sessions are too few to keep apart; three would do.`,
  smallSessions: ({ enough, least }) =>
    `By part: only ${many(enough!, 'capture session has', 'capture sessions have')} ${least} good parts or more; three would do.`,
  unevenSessions: ({ n }) =>
    `By part: of ${n} capture sessions none, whole, would hold enough good parts without taking more than half of all.`,
  folder: ({ n }) => `By your own folders: ${many(n!, 'good picture')} of validation/ calibrate, the others train.`,
  askedSession: ({ n }) => `Whole capture sessions are kept apart, as was asked; there are ${n}.`,
  askedPart: ({ n }) => `By part, as was asked; there are ${n} parts.`,
  few: ({ n, least }) =>
    `None is held back: ${many(n!, 'good picture')} of the ${least} that are needed, so all of them train.`,
  earlier: () => 'Divided by an earlier version of the program, by part; `split PRODUCT --by auto` divides anew.',
  damaged: () =>
    'Not known: the setting is damaged, and the pictures stay as they stand. `split PRODUCT --by auto` divides anew.',
  partsOnBoth: ({ n, of }) =>
    `${n} of ${many(of!, 'good part')} stand on both sides: they were photographed in sessions of both. The limits show how other days differ, not how other parts do.`,
  sessionsOnBoth: ({ n, of }) =>
    `${n} of ${many(of!, 'capture session')} stand on both sides: the limits come from other parts of the same days, and say nothing about another day.`,
  testSessions: ({ n, of }) =>
    `${n} of the ${many(of!, 'capture session')} of the good test pictures are also trained on or calibrated on: the test shows other parts, not other days.`,
  noCalibration: () => 'No good part is held back for calibration: the limits rest on the parts that were trained on.',
  noTraining: () => 'All good parts calibrate and none is left to train on.',
  askedNoLonger: () => 'What was asked with --by cannot be kept with the pictures that are here now.',
  nearCopies: ({ pictures, n }) =>
    `${pictures} pictures look like frames of ${many(n!, 'recording')}: counted as ${many(n!, 'part')}. Name the recordings as sessions with \`split PRODUCT --name-sessions\`.`,
  copiesApart: ({ n }) =>
    `Frames of ${many(n!, 'recording')} stand on both sides, where your folders or sessions put them.`,
};

/** One note in English. */
export const noteInWords = ({ code, values }: SplitNote): string => words[code](values);

/** Everything that is to be said of a split, without its reason. */
export const splitWarnings = ({ notes }: Pick<SplitRecord, 'notes'>): string[] => notes.map(noteInWords);
