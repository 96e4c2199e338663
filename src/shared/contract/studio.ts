import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { calibrationSchema, carriedLimitsSchema, limitsSchema, oddPartSchema } from '../domain/limits.ts';
import { splits } from '../domain/images.ts';
import { labelNoteSchema } from '../domain/labelNotes.ts';
import { defectKinds, priorSetSchema } from '../domain/priors.ts';
import { sizeSchema } from '../domain/pictures.ts';
import { figuresSchema } from '../domain/report.ts';
import { judgedAreaSchema, lossWeightsSchema, runRecordSchema, timePartsSchema } from '../domain/runs.ts';
import { askedModes, splitRecordSchema } from '../domain/split.ts';
import { staleSchema } from '../domain/staleness.ts';
import { sampleIndexSchema, validationRowSchema } from '../domain/validation.ts';
import { errorCodes } from '../errors.ts';

/**
 * What the window and the studio say to each other: every command with what it takes and gives, and the events. Both ends
 * are typed from this table. A failing call carries a SerializedError as its data. Pictures go by URL, see `pictureUrl`.
 */

const text = z.string().max(4096);
const productId = z.string().regex(/^[0-9a-f]{16}$/);
const runId = z.string().regex(/^run-\d{4,}$/);
const label = z.enum(['normal', 'anomalous']);
const split = z.enum(splits);
const verdict = z.enum(['ok', 'review', 'ng']);

export const serializedErrorSchema = z.object({
  code: z.enum([...errorCodes, 'cancelled']),
  message: z.string(),
  file: z.string().optional(),
  hint: z.string().optional(),
  details: z.string().optional(),
});

/** Long work belongs to the studio; a page may close and find it again. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['sample', 'import', 'train', 'evaluate', 'export', 'tryout']),
  product: productId,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What it is doing, in the user's words. */
  doing: z.string(),
  /** True while other work has the engine: it begins by itself afterwards. */
  waits: z.boolean(),
  /** What was ordered, where several jobs of a kind can wait. */
  about: z.string(),
  done: z.number(),
  /** 0 where there is nothing to count. */
  total: z.number(),
  /** How far it is, 0–1, where that is not `done` of `total`: a training by the clock. */
  share: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  startedAt: z.string(),
  error: serializedErrorSchema.nullable(),
  /** What came of it: an import report, a run id, a package folder. */
  result: z.unknown(),
});
export type Job = z.infer<typeof jobSchema>;

export const stageWords = ['dataset', 'synthesis', 'training', 'evaluation', 'export'] as const;
export type StageWord = (typeof stageWords)[number];
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
  openedAt: z.string(),
  /** Absent where the folder cannot be opened now; `problem` says why. */
  problem: serializedErrorSchema.nullable(),
  stages: z.record(z.enum(stageWords), stageStateSchema),
});
export type ProductSummary = z.infer<typeof productSummarySchema>;

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
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const lossRowSchema = z.object({
  step: z.number(),
  feature: z.number(),
  score: z.number(),
  consistency: z.number(),
  total: z.number(),
  seconds: z.number(),
});
export type LossRow = z.infer<typeof lossRowSchema>;

export const scoreRowSchema = z.object({
  image: imageRowSchema,
  score: z.number(),
});
export type ScoreRow = z.infer<typeof scoreRowSchema>;

const figures = figuresSchema.omit({ limits: true });

/** The limits in force of a run; an odd part with where its picture lies. */
const runLimits = limitsSchema.extend({
  oddPart: oddPartSchema.extend({ file: z.string().nullable(), image: z.number().nullable() }).nullable(),
});

export const reportSchema = z.object({
  run: runId,
  figures,
  /** The same on forged defects held out from training. */
  synthetic: figures.nullable(),
  limits: runLimits,
  /** The scores that the limits rest on, from which the page follows a limit that is dragged; null where none were kept. */
  calibration: calibrationSchema.nullable(),
  /** Scores of the test images. */
  scores: z.array(scoreRowSchema),
  /** Which part of each picture is judged; null where it is not known. */
  judged: judgedAreaSchema.nullable(),
  /** What changed since the run was evaluated, then since it was trained. */
  stale: z.array(staleSchema),
});
export type Report = z.infer<typeof reportSchema>;

/** What the product itself knows of a release. */
const releasePlace = z.object({ dir: z.string(), run: z.string(), release: z.number() });

export const packageSchema = releasePlace.extend({
  isReadable: z.literal(true),
  createdAt: z.string(),
  limits: carriedLimitsSchema,
  parity: z.object({
    images: z.number(),
    maxScoreDifference: z.number(),
    maxMapDifference: z.number(),
    verdictsEqual: z.boolean(),
    scoreTolerance: z.number(),
    mapTolerance: z.number(),
  }),
  golden: z.array(z.object({ file: z.string(), score: z.number(), verdict })),
  files: z.number(),
  /** False where the folder no longer verifies; `problem` says why. */
  isWhole: z.boolean(),
  problem: z.string().nullable(),
  /** What changed since it was exported: limits, and what its run was made from. */
  stale: z.array(staleSchema),
});
export type PackageSummary = z.infer<typeof packageSchema>;

