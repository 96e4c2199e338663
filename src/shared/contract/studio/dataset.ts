import { oc } from '@orpc/contract';
import { z } from 'zod';
import { editSchema, editStackSchema, editStepSchema } from '../../domain/edits.ts';
import { galleryOrders } from '../../domain/gallery.ts';
import { labelNoteSchema } from '../../domain/labelNotes.ts';
import { pictureChangeSchema } from '../../domain/pictureChange.ts';
import { askedModes, splitRecordSchema } from '../../domain/split.ts';
import { valueScaleSchema } from '../../domain/valueScaleSchema.ts';
import { importChoice, importContentsSchema, importPlanSchema } from './importPlan.ts';
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

/** A picture as the gallery shows it. */
const galleryRowSchema = imageRowSchema.extend({
  /** Its name, with folders before it where others are called so too. */
  shown: z.string(),
  /** Left out of the product. */
  isOut: z.boolean(),
  /** Of the newest run that has scores; null where it has none of this picture. */
  score: z.number().nullable(),
});
export type GalleryRow = z.infer<typeof galleryRowSchema>;

const galleryFilterSchema = z.object({
  split: split.optional(),
  label: label.optional(),
  session: text.optional(),
  kind: text.optional(),
  search: text.optional(),
  /** Those left out, in place of those that are in. */
  out: z.boolean().optional(),
});
export type GalleryFilter = z.infer<typeof galleryFilterSchema>;

const gallery = product.extend({ filter: galleryFilterSchema, order: z.enum(galleryOrders).default('arrival') });

const datasetSummarySchema = z.object({
  counts: z.array(z.object({ split, label, count: z.number() })),
  sessions: z.array(z.object({ session: z.string(), split, count: z.number(), anomalous: z.number() })),
  kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
  /** How the pictures are divided, and why. */
  split: splitRecordSchema,
  /** Images that were left out by hand. */
  leftOut: z.number(),
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
  /** How many of them are new. Their files are read, which takes a while; the call's signal ends it. */
  contents: oc.input(product.extend(importChoice).omit({ session: true })).output(importContentsSchema),
  import: oc
    .input(product.extend({ ...importChoice, sessionsFile: text.optional(), scale: valueScaleSchema.optional() }))
    .output(jobSchema),
  summary: oc.input(product).output(datasetSummarySchema),
  images: oc
    .input(gallery.extend({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ total: z.number(), rows: z.array(galleryRowSchema) })),
  /** Ids of all pictures that the filter leaves, in that order. */
  ids: oc.input(gallery).output(z.array(z.number().int())),
  /** Changes pictures as one step that can be undone. `changed`: how many are otherwise now. */
  sort: oc
    .input(product.extend({ images: z.array(z.number().int()).max(200_000), change: pictureChangeSchema }))
    .output(z.object({ edit: editSchema.nullable(), changed: z.number().int(), notes: z.array(labelNoteSchema) })),
  /** What Undo and Redo would do now, and the newest import that stands. */
  edits: oc.input(product).output(editStackSchema.extend({ lastImport: editSchema.nullable() })),
  undo: oc.input(product).output(editStepSchema),
  redo: oc.input(product).output(editStepSchema),
  /** Takes an import back, also where other steps followed. */
  undoImport: oc.input(product.extend({ edit: z.number().int() })).output(editStepSchema),
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
