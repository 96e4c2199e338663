import { z } from 'zod';
import { priorPlaces, priorValues } from './priorChanges.ts';
import { staleSchema } from './staleness.ts';

/** What two runs are compared by. Figures at limits are at each run's own limits in force. */
const comparedMetrics = [
  'imageAuroc',
  'imageAp',
  'pixelAuroc',
  'pixelAp',
  'aupro30',
  'overkill', // good pictures in review or NG
  'overkillNg', // good pictures in NG
  'escape', // defective pictures that pass as OK
] as const;

/** Why two figures stand beside each other without a range of their difference. */
export const unpairedReasons = [
  'otherForgeries', // the defects were forged on other parts, or with other priors
  'otherParts', // the limits rest on other good parts
] as const;
export type UnpairedReason = (typeof unpairedReasons)[number];

export const differenceSchema = z.object({
  metric: z.enum(comparedMetrics),
  /** Test pictures; good parts held out to set the limits on; or defects forged on these, beside them. */
  on: z.enum(['test', 'calibration', 'forged']),
  /** Fractions 0–1 of each run on the same pictures; on each run's own where `unpaired` says so. */
  a: z.number().nullable(),
  b: z.number().nullable(),
  /** b − a, with its 95 % range over other parts like these; null where they cannot be paired. */
  difference: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Physical parts that it rests on. */
  parts: z.object({ normal: z.number().int(), anomalous: z.number().int() }),
  unpaired: z.enum(unpairedReasons).nullable(),
});
export type Difference = z.infer<typeof differenceSchema>;

const judgedSchema = z.object({ score: z.number(), verdict: z.enum(['ok', 'review', 'ng']) });

/** A test picture of which two runs say different things. */
export const changedVerdictSchema = z.object({
  image: z.number().int(),
  file: z.string(),
  label: z.enum(['normal', 'anomalous']),
  kind: z.string().nullable(),
  a: judgedSchema,
  b: judgedSchema,
});
export type ChangedVerdict = z.infer<typeof changedVerdictSchema>;

/** What a run was set to, or learned from, where two runs can differ. */
export const comparedSettings = [
  'size',
  'picture',
  'budget',
  'steps',
  'seed',
  'weights',
  'moved',
  'ablation',
  'backbone',
  'backend',
  'region',
  'zones',
  'trainParts',
  'calibrationParts',
  'acceptLimit',
  'rejectLimit',
] as const;
export type ComparedSetting = (typeof comparedSettings)[number];

export const settingDifferenceSchema = z.object({
  setting: z.enum(comparedSettings),
  /** As people write them; null where it is not known. */
  a: z.string().nullable(),
  b: z.string().nullable(),
});
export type SettingDifference = z.infer<typeof settingDifferenceSchema>;

/** One value of the priors that differs. */
export const priorDifferenceSchema = z.object({
  place: z.enum(priorPlaces),
  value: z.enum([...priorValues, 'enabled', 'all']),
  a: z.string(),
  b: z.string(),
});
export type PriorDifference = z.infer<typeof priorDifferenceSchema>;

/** A run beside another: what differs, and what that is worth. */
export const comparisonSchema = z.object({
  /** Ids. */
  a: z.string(),
  b: z.string(),
  differences: z.array(differenceSchema),
  /** Test pictures that both judged, and those of them whose verdict changed. */
  judged: z.number().int(),
  changed: z.array(changedVerdictSchema),
  settings: z.array(settingDifferenceSchema),
  priors: z.array(priorDifferenceSchema),
  /** Good parts that the second run learned from and the first did not, and the other way round. */
  data: z.object({ added: z.number().int(), gone: z.number().int(), shared: z.number().int() }),
  /** Of the two runs, those that were not evaluated. */
  notEvaluated: z.array(z.string()),
  /** What is out of date, by run. */
  stale: z.record(z.string(), z.array(staleSchema)),
});
export type Comparison = z.infer<typeof comparisonSchema>;