/** A release whose package cannot be read; `problem` names the file and what is wrong with it. */
const unreadablePackageSchema = releasePlace.extend({ isReadable: z.literal(false), problem: serializedErrorSchema });

const listedPackageSchema = z.discriminatedUnion('isReadable', [packageSchema, unreadablePackageSchema]);
export type ListedPackage = z.infer<typeof listedPackageSchema>;

/** A file scored by a package; without a score where `error` says why. */
const triedFileSchema = z.object({
  file: z.string(),
  score: z.number().nullable(),
  verdict: verdict.nullable(),
  ms: z.number().nullable(),
  error: serializedErrorSchema.nullable(),
});
export type TriedFile = z.infer<typeof triedFileSchema>;

const folderSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(z.object({ name: z.string(), path: z.string(), isProduct: z.boolean(), images: z.number() })),
});

export const studioEventSchema = z.discriminatedUnion('type', [
  /** First of every stream: what is under way now. */
  z.object({ type: z.literal('snapshot'), jobs: z.array(jobSchema), products: z.array(productSummarySchema) }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('run'), product: productId, run: runRecordSchema }),
  z.object({ type: z.literal('losses'), product: productId, run: runId, row: lossRowSchema }),
  /** A run was judged on held-out forgeries; `training.validation` has the row and the sample maps by now. */
  z.object({ type: z.literal('validation'), product: productId, run: runId, row: validationRowSchema }),
  z.object({ type: z.literal('product'), product: productSummarySchema }),
  z.object({ type: z.literal('heartbeat') }),
]);
export type StudioEvent = z.infer<typeof studioEventSchema>;

const product = z.object({ product: productId });
const productRun = product.extend({ run: runId });

export const studioContract = {
  system: {
    about: oc.output(z.object({ version: z.string(), engine: z.string(), home: z.string() })),
    doctor: oc.output(
      z.object({
        ok: z.boolean(),
        parts: z.array(
          z.object({ part: z.string(), state: z.string(), detail: z.string(), fix: z.string().nullable() }),
        ),
      }),
    ),
    events: oc.output(eventIterator(studioEventSchema)),
    cancelJob: oc.input(z.object({ job: z.string() })).output(z.void()),
  },
  folders: {
    roots: oc.output(z.array(z.string())),
    list: oc.input(z.object({ path: text.optional() })).output(folderSchema),
    /** A root that the user picked in a native dialog; only the desktop shell may call it. */
    allow: oc.input(z.object({ path: text })).output(z.void()),
  },
  products: {
    list: oc.output(z.array(productSummarySchema)),
    create: oc.input(z.object({ dir: text, name: z.string().min(1).max(80) })).output(productSummarySchema),
    open: oc.input(z.object({ dir: text })).output(productSummarySchema),
    forget: oc.input(product).output(z.void()),
    /** Renders and imports the sample product if it is not there. */
    sample: oc.output(jobSchema),
  },
  dataset: {
    import: oc
      .input(
        product.extend({
          folder: text,
          session: text.optional(),
          sessionsFile: text.optional(),
          label: label.optional(),
        }),
      )
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
  },
  synthesis: {
    priorSets: oc.input(product).output(z.array(priorSetSchema)),
    save: oc.input(product.extend({ priorSet: priorSetSchema })).output(z.void()),
    remove: oc.input(product.extend({ name: z.string() })).output(z.void()),
  },
  training: {
    runs: oc.input(product).output(z.array(runRecordSchema)),
    /** What changed since each run began, by its id. */
    stale: oc.input(product).output(z.record(runId, z.array(staleSchema))),
    losses: oc.input(productRun).output(z.array(lossRowSchema)),
    /** Judgements on held-out forgeries, by rising step, and the fixed sample parts; null where the run has none. */
    validation: oc
      .input(productRun)
      .output(z.object({ rows: z.array(validationRowSchema), samples: sampleIndexSchema.nullable() })),
    forecast: oc.input(product.extend({ minutes: z.number().positive().max(600), size: sizeSchema })).output(
      z.object({
        steps: z.number(),
        /** Of the whole run. */
        seconds: z.number(),
        parts: timePartsSchema,
        /** Minutes after which a run makes no more steps. */
        mostMinutes: z.number(),
        memoryMb: z.number(),
        nTrain: z.number(),
        nCalibration: z.number(),
        /** Longer side of the usual good photograph within the region of interest, px. */
        sourceSide: z.number().nullable(),
        /** No run of this size says how quick this machine is. */
        isGuess: z.boolean(),
      }),
    ),
    start: oc
      .input(
        product.extend({
          budget: z.union([
            z.strictObject({ minutes: z.number().positive().max(600) }),
            z.strictObject({ steps: z.number().int().positive().max(100_000) }),
          ]),
          seed: z.number().int().min(0).max(0xffffffff),
          size: sizeSchema,
          loss: lossWeightsSchema,
          priorSet: priorSetSchema,
        }),
      )
      .output(jobSchema),
    /** Goes on with a paused or interrupted run, the newest where none is named. */
    resume: oc.input(product.extend({ run: runId.optional() })).output(jobSchema),
    /** Lets the run that trains rest on a checkpoint. */
    pause: oc.input(product).output(z.void()),
    /** Gives up a paused or interrupted run for good; one that trains or waits is cancelled by its job. */
    cancel: oc.input(productRun).output(runRecordSchema),
  },
  evaluation: {
    start: oc.input(productRun).output(jobSchema),
    /** Null where the run has not been evaluated yet. */
    report: oc.input(productRun).output(reportSchema.nullable()),
    /** The limits in force, with or without an evaluation. */
    limits: oc.input(productRun).output(runLimits),
    setLimits: oc
      .input(
        productRun.extend({
          acceptLimit: z.number().min(0).max(1),
          rejectLimit: z.number().min(0).max(1),
          why: z.string().min(1).max(500),
        }),
      )
      .output(runLimits),
    /** Goes back to the limits as learned. */
    restoreLimits: oc.input(productRun).output(runLimits),
  },
  export: {
    packages: oc.input(product).output(z.array(listedPackageSchema)),
    start: oc.input(productRun.extend({ out: text.optional() })).output(jobSchema),
    /** Scores files with a package, as production would. */
    tryOut: oc
      .input(product.extend({ dir: text, files: z.array(text).min(1).max(50) }))
      .output(z.array(triedFileSchema)),
  },
};
export type StudioContract = typeof studioContract;

