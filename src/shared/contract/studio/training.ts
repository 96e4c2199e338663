import { oc } from '@orpc/contract';
import { z } from 'zod';
import { backboneWordSchema } from '../../domain/backbones.ts';
import { movedSchema } from '../../domain/movement.ts';
import { sizeSchema } from '../../domain/pictures.ts';
import { judgedKindSchema } from '../../domain/likeness.ts';
import { toldScopes } from '../../domain/toldApart.ts';
import { estimatedNames } from '../../domain/matchedPriors.ts';
import { defectKinds, longestPriorNote, priorSetSchema } from '../../domain/priors.ts';
import { mostRounds, usualRounds } from '../../domain/priorSearch.ts';
import { comparisonSchema } from '../../domain/comparison.ts';
import { longestRunName, longestRunNote } from '../../domain/runNames.ts';
import { lossWeightsSchema, runLossSchema, runRecordSchema, timePartsSchema } from '../../domain/runs.ts';
import { staleSchema } from '../../domain/staleness.ts';
import { sampleIndexSchema, validationRowSchema } from '../../domain/validation.ts';
import { jobSchema } from './jobs.ts';
import { product, productRun, runId } from './words.ts';

export const lossRowSchema = z.object({
  step: z.number(),
  feature: z.number(),
  score: z.number(),
  consistency: z.number(),
  total: z.number(),
  seconds: z.number(),
});
export type LossRow = z.infer<typeof lossRowSchema>;

/** A kind that defects are labelled as, how many pictures of it have a mask, and which of these stand in training, by id. */
const labelledKindSchema = z.object({ kind: z.string(), pictures: z.number(), given: z.array(z.number()) });
export type LabelledKind = z.infer<typeof labelledKindSchema>;

const runName = z.string().max(4 * longestRunName);

/** The saved prior sets of a product. */
export const synthesis = {
  priorSets: oc.input(product).output(z.array(priorSetSchema)),
  save: oc
    .input(product.extend({ priorSet: priorSetSchema, note: z.string().max(longestPriorNote).optional() }))
    .output(z.void()),
  remove: oc.input(product.extend({ name: z.string() })).output(z.void()),
  /** Versions of a saved set, newest first. */
  versions: oc.input(product.extend({ name: z.string() })).output(
    z.array(
      z.object({
        name: z.string(),
        number: z.number().int(),
        at: z.string(),
        who: z.string(),
        note: z.string(),
        priorSet: priorSetSchema,
      }),
    ),
  ),
  /** The picture that a code names, see recallCode. */
  recall: oc.input(product.extend({ code: z.string().max(40) })).output(
    z.object({
      priorSet: priorSetSchema,
      version: z.number().int().nullable(),
      seed: z.number().int(),
      number: z.number().int(),
      /** What the code says of what it was made of; null where it says nothing. */
      madeOf: z.string().nullable(),
    }),
  ),
  /** A prior set of a file that a person chose; what it leaves out keeps its default. */
  parse: oc.input(z.object({ file: z.string().max(400), text: z.string().max(1_000_000) })).output(priorSetSchema),
  /** Kinds of labelled defects, by name. */
  labelledKinds: oc.input(product).output(z.array(labelledKindSchema)),
  /** Forged defects of one kind beside the labelled ones of another: some seconds of work. */
  judge: oc
    .input(
      product.extend({
        kind: z.string(),
        as: z.enum(defectKinds),
        priorSet: priorSetSchema,
        seed: z.number().int().min(0).max(0xffffffff),
      }),
    )
    .output(judgedKindSchema),
  /** Has the engine tell forged defects from labelled ones; the job's result is an askedToldSchema. */
  tellApart: oc
    .input(
      product.extend({
        scope: z.enum(toldScopes),
        /** As in `judge`; of no account where the whole recipe is held beside all labelled defects. */
        kind: z.string(),
        as: z.enum(defectKinds),
        priorSet: priorSetSchema,
        seed: z.number().int().min(0).max(0xffffffff),
      }),
    )
    .output(jobSchema),
  /** Ranges of a forged kind as labelled defects have them, see estimatedRanges; of training unless `evenTest`. Nothing is changed by it. */
  estimate: oc.input(product.extend({ kind: z.string(), as: z.enum(defectKinds), evenTest: z.boolean() })).output(
    z.object({
      ranges: z.partialRecord(z.enum(estimatedNames), z.tuple([z.number(), z.number()])),
      resembles: z.enum(defectKinds),
      defects: z.number(),
      pictures: z.number(),
      /** Pictures of the kind without a mask that shows it at 256 px. */
      unseen: z.number(),
      isTest: z.boolean(),
    }),
  ),
  /** Looks for ranges with which forged defects are told from labelled ones of training worst; the job's result is a foundPriorsSchema. */
  search: oc
    .input(
      product.extend({
        kind: z.string(),
        /** The forged kind to tune; whichever come closest where absent. */
        as: z.enum(defectKinds).optional(),
        priorSet: priorSetSchema,
        rounds: z.number().int().min(1).max(mostRounds).default(usualRounds),
        seed: z.number().int().min(0).max(0xffffffff),
      }),
    )
    .output(jobSchema),
};

