import { z } from 'zod';

/** A figure 0–1; null where the data cannot give it (no masks, one label only). */
const fractionSchema = z.number().nullable();

/** Ends of a figure's 95 % range, 0–1; null where the figure is not defined. */
export const rangeSchema = z.tuple([z.number(), z.number()]).nullable();
export type Range = z.infer<typeof rangeSchema>;

export const figureNames = ['imageAuroc', 'imageAp', 'imageF1Max', 'pixelAuroc', 'pixelAp', 'aupro30'] as const;
export type FigureName = (typeof figureNames)[number];

export const figureRangesSchema = z.object({
  imageAuroc: rangeSchema,
  imageAp: rangeSchema,
  imageF1Max: rangeSchema,
  pixelAuroc: rangeSchema,
  pixelAp: rangeSchema,
  aupro30: rangeSchema,
});
export type FigureRanges = z.infer<typeof figureRangesSchema>;

/** What stands for the ranges that reports of earlier versions do not have. */
const noRanges: FigureRanges = {
  imageAuroc: null,
  imageAp: null,
  imageF1Max: null,
  pixelAuroc: null,
  pixelAp: null,
  aupro30: null,
};

/** Physical parts that the pictures show: what a range rests on. */
const partsSchema = z.object({
  normal: z.number().int().min(0),
  anomalous: z.number().int().min(0),
  /** Parts of the anomalous pictures that have a mask. */
  masked: z.number().int().min(0),
});

/** Figures of scored pictures. What earlier versions did not keep is filled in where a report is read back. */
export const metricsSchema = z.object({
  imageAuroc: fractionSchema,
  imageAp: fractionSchema,
  imageF1Max: fractionSchema,
  pixelAuroc: fractionSchema,
  pixelAp: fractionSchema,
  aupro30: fractionSchema,
  /** Pictures. */
  nNormal: z.number().int().min(0),
  nAnomalous: z.number().int().min(0),
  /** Anomalous images that have a mask; pixel figures rest on these and all normals. */
  nMasked: z.number().int().min(0),
  /** Null where an earlier version counted pictures alone. */
  parts: partsSchema.nullable().default(null),
  /** 95 % ranges over other parts like these, see `metricRanges`. */
  ranges: figureRangesSchema.default(noRanges),
});
export type Metrics = z.infer<typeof metricsSchema>;

/** One kind of defect against all normals. */
export const kindRowSchema = z.object({
  kind: z.string(),
  /** Pictures of the kind. */
  n: z.number().int().min(0),
  imageAuroc: fractionSchema,
  ranges: figureRangesSchema.pick({ imageAuroc: true }).default({ imageAuroc: null }),
});
export type KindRow = z.infer<typeof kindRowSchema>;