/** Pixels of a preview's pictures together, 7 bytes each: more than 13 pictures of 1,024 px. */
const mostPreviewPixels = 16e6;

/** POST /preview: forged pictures as one body, see {@link previewHeaderSchema}. */
export const previewRequestSchema = z
  .object({
    product: productId,
    priorSet: priorSetSchema,
    seed: z.number().int().min(0).max(0xffffffff),
    /** Numbers of the plan: picture n of this seed is what `synthesize --seed` writes as number n. */
    indices: z.array(z.number().int().min(0)).min(1).max(64),
    /** Side of the pictures, px: at a run's own size they are the bytes that it is trained on. */
    size: sizeSchema,
  })
  .refine(({ indices, size }) => indices.length * size ** 2 <= mostPreviewPixels, 'fewer pictures, or smaller ones');
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

/**
 * The body of a preview: uint32 little-endian length of a JSON header, the header, then for each item size² × 3 bytes RGB,
 * size² bytes mask, and size² × 3 bytes of the part without its defect.
 */
export const previewHeaderSchema = z.object({
  size: z.number(),
  milliseconds: z.number(),
  items: z.array(
    z.object({
      index: z.number(),
      base: z.object({ image: z.number(), name: z.string() }),
      drawn: z.array(
        z.object({ kind: z.enum(defectKinds), values: z.record(z.string(), z.union([z.number(), z.string()])) }),
      ),
      /** Share of the picture that changed. */
      area: z.number(),
    }),
  ),
});
export type PreviewHeader = z.infer<typeof previewHeaderSchema>;

/** Address of a picture. `thumb`: WebP, longest side 256; `full`: as decoded, PNG; `mask`: PNG. */
export function pictureUrl(productId: string, image: number, what: 'thumb' | 'full' | 'mask'): string {
  return `/pictures/${productId}/${image}/${what}`;
}

/**
 * Address of a picture as a run sees it, cut and shaped like its maps. `picture`: PNG of the run's working size; `thumb`: WebP,
 * longest side 256.
 */
export function workingUrl(productId: string, run: string, image: number, what: 'picture' | 'thumb'): string {
  return `/working/${productId}/${run}/${image}/${what}`;
}

/** Address of a golden picture of a release, at most 256 pixels a side; `index` counts in the order of the package. */
export function goldenUrl(productId: string, release: number, index: number): string {
  return `/goldens/${productId}/${release}/${index}`;
}

/** Address of an anomaly map of a run: raw little-endian float32, 0–1, headers X-Map-Width and X-Map-Height. */
export function mapUrl(productId: string, run: string, image: number): string {
  return `/maps/${productId}/${run}/${image}`;
}

/** Address of a sample part of a run, by its place in the index. `picture`: PNG; `mask`: a byte a pixel, 0 or 255. */
export function sampleUrl(productId: string, run: string, part: number, what: 'picture' | 'mask'): string {
  return `/samples/${productId}/${run}/${part}/${what}`;
}

/** Address of a sample part's map after `step` steps: as {@link mapUrl}, on the samples' fixed scale. */
export function sampleMapUrl(productId: string, run: string, part: number, step: number): string {
  return `/samples/${productId}/${run}/${part}/map/${step}`;
}
