import { z } from 'zod';

/** What is to be said when pictures were changed: a code with its numbers; the window has the words. */
export const labelNoteSchema = z.object({
  /**
   * sisters: other pictures of its part train or calibrate; staysInTest: runs were tested on it meanwhile; leavesTest: they
   * were, and it trains or calibrates now; partsApart: parts of which pictures stand on two sides now; givenWith: near-copies
   * and pictures of the same part that left the test with what was given to training;
   * maskRests: pictures that are OK now and keep their masks.
   */
  code: z.enum(['sisters', 'staysInTest', 'leavesTest', 'partsApart', 'givenWith', 'maskRests']),
  /** n: pictures for sisters, runs for the test, parts; pictures: how many the note is of, where it can be more than one. */
  values: z.record(z.string(), z.number()),
});
export type LabelNote = z.infer<typeof labelNoteSchema>;

const many = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

const words: Readonly<Record<LabelNote['code'], (values: LabelNote['values']) => string>> = {
  sisters: ({ n }) => `Of the same part still trained or calibrated on as good: ${many(n!, 'other picture')}.`,
  staysInTest: ({ n, pictures }) =>
    `Left in the test, because runs were tested on it meanwhile (${n}): ${many(pictures ?? 1, 'picture')}.`,
  leavesTest: ({ n, pictures }) =>
    `Taken out of the test, though runs were tested on it (${n}); evaluate them again: ${many(pictures ?? 1, 'picture')}.`,
  partsApart: ({ n }) => `Pictures of one physical part now stand on two sides of the split: ${many(n!, 'part')}.`,
  givenWith: ({ n }) => `Near-copies and pictures of the same part that left the test with it: ${many(n!, 'picture')}.`,
  maskRests: ({ n }) => `The mask stays, and counts for nothing as long as the picture is OK: ${many(n!, 'picture')}.`,
};

/** One note in English. */
export const labelNoteInWords = ({ code, values }: LabelNote): string => words[code](values);
