import { z } from 'zod';
import { folderChangeSchema, folderRowSchema } from '../../domain/folderChange.ts';
import { importNoteSchema } from '../../domain/importNotes.ts';
import { splitNoteSchema } from '../../domain/split.ts';
import { valueScaleSchema } from '../../domain/valueScaleSchema.ts';
import { label, split, text } from './words.ts';

/** What a person settles about an import; what is left out is as the studio understands it. */
export const importChoice = {
  folder: text,
  session: text.optional(),
  label: label.optional(),
  /** A name that `--layout` takes. */
  layout: text.optional(),
  /** What is said of folders in place of what was understood. */
  changes: z.array(folderChangeSchema).max(400).optional(),
};

/** Pictures of one folder that are taken for the same. */
const plannedFolderSchema = z.object({
  /** As they were understood, before a person said otherwise. */
  found: folderRowSchema,
  /** Below the folder that was named, with forward slashes; empty for itself. */
  folder: z.string(),
  count: z.number(),
  label,
  kind: z.string().nullable(),
  /** Null where the studio divides them into those that train and those that calibrate. */
  split: split.nullable(),
  /** Physical part that a person named for all; null where folders, the sessions file or the pictures themselves say. */
  part: z.string().nullable(),
  /** Pictures with a mask or an annotation. */
  masks: z.number(),
  /** A few of its files, absolute, from its whole length; see plannedUrl. */
  samples: z.array(z.string()),
  /** Capture sessions, the first few by name. */
  sessions: z.object({ count: z.number(), first: z.array(z.string()) }),
});
export type PlannedFolder = z.infer<typeof plannedFolderSchema>;

/** What an import would take, before anything is added. */
export const importPlanSchema = z.object({
  root: z.string(),
  layout: z.string(),
  /** Folder of the data set below the root; empty where it is the root. */
  dataSet: z.string(),
  normal: z.number(),
  anomalous: z.number(),
  masks: z.number(),
  folders: z.array(plannedFolderSchema),
  /** Folders beyond those that are listed, and their pictures. */
  further: z.object({ folders: z.number(), pictures: z.number() }),
  sessions: z.number(),
  /** The sides on which the pictures would stand and their capture sessions, the first of them by name. */
  sides: z.array(
    z.object({
      /** Null for good pictures that the studio divides, once it has read them, into train and calibration. */
      split: split.nullable(),
      normal: z.number(),
      anomalous: z.number(),
      sessions: z.object({
        count: z.number(),
        first: z.array(z.object({ session: z.string(), normal: z.number(), anomalous: z.number() })),
      }),
    }),
  ),
  /** What is certain of that division already, with the pictures that the product has. */
  foreseen: z.array(splitNoteSchema),
  /** The folder's own sessions file names the sessions. */
  hasSessionsFile: z.boolean(),
  skipped: z.array(
    z.object({ reason: z.string(), message: z.string(), count: z.number(), first: z.array(z.string()) }),
  ),
  notes: z.array(importNoteSchema),
  /** Pictures of more than 8 bits, by a sample of them; null where there are none. */
  values: z
    .object({
      bits: z.number(),
      /** Which values are black and white is not known from the files. */
      needsRange: z.boolean(),
      /** What the product's pictures are taken with already, which cannot be changed. */
      kept: valueScaleSchema.nullable(),
    })
    .nullable(),
});
/** Which of the pictures of a plan are new: the sum of all three is the number of its files. */
export const importContentsSchema = z.object({
  /** Pictures that would be added. */
  fresh: z.number(),
  /** Files whose content the product has; of these, left out of it by hand. */
  here: z.object({ count: z.number(), leftOut: z.number(), first: z.array(z.string()) }),
  /** Further files of the folder with the content of one that would be added. */
  copies: z.object({ count: z.number(), first: z.array(z.object({ file: z.string(), of: z.string() })) }),
});
export type ImportContents = z.infer<typeof importContentsSchema>;
export type ImportPlanSummary = z.infer<typeof importPlanSchema>;
