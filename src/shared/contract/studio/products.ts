import { oc } from '@orpc/contract';
import { z } from 'zod';
import { pixelSizeSchema, statedPixelSizeSchema } from '../../domain/pixelSize.ts';
import { stageWords } from '../../domain/stages.ts';
import { staleSchema } from '../../domain/staleness.ts';
import { jobSchema } from './jobs.ts';
import { product, productId, serializedErrorSchema, text } from './words.ts';

export { type StageWord, stageWords } from '../../domain/stages.ts';

/** done: nothing to do; doing: work under way; need: a person must act; failed; none: not begun. */
const stageStateSchema = z.object({
  state: z.enum(['done', 'doing', 'need', 'failed', 'none']),
  word: z.string(),
  /** What changed since the stage was done, where that is why it needs a person. */
  stale: z.array(staleSchema).optional(),
});

export const productSummarySchema = z.object({
  id: productId,
  name: z.string(),
  dir: z.string(),
  isSample: z.boolean(),
  images: z.number(),
  normals: z.number(),
  /** A good part that is in, to know the product by; null where there is none. */
  face: z.number().nullable(),
  /** What a pixel of the photographs measures; null where nobody said. */
  mmPerPixel: z.number().nullable(),
  openedAt: z.string(),
  /** Absent where the folder cannot be opened now; `problem` says why. */
  problem: serializedErrorSchema.nullable(),
  /** Rows that cannot be read, each named with what to do; the rest of the product can be used. */
  damaged: z.array(serializedErrorSchema).optional(),
  stages: z.record(z.enum(stageWords), stageStateSchema),
});
export type ProductSummary = z.infer<typeof productSummarySchema>;

const folderSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      isProduct: z.boolean(),
      /** Folders below included. */
      images: z.number(),
      isMore: z.boolean(),
    }),
  ),
});

/** Folders as the window may see them. */
export const folders = {
  roots: oc.output(z.array(z.string())),
  list: oc.input(z.object({ path: text.optional() })).output(folderSchema),
  /** What an import would understand of a folder, in short; the call's signal ends it. */
  look: oc.input(z.object({ path: text })).output(
    z.object({
      layout: z.string().nullable(),
      normal: z.number(),
      anomalous: z.number(),
      why: z.enum(['nothing', 'large']).nullable(),
    }),
  ),
  /** A root that the user picked in a native dialog; only the desktop shell may call it. */
  allow: oc.input(z.object({ path: text })).output(z.void()),
};

/** What deleting a product takes away for good, and what it leaves. Photographs stay where they are. */
export const productLossesSchema = z.object({
  name: z.string(),
  dir: z.string(),
  /** Photographs whose labels and sides are lost. */
  pictures: z.number(),
  /** Masks that were made in the studio. */
  ownMasks: z.number(),
  runs: z.number(),
  /** Of them. */
  trained: z.number(),
  /** Releases whose record is lost. */
  releases: z.number(),
  /** Saved sets of priors. */
  priorSets: z.number(),
  /** Folders of exported packages that stay. */
  packages: z.array(z.string()),
});
export type ProductLosses = z.infer<typeof productLossesSchema>;

const scaleSchema = z.object({
  pixelSize: pixelSizeSchema.nullable(),
  /** Sizes that the product's pictures have, px, the most frequent first. */
  sizes: z.array(z.object({ width: z.number(), height: z.number(), pictures: z.number() })),
  /** What was said cannot be read, and gives way to what is said next. */
  isDamaged: z.boolean(),
});

/** The products that the studio knows. */
export const products = {
  list: oc.output(z.array(productSummarySchema)),
  /** Refused with `usage` where a product is called so or lies in the folder. */
  create: oc.input(z.object({ dir: text, name: z.string().min(1).max(80) })).output(productSummarySchema),
  open: oc.input(z.object({ dir: text })).output(productSummarySchema),
  forget: oc.input(product).output(z.void()),
  /** Refused with `usage` where another known product is called so, in any case of letters. */
  rename: oc.input(product.extend({ name: text })).output(productSummarySchema),
  /** What {@link products.delete} would take away. */
  losses: oc.input(product).output(productLossesSchema),
  /** Deletes what is the studio's own of a product, for good. Refused while work on it is under way or it is open elsewhere. */
  delete: oc.input(product).output(productLossesSchema),
  /** Copies a product under another name; an empty `dir` is a folder beside it. The photographs are shared. */
  duplicate: oc.input(product.extend({ dir: text, name: text, withRuns: z.boolean() })).output(productSummarySchema),
  readScale: oc.input(product).output(scaleSchema),
  /** Says what a pixel measures, or with null that it is not known; a step that can be undone. */
  saveScale: oc.input(product.extend({ stated: statedPixelSizeSchema.nullable() })).output(scaleSchema),
  /** Renders and imports the sample product if it is not there. */
  sample: oc.output(jobSchema),
};
