import { z } from 'zod';

/** What a person did in one step. */
export const editCodes = [
  'label', // OK or NG, and the kind that goes with it
  'kind', // kind of defect
  'split', // moved to another side
  'session',
  'part',
  'out', // left out
  'in', // brought back
  'several', // more than one of these at once
  'import',
  'importUndone', // an import taken back later than as the last step
  'divide', // the good pictures divided anew
  'nameSessions', // recordings taken as sessions
  'limits', // limits of a run decided
  'priors', // a prior set saved
  'priorsRemoved',
  'zones', // region of interest and zones
  'ownAreas', // ignore areas of one picture
  'foreground', // where the part is in one picture
  'foregroundCleared', // as it is found again
  'scale', // what a pixel measures
  'scaleCleared',
  'labels', // masks taken from files
  'kindRenamed', // a kind of defect called otherwise, or made one with another
  'kindColoured',
] as const;
export type EditCode = (typeof editCodes)[number];

/** One step of the product's undo stack; the window and the command line have the words for it. */
export const editSchema = z.object({
  /** Later steps have higher ones. */
  number: z.number().int(),
  /** ISO 8601. */
  at: z.string(),
  who: z.string(),
  code: z.enum(editCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** open: an import that is under way. */
  state: z.enum(['open', 'done', 'undone']),
});
export type Edit = z.infer<typeof editSchema>;

/** What undoing or redoing a step did. */
export const editStepSchema = z.object({
  edit: editSchema,
  /** Pictures that are otherwise now. */
  pictures: z.number().int(),
  /** Pictures, masks, sets of priors, limits or settings that something else changed since, and that stay as they are in that. */
  kept: z.number().int(),
});
export type EditStep = z.infer<typeof editStepSchema>;

/** What Undo and Redo would do now. */
export const editStackSchema = z.object({ undo: editSchema.nullable(), redo: editSchema.nullable() });
export type EditStack = z.infer<typeof editStackSchema>;