/** Runs: what they would take, their work and what is known of them. */
export const training = {
  runs: oc.input(product).output(z.array(runRecordSchema)),
  /** What changed since each run began, by its id. */
  stale: oc.input(product).output(z.record(runId, z.array(staleSchema))),
  losses: oc.input(productRun).output(z.array(lossRowSchema)),
  /** Judgements on held-out forgeries, by rising step, and the fixed sample parts; null where the run has none. */
  validation: oc
    .input(productRun)
    .output(z.object({ rows: z.array(validationRowSchema), samples: sampleIndexSchema.nullable() })),
  forecast: oc
    .input(
      product.extend({
        minutes: z.number().positive().max(600),
        size: sizeSchema,
        /** The frozen network; the default's where absent. */
        backbone: backboneWordSchema.optional(),
        /** As in `start`. */
        moved: movedSchema.optional(),
      }),
    )
    .output(
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
        /** What `auto` means for these parts: the share of each side by which a run would see them moved. */
        moved: z.number(),
        /** Networks whose weights set-up has not brought. */
        missingBackbones: z.array(backboneWordSchema),
        /** No run of this size and network says how quick this machine is. */
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
        /** Share of each side by which good parts are also seen moved; absent: auto. */
        moved: movedSchema.optional(),
        backbone: backboneWordSchema.optional(),
        priorSet: priorSetSchema,
        name: runName.optional(),
      }),
    )
    .output(jobSchema),
  /** Goes on with a paused or interrupted run, the newest where none is named. */
  resume: oc.input(product.extend({ run: runId.optional() })).output(jobSchema),
  /** Lets the run that trains rest on a checkpoint. */
  pause: oc.input(product).output(z.void()),
  /** Names a run or writes a note on it; an empty text takes either away. */
  describe: oc
    .input(
      productRun.extend({
        name: runName.optional(),
        note: z
          .string()
          .max(2 * longestRunNote)
          .optional(),
      }),
    )
    .output(runRecordSchema),
  /** What deleting a run would take. */
  loss: oc.input(productRun).output(runLossSchema),
  /** Deletes a run for good; where a release rests on it, only with `evenReleased`. */
  remove: oc.input(productRun.extend({ evenReleased: z.boolean() })).output(runLossSchema),
  /** Trained runs beside the first of them. */
  compare: oc.input(product.extend({ runs: z.array(runId).min(2).max(8) })).output(z.array(comparisonSchema)),
  /** Puts a job that waits for the engine at another place among all that wait; 1 is next. */
  move: oc.input(z.object({ job: z.string(), place: z.number().int().positive() })).output(z.void()),
  /** Gives up a paused or interrupted run for good; one that trains or waits is cancelled by its job. */
  cancel: oc.input(productRun).output(runRecordSchema),
};
