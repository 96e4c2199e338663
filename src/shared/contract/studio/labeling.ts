import { oc } from '@orpc/contract';
import { z } from 'zod';
import { editSchema } from '../../domain/edits.ts';
import { kindColours, kindName, queueOrders, strokeActionSchema, strokeSchema } from '../../domain/labeling.ts';
import { labelNoteSchema } from '../../domain/labelNotes.ts';
import { roiSchema } from '../../domain/images.ts';
import { imageRowSchema } from './dataset.ts';
import { jobSchema } from './jobs.ts';
import { label, product } from './words.ts';

const image = product.extend({ image: z.number().int() });

const pictureLabelSchema = z.object({
  image: imageRowSchema,
  /** Grows with each save; what is saved names the one that it was painted on. */
  revision: z.number().int(),
  /** Absolute path of the imported mask that the layers are a copy of, or are until something is painted. */
  source: z.string().nullable(),
  /** Masks by kind, see layerUrl; the hash is null of an imported mask that was not painted on yet. */
  layers: z.array(z.object({ kind: z.string(), hash: z.string().nullable(), area: z.number().nullable() })),
  /** The oldest first; those taken back last. */
  strokes: z.array(strokeSchema.extend({ isUndone: z.boolean() })),
});
/** The masks of a picture and what was done to them. */
export type PictureLabel = z.infer<typeof pictureLabelSchema>;

const queueRowSchema = z.object({
  id: z.number().int(),
  shown: z.string(),
  width: z.number(),
  height: z.number(),
  label,
  kind: z.string().nullable(),
  /** Kinds that are marked on it. */
  marked: z.array(z.string()),
  isSeen: z.boolean(),
  /** Of the newest run with scores. */
  score: z.number().nullable(),
  /** That run says otherwise than the label. */
  isContrary: z.boolean(),
});
/** A picture as the queue shows it. */
export type QueueRow = z.infer<typeof queueRowSchema>;

const queueSchema = z.object({
  /** Pictures in the order asked for. */
  ids: z.array(z.number().int()),
  /** Of all pictures of the product. */
  total: z.number().int(),
  seen: z.number().int(),
  masked: z.number().int(),
  contrary: z.number().int(),
  /** The newest run that has scores, with its limits in force. */
  run: z.object({ id: z.string(), accept: z.number(), reject: z.number() }).nullable(),
  /** Kinds of defects, in the order of their letters. */
  kinds: z.array(z.string()),
  /** Colours that a person gave kinds, 1–6. */
  colours: z.record(z.string(), z.number().int()),
});
export type LabelQueue = z.infer<typeof queueSchema>;

const proposalSchema = z.object({
  /** The newest trained run, with its name. */
  run: z.string(),
  name: z.string().nullable(),
  /** From here on its map says defect, see limits. */
  limit: z.number(),
  /** Part of the photograph that its maps cover. */
  window: roiSchema,
  /** Whether the map of the picture is there, see mapUrl. */
  hasMap: z.boolean(),
});
/** What a run can say of a picture. */
export type Proposal = z.infer<typeof proposalSchema>;

const givingSchema = z.object({
  /** Runs learn from it by its mask. */
  isGiven: z.boolean(),
  hasMask: z.boolean(),
  /** Names of the pictures that would leave the test with it. */
  alike: z.array(z.string()),
  /** Defective pictures in the test. */
  test: z.number().int(),
  /** Defective pictures given to training. */
  given: z.number().int(),
  /** Trained runs that were tested on it, or on one that would leave with it. */
  runs: z.number().int(),
});
/** What giving a defective picture to training does. */
export type Giving = z.infer<typeof givingSchema>;

/** Painting what is defective, picture after picture. */
export const labeling = {
  read: oc.input(image).output(pictureLabelSchema),
  /** `batch` names the strokes, so that what is sent twice is taken once. */
  save: oc
    .input(
      image.extend({
        revision: z.number().int().min(0),
        batch: z.uuid(),
        actions: z.array(strokeActionSchema).min(1).max(200),
      }),
    )
    .output(z.object({ revision: z.number().int(), edit: editSchema.nullable(), notes: z.array(labelNoteSchema) })),
  queue: oc.input(product.extend({ order: z.enum(queueOrders) })).output(queueSchema),
  rows: oc.input(product.extend({ images: z.array(z.number().int()).max(500) })).output(z.array(queueRowSchema)),
  /** Pictures that a person looked at. Gives back how many were not before. */
  look: oc
    .input(product.extend({ images: z.array(z.number().int()).max(500) }))
    .output(z.object({ changed: z.number().int() })),
  /** What the newest trained run can propose on a picture; null where no run is trained. */
  proposal: oc.input(image).output(proposalSchema.nullable()),
  /** Has that run look at pictures of which it has no map, as a job; one that is under way is given back. */
  propose: oc.input(product.extend({ images: z.array(z.number().int()).min(1).max(50) })).output(jobSchema),
  /** What giving a picture to training would do, or did. */
  giving: oc.input(image).output(givingSchema),
  /** Names a kind of defect. Gives back all kinds. */
  addKind: oc.input(product.extend({ kind: kindName })).output(z.array(z.string())),
  /** Calls a kind otherwise, or makes it one with another that is called so; `united`: pictures on which two layers became one. */
  renameKind: oc
    .input(product.extend({ kind: kindName, to: kindName }))
    .output(z.object({ edit: editSchema.nullable(), pictures: z.number().int(), united: z.number().int() })),
  colourKind: oc
    .input(product.extend({ kind: kindName, colour: z.number().int().min(1).max(kindColours) }))
    .output(z.void()),
};
