import { z } from 'zod';

/** What is to be said when a picture got another label: a code with its numbers; the window has the words. */
export const labelNoteSchema = z.object({
  /** sisters: other pictures of its part train or calibrate; staysInTest: runs were tested on it meanwhile. */
  code: z.enum(['sisters', 'staysInTest']),
  values: z.record(z.string(), z.number()),
});
export type LabelNote = z.infer<typeof labelNoteSchema>;
