import { oc } from '@orpc/contract';
import { z } from 'zod';
import { calibrationSchema, limitsSchema, oddPartSchema } from '../../domain/limits.ts';
import { roiSchema } from '../../domain/images.ts';
import { pictureShapeSchema } from '../../domain/pictures.ts';
import { figuresSchema, forgedRowSchema } from '../../domain/report.ts';
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

/** A good part that the limits rest on. */
const goodRowSchema = scoreRowSchema.extend({
  /** Null where it has left the product; the limits rest on it still. */
  image: imageRowSchema.nullable(),
  /** It was judged with a map by the evaluation that is shown. */
  hasMap: z.boolean(),
});

/** A forged defect of the evaluation that is shown. */
const forgedShownSchema = forgedRowSchema.extend({
  /** The good part that it is forged on; null where that has left the product, and the picture cannot be forged again. */
  image: imageRowSchema.nullable(),
});

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
  /** Good parts that the limits rest on. */
  good: z.array(goodRowSchema),
  /** Forged defects; null where no part was held out, or an earlier version did not keep them. */
  forged: z.array(forgedShownSchema).nullable(),
  /** Scores of the test images. */
  scores: z.array(scoreRowSchema),
  /** What else a verdict is made from, see Known in vision/standing.ts. */
  known: z.object({
    workingScale: z.number().nullable(),
    stoppedEarly: z.object({ step: z.number(), planned: z.number() }).nullable(),
    changes: z.object({ evaluation: z.number(), run: z.number() }),
    isOld: z.boolean(),
  }),
  /** How the run looks at photographs; null where its folder is gone. */
  view: z.object({ picture: pictureShapeSchema, roi: roiSchema }).nullable(),
  /** Names this evaluation: forged pictures and maps of another one are others. */
  evaluatedAt: z.string(),
  /** Which part of each picture is judged; null where it is not known. */
  judged: judgedAreaSchema.nullable(),
  /** Masks that an earlier version imported without their hash, taken as they were when the run was evaluated. */
  masksUnproven: z.number().int().min(0),
  /** Defective test pictures that no figure counts: their whole defect lies where the run's zones leave it out. */
  outsideZones: z.number().int().min(0),
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
