import { oc } from '@orpc/contract';
import { z } from 'zod';
import { jobSchema } from './jobs.ts';
import { product, text } from './words.ts';

const count = z.number().int().min(0);

const missingFolderSchema = z.object({
  /** Absolute. */
  folder: z.string(),
  /** The folder itself is not there; else only files of it. */
  isGone: z.boolean(),
  images: count,
  masks: count,
});
export type MissingFolder = z.infer<typeof missingFolderSchema>;

const missingSchema = z.object({
  /** Pictures, and masks of pictures, whose file is not there. */
  images: count,
  masks: count,
  /** Where they were, the fullest first. */
  folders: z.array(missingFolderSchema),
  /** Folders that are not named. */
  moreFolders: count,
});
export type Missing = z.infer<typeof missingSchema>;

const tally = z.object({ found: count, missing: count });

/** What became of a search for missing pictures: the result of its job. */
export const foundAgainSchema = z.object({
  folder: z.string(),
  images: tally,
  masks: tally,
  /** Masks that are otherwise than they were, taken as they are now. */
  changedMasks: count,
  /** Pictures of the folder that the product does not know; none was added. */
  unknown: z.object({ count, first: z.array(z.string()) }),
  /** Files that could not be read. */
  refused: count,
});
export type FoundAgain = z.infer<typeof foundAgainSchema>;

/** Pictures that are not where they were. */
export const missing = {
  list: oc.input(product).output(missingSchema),
  /** Looks for them in a folder, by content; the job's result is {@link FoundAgain}. */
  find: oc.input(product.extend({ folder: text })).output(jobSchema),
};
