import { z } from 'zod';
import { carriedLimitsSchema, shareSchema } from './limits.ts';
import { kindRowSchema, metricsSchema } from './metrics.ts';
import { judgedAreaSchema } from './runs.ts';
import { evaluationBasisSchema } from './staleness.ts';

/** So many of n pictures, with the 95 % range of the share over parts. */
export const countedShareSchema = z.object({
  count: z.number().int().min(0),
  n: z.number().int().min(0),
  /** Physical parts that the pictures show; absent in reports of earlier versions, whose range took pictures for parts. */
  parts: z.number().int().min(0).optional(),
  /** count / n with its range; null for n = 0. */
  share: shareSchema.nullable(),
});
export type CountedShare = z.infer<typeof countedShareSchema>;

/** What two limits did on judged pictures. */
export const limitOutcomeSchema = z.object({
  /** Normals in review or NG. */
  overkill: countedShareSchema,
  /** Normals in NG. */
  overkillNg: countedShareSchema,
  /** Anomalous pictures that pass as OK. */
  escape: countedShareSchema,
});
export type LimitOutcome = z.infer<typeof limitOutcomeSchema>;

/** Figures on one set of judged pictures. */
export const figuresSchema = metricsSchema.extend({ kinds: z.array(kindRowSchema), limits: limitOutcomeSchema });
export type Figures = z.infer<typeof figuresSchema>;

/** Test pictures that a run was not tested on. */
export const leftOutOfTestSchema = z.object({
  /** The run learned from them or set its limits on them. */
  used: z.number().int().min(0),
  /** Good ones that are near-copies of such pictures. */
  nearCopies: z.number().int().min(0),
});
export type LeftOutOfTest = z.infer<typeof leftOutOfTestSchema>;

/**
 * A forged defect as an evaluation judged it. Its picture is not kept: it is forged again from the run's priors, the good parts
 * and its number, byte by byte the same (see vision/limitForgeries.ts).
 */
export const forgedRowSchema = z.object({
  number: z.number().int().min(0),
  /** Kind first drawn. */
  kind: z.string(),
  score: z.number(),
  /** Content hash of the good part that it is forged on. */
  base: z.string(),
  /** Physical part that this picture counts as. */
  part: z.string(),
  /** Longest extent of the largest place that was changed, px of the photograph. */
  extent: z.number(),
});
export type ForgedRow = z.infer<typeof forgedRowSchema>;

/** The forged defects of an evaluation, and what forging them again takes. */
export const forgedSeriesSchema = z.object({
  /** Content hashes of the good parts that defects are forged on, in the order that numbers them. */
  bases: z.array(z.string()),
  rows: z.array(forgedRowSchema),
});
export type ForgedSeries = z.infer<typeof forgedSeriesSchema>;

/** runs/<id>/evaluation.json, as every version has written it: figures on the labelled test images, limits and what they did. */
export const evaluationReportSchema = figuresSchema.extend({
  run: z.string(),
  /** The same on held-out forged defects; null where no normal part was kept out of training. */
  synthetic: figuresSchema.nullable(),
  limits: carriedLimitsSchema.and(limitOutcomeSchema),
  /** Absent in reports of earlier versions. */
  judged: judgedAreaSchema.optional(),
  /** Defective test pictures that no figure counts: their whole defect lies where the zones say that nothing is judged. */
  outsideZones: z.number().int().optional(),
  /** The forged defects one by one; null where no part was held out, absent in reports of earlier versions. */
  forged: forgedSeriesSchema.nullish(),
  /** Absent in reports of earlier versions. */
  leftOut: leftOutOfTestSchema.optional(),
  /** Masks of an earlier version, which kept no hash of them: they were taken as they were; 0 where absent. */
  masksUnproven: z.number().int().min(0).optional(),
  /** What it was made from; absent in reports of earlier versions. */
  basis: evaluationBasisSchema.optional(),
});
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
