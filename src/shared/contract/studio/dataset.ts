import { oc } from '@orpc/contract';
import { z } from 'zod';
import { labelNoteSchema } from '../../domain/labelNotes.ts';
import { askedModes, splitRecordSchema } from '../../domain/split.ts';
import { valueScaleSchema } from '../../domain/valueScaleSchema.ts';
import { importChoice, importPlanSchema } from './importPlan.ts';
import { jobSchema } from './jobs.ts';
import { label, product, serializedErrorSchema, split, text } from './words.ts';

export const imageRowSchema = z.object({
  id: z.number(),
  name: z.string(),
  file: z.string(),
  width: z.number(),
  height: z.number(),
  label,
  kind: z.string().nullable(),
  split,
  session: z.string(),
  part: z.string(),
  hasMask: z.boolean(),
});
export type ImageRow = z.infer<typeof imageRowSchema>;

const imageFilter = z.object({
  split: split.optional(),
  label: label.optional(),
  session: text.optional(),
  kind: text.optional(),
  search: text.optional(),
});

const datasetSummarySchema = z.object({
  counts: z.array(z.object({ split, label, count: z.number() })),
  sessions: z.array(z.object({ session: z.string(), split, count: z.number(), anomalous: z.number() })),
  kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
  /** How the pictures are divided, and why. */
  split: splitRecordSchema,
  /** Images that were left out by hand. */
  leftOut: z.number(),
  warnings: z.array(z.string()),
  /** Of the last import. */
  refused: z.array(z.object({ file: z.string(), error: serializedErrorSchema })),
  duplicates: z.number(),
  /** Pictures that the window may not show, and the folders where they lie. */
  closed: z.object({ images: z.number(), folders: z.array(z.string()) }),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

/** What a product learns from and is tested on. */
export const dataset = {
  /** What an import of a folder would take. Nothing is written; the call's signal ends it. */
  plan: oc.input(product.extend(importChoice)).output(importPlanSchema),
  import: oc
    .input(product.extend({ ...importChoice, sessionsFile: text.optional(), scale: valueScaleSchema.optional() }))
    .output(jobSchema),
  summary: oc.input(product).output(datasetSummarySchema),
  images: oc
    .input(
      product.extend({
        filter: imageFilter,
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ total: z.number(), rows: z.array(imageRowSchema) })),
  setLabel: oc
    .input(product.extend({ image: z.number().int(), label, kind: text.nullable() }))
    .output(z.object({ image: imageRowSchema, notes: z.array(labelNoteSchema) })),
  /** Takes images out of the product; the files stay, and so does all that is known of them. Gives back those that were in. */
  remove: oc
    .input(product.extend({ images: z.array(z.number().int()).max(500) }))
    .output(z.object({ images: z.array(z.number().int()) })),
  /** Brings left-out images back. Gives back those that were out. */
  restore: oc
    .input(product.extend({ images: z.array(z.number().int()).max(500) }))
    .output(z.object({ images: z.array(z.number().int()) })),
  /** Divides the good pictures anew, as asked; holds for later imports too. */
  split: oc.input(product.extend({ by: z.enum(askedModes) })).output(splitRecordSchema),
  /** Takes the recordings that were found as capture sessions, and divides anew. */
  nameSessions: oc.input(product).output(splitRecordSchema),
};
