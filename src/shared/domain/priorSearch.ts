import { z } from 'zod';
import { type Likeness, judgedKindSchema } from './likeness.ts';
import { type DefectKind, type Prior, type PriorSet, defectKinds, priorSetSchema } from './priors.ts';

/** Rounds of a search where nobody says how many, and at most. */
export const usualRounds = 12;
export const mostRounds = 100;
/** Pictures by which one prior is told from another where nobody says how many. */
export const usualSearchPictures = 60;
/** Labelled defects of a kind, fewer of which say nothing of a range. */
export const fewestSearched = 3;

/** What each thing that can be told counts: telling all of them apart weighs as much as one deviation between them. */
const toldWeight = 2;

/**
 * How far forged and real ones are from being taken for each other; what a search makes small. 0: the same distributions, and nobody tells
 * them apart.
 */
export const farness = ({ apart, told }: Pick<Likeness, 'apart' | 'told'>): number =>
  apart + toldWeight * Math.max((told ?? 0.5) - 0.5, 0);

/** One round: the best that was known after it, on the pictures of this round. */
export const searchRoundSchema = z.object({
  round: z.number().int(),
  farness: z.number(),
  apart: z.number(),
  told: z.number().nullable(),
});
export type SearchRound = z.infer<typeof searchRoundSchema>;

const shares = z.partialRecord(z.enum(defectKinds), z.number());
export type KindShares = Partial<Record<DefectKind, number>>;

/** What a search found, with what it began from; nothing of it is taken yet. */
export const foundPriorsSchema = z.object({
  /** Of the labelled defects, all of them on the side of training. */
  kind: z.string(),
  /** The set that was to be made better, and the same with what was found. */
  asked: priorSetSchema,
  found: priorSetSchema,
  /** Kinds that stand in for the labelled one, by how often each is drawn, 0–1: before and after. */
  asBefore: shares,
  asAfter: shares,
  /** Both on pictures that the search did not see. */
  before: judgedKindSchema,
  after: judgedKindSchema,
  isBetter: z.boolean(),
  /** Good parts that training does not see, on which both were judged; 0: there are none, and they were judged on those of training. */
  heldOut: z.number().int(),
  rounds: z.array(searchRoundSchema),
});
export type FoundPriors = z.infer<typeof foundPriorsSchema>;

/** The set with these kinds alone, by their shares. */
export function onlyKinds(priorSet: PriorSet, wanted: KindShares): PriorSet {
  const kinds = Object.fromEntries(
    defectKinds.map((name) => {
      const share = wanted[name] ?? 0;
      return [name, { ...priorSet.kinds[name], enabled: share > 0, share }];
    }),
  ) as PriorSet['kinds'];
  return { ...priorSet, kinds };
}

/**
 * A set in which these kinds are as they were found. Together they are drawn as often as those of them that were on before, once where
 * none was; which of them how often is as found.
 */
export function withFound(priorSet: PriorSet, found: Partial<Record<DefectKind, Prior>>, wanted: KindShares): PriorSet {
  const names = defectKinds.filter((kind) => found[kind] !== undefined);
  const before = names.reduce((sum, kind) => {
    const { enabled, share } = priorSet.kinds[kind];
    return sum + (enabled ? share : 0);
  }, 0);
  const kinds = { ...priorSet.kinds };
  for (const name of names) {
    const share = Number(((before || 1) * (wanted[name] ?? 0)).toFixed(2));
    kinds[name] = { ...found[name]!, enabled: share > 0, share };
  }
  return { ...priorSet, kinds };
}
