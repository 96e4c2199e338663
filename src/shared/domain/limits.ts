import { z } from 'zod';

export type Verdict = 'ok' | 'review' | 'ng';

/** A share with its exact 95 % range. */
export const shareSchema = z.object({
  expected: z.number(),
  low: z.number(),
  high: z.number(),
});

/** Limits set from calibration normals, and what they promise with the sample they rest on. */
export const limitsSchema = z.object({
  /** score < acceptLimit → ok. */
  acceptLimit: z.number(),
  /** score >= rejectLimit → ng; between the two → review. */
  rejectLimit: z.number(),
  /** Map value from which a pixel counts as anomalous. */
  pixelLimit: z.number(),
  /** Calibration normals the limits rest on. */
  n: z.number().int().min(0),
  /** Which split the scores came from: too few calibration images fall back to training normals. */
  basis: z.enum(['calibration', 'train']),
  /** Share of good parts at or above acceptLimit (review or NG), before seeing any further part. */
  overkillAtAccept: shareSchema,
  /** Share of good parts at or above rejectLimit (NG). */
  overkillAtReject: shareSchema,
  /** In plain words: what n can and cannot promise. */
  statement: z.string(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** score < accept → ok; score >= reject → ng; between → review. NaN is never ok. */
export function verdictOf(score: number, limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>): Verdict {
  if (score < limits.acceptLimit) return 'ok';
  return score < limits.rejectLimit ? 'review' : 'ng';
}
