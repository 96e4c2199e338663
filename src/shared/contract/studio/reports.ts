import { oc } from '@orpc/contract';
import { z } from 'zod';
import { calibrationSchema, limitsSchema, oddPartSchema } from '../../domain/limits.ts';
import { figuresSchema } from '../../domain/report.ts';
import { judgedAreaSchema } from '../../domain/runs.ts';
import { staleSchema } from '../../domain/staleness.ts';
import { imageRowSchema } from './dataset.ts';
import { jobSchema } from './jobs.ts';
import { productRun, runId } from './words.ts';

const scoreRowSchema = z.object({
  image: imageRowSchema,
  /** Physical part that it counts as; near-copies are one. */
  part: z.string(),
  score: z.number(),
});
export type ScoreRow = z.infer<typeof scoreRowSchema>;
const figures = figuresSchema.omit({ limits: true });

/** The limits in force of a run; an odd part with where its picture lies. */
const runLimits = limitsSchema.extend({
  oddPart: oddPartSchema.extend({ file: z.string().nullable(), image: z.number().nullable() }).nullable(),
});

const reportSchema = z.object({
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
  /** Masks that an earlier version imported without their hash, taken as they were when the run was evaluated. */
  masksUnproven: z.number().int().min(0),
  /** What changed since the run was evaluated, then since it was trained. */
  stale: z.array(staleSchema),
});
export type Report = z.infer<typeof reportSchema>;

/** What a run is worth, and its limits. */
export const evaluation = {
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
};
