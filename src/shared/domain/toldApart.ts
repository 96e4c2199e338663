import { z } from 'zod';
import { changedPriors, changedValues, isCommonPlace } from './priorChanges.ts';
import { type DefectKind, type PriorSet, defectKinds, priorSetSchema } from './priors.ts';

/** Parts of either that a share rests on at least: fewer say nothing. */
export const fewestToldParts = 10;
/** Defects of either that are looked at, at most. */
export const mostTold = 200;

/** What is held beside each other: one kind forged alone beside one labelled kind, or the whole recipe beside all labelled defects. */
export const toldScopes = ['kind', 'all'] as const;
export type ToldScope = (typeof toldScopes)[number];

/** How well two classes of crops are told apart. */
export const toldShareSchema = z.object({
  /** Share told right, 0–1, both classes and the parts of each weighing alike; 0.5: not at all. Null where too few parts are there. */
  accuracy: z.number().nullable(),
  /** Its 95 % range; null with it. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Crops of either, and the parts that they are of. */
  nReal: z.number().int(),
  nForged: z.number().int(),
  realParts: z.number().int(),
  forgedParts: z.number().int(),
});
export type ToldShare = z.infer<typeof toldShareSchema>;

const toldApartSchema = toldShareSchema.extend({
  scope: z.enum(toldScopes),
  /** Of the labelled ones; null where all are taken. */
  kind: z.string().nullable(),
  /** Of the forged ones; null where the whole recipe forges. */
  as: z.enum(defectKinds).nullable(),
  /** The labelled ones are test pictures: who tunes by them has seen something of the test. */
  isTest: z.boolean(),
  /** The same of places without a defect on the same pictures: what is told there, photographs and no defects tell. */
  beside: toldShareSchema,
});
export type ToldApart = z.infer<typeof toldApartSchema>;

/** The same with what the forged ones were forged by. */
export const askedToldSchema = toldApartSchema.extend({
  asked: z.object({ priorSet: priorSetSchema, seed: z.number().int() }),
});
type AskedTold = z.infer<typeof askedToldSchema>;

/** What may be said of a share: too few, told apart or not; or that places without a defect are told as well. */
export type ToldVerdict = 'few' | 'not' | 'apart' | 'photographs';

/**
 * Not told where the range reaches down to chance. Where places without a defect are told apart too, so far that the ranges meet, it is the
 * photographs that differ.
 */
export function toldVerdict({ low, beside }: Pick<ToldApart, 'low' | 'beside'>): ToldVerdict {
  if (low === null) return 'few';
  if (low <= 0.5) return 'not';
  const isTold = beside.low !== null && beside.low > 0.5;
  return isTold && beside.high! >= low ? 'photographs' : 'apart';
}

/** True where what is on the bench is not what was held beside each other: another recipe as far as it was forged by, seed or kind. */
export function isToldOld(
  { scope, kind, as, asked }: Pick<AskedTold, 'scope' | 'kind' | 'as' | 'asked'>,
  now: { kind: string; as: DefectKind; priorSet: PriorSet; seed: number },
): boolean {
  if (asked.seed !== now.seed) return true;
  const before = asked.priorSet as PriorSet;
  const changed = changedPriors(before, now.priorSet);
  if (scope === 'all' || as === null) return changed.length > 0;
  const values = changedValues(before, now.priorSet, now.as).filter((value) => value !== 'share');
  return kind !== now.kind || as !== now.as || changed.some(isCommonPlace) || values.length > 0;
}
