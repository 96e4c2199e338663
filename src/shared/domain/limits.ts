import { z } from 'zod';
import { limitClauseSchema } from './limitClauses.ts';

export type Verdict = 'ok' | 'review' | 'ng';

/** A share, 0–1, with its 95 % range. */
export const shareSchema = z.object({
  expected: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Share = z.infer<typeof shareSchema>;

/**
 * What was learned from good parts when the run was trained; never changed afterwards. What these limits promise is not
 * kept here: it is computed from the scores (see {@link calibrationSchema}) for the limits in force.
 */
export const learnedLimitsSchema = z.object({
  /** score < acceptLimit → ok. */
  acceptLimit: z.number(),
  /** score >= rejectLimit → ng; between the two → review. */
  rejectLimit: z.number(),
  /** Map value from which a pixel counts as anomalous. */
  pixelLimit: z.number(),
  /** Which parts gave the scores: where too few were held out, those that were trained on. */
  basis: z.enum(['calibration', 'train']),
});
export type LearnedLimits = z.infer<typeof learnedLimitsSchema>;

/** The score of one picture of a good part, and whose it is. */
export const goodScoreSchema = z.object({
  /** sha256 of the picture's bytes. */
  hash: z.string(),
  part: z.string(),
  session: z.string(),
  score: z.number(),
  /** Highest value of its map. */
  pixelMaximum: z.number(),
});
export type GoodScore = z.infer<typeof goodScoreSchema>;

/** The scores that a run's limits rest on; never changed. */
export const calibrationSchema = z.object({
  /** Good parts of the run, those trained on and those held out together. */
  goodParts: z.number().int().min(0),
  /** Parts and sessions of these that the model was trained on as well: what is said of others must not rest on them. */
  alsoTrained: z.object({ parts: z.array(z.string()), sessions: z.array(z.string()) }),
  good: z.array(goodScoreSchema),
  /** Defects forged on the held-out parts, of which no run trains on one; null where no part was held out. */
  forged: z.array(z.object({ kind: z.string(), score: z.number() })).nullable(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** What a person decided in place of what was learned. */
export const decisionSchema = z.object({
  acceptLimit: z.number(),
  rejectLimit: z.number(),
  who: z.string(),
  /** ISO 8601. */
  at: z.string(),
  why: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** Forged defects that pass as OK: of all, and kind by kind. Never to be shown without the word "forged". */
export const escapeForgedSchema = shareSchema.extend({
  n: z.number().int(),
  kinds: z.array(shareSchema.extend({ kind: z.string(), n: z.number().int() })),
});
export type EscapeForged = z.infer<typeof escapeForgedSchema>;

/** The one good part that sets the accept limit by itself, far from all others. */
export const oddPartSchema = z.object({
  hash: z.string(),
  part: z.string(),
  score: z.number(),
  /** Where the accept limit would stand without this part. */
  limitWithout: z.number(),
});
export type OddPart = z.infer<typeof oddPartSchema>;

/** The limits in force, and what the scores say of exactly these. Shares are null where nothing can be said. */
export const limitsSchema = z.object({
  decided: z.enum(['learned', 'moved']),
  acceptLimit: z.number(),
  rejectLimit: z.number(),
  pixelLimit: z.number(),
  /** Who moved them, when and why; null where they stand as learned. */
  decision: z.object({ who: z.string(), at: z.string(), why: z.string() }).nullable(),
  learned: z.object({ acceptLimit: z.number(), rejectLimit: z.number() }),
  basis: z.enum(['calibration', 'train']),
  /** What is counted: physical parts; sessions and pictures only where parts are not known. */
  unit: z.enum(['part', 'session', 'picture']),
  /** Units that the shares rest on; 0 where the scores were not kept. */
  n: z.number().int().min(0),
  /** Pictures of these units. */
  pictures: z.number().int().min(0),
  /** Sessions that these units come from. */
  sessions: z.number().int().min(0),
  /** Units at or above each limit; a part counts by the share of its pictures that are. Null where the scores were not kept. */
  countAtAccept: z.number().nullable(),
  countAtReject: z.number().nullable(),
  /** Share of further good parts of the same sessions at or above acceptLimit (review or NG). */
  overkillAtAccept: shareSchema.nullable(),
  /** The same at or above rejectLimit (NG). */
  overkillAtReject: shareSchema.nullable(),
  /** Share of good parts at or above acceptLimit in one session that was not seen. */
  newDay: shareSchema.nullable(),
  /** Share of forged defects below acceptLimit (OK). */
  escapeForged: escapeForgedSchema.nullable(),
  oddPart: oddPartSchema.nullable(),
  /** All this as codes and figures, for words in any language. */
  clauses: z.array(limitClauseSchema),
  /** The same in plain English words. */
  statement: z.string(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** Limits as packages and reports carry them; those of earlier versions say neither whether they were moved nor what they let pass. */
export const carriedLimitsSchema = limitsSchema.partial({
  decided: true,
  decision: true,
  learned: true,
  unit: true,
  pictures: true,
  sessions: true,
  countAtAccept: true,
  countAtReject: true,
  newDay: true,
  escapeForged: true,
  oddPart: true,
  clauses: true,
});

export type TwoLimits = Pick<Limits, 'acceptLimit' | 'rejectLimit'>;

/** True where a limit lies between two scores, so that they get different verdicts however near they are. */
export function limitBetween(a: number, b: number, limits: TwoLimits): boolean {
  return verdictOf(a, limits) !== verdictOf(b, limits);
}

/** score < accept → ok; score >= reject → ng; between → review. NaN is never ok. */
export function verdictOf(score: number, limits: TwoLimits): Verdict {
  if (score < limits.acceptLimit) return 'ok';
  return score < limits.rejectLimit ? 'review' : 'ng';
}
