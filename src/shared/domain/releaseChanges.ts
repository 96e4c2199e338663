import { z } from 'zod';
import type { Roi } from './images.ts';
import { type Verdict, type TwoLimits, verdictOf } from './limits.ts';
import { type PriorPlace, changedPriors, priorPlaces } from './priorChanges.ts';
import type { PriorSet } from './priors.ts';
import { type ZoneSet, isSameZoneSet } from './zones.ts';

/** What a release carries, and what its run was made from. */
export interface ReleaseBasis {
  limits: TwoLimits;
  run: string;
  /** Null where the run is gone, or cannot be read. */
  made: {
    steps: number;
    width: number;
    height: number;
    roi: Roi;
    zones?: ZoneSet | undefined;
    priorSet: PriorSet;
    /** Content hashes of the good parts. */
    train: readonly string[];
    calibration: readonly string[];
  } | null;
}

const releaseChangeCodes = [
  'acceptLimit', // from and to: scores
  'rejectLimit',
  'run', // from and to: run ids
  'runUnknown', // what one of the runs was made from is not known any more
  'steps', // from and to: numbers
  'size', // from and to: width × height, px
  'region', // the inspected region
  'zones', // inspection areas and ignore zones
  'partsAdded', // count: good parts that the earlier run did not have
  'partsGone',
  'sidesChanged', // count: good parts that changed between learning and setting limits
  'priors', // from and to: names; places: where they differ
] as const;

export const releaseChangeSchema = z.object({
  code: z.enum(releaseChangeCodes),
  from: z.union([z.string(), z.number()]).nullable(),
  to: z.union([z.string(), z.number()]).nullable(),
  count: z.number().int().nullable(),
  places: z.array(z.enum(priorPlaces)),
});
export type ReleaseChange = z.infer<typeof releaseChangeSchema>;

type Code = ReleaseChange['code'];
const changed = (code: Code, from: string | number | null, to: string | number | null): ReleaseChange[] =>
  from === to && from !== null ? [] : [{ code, from, to, count: null, places: [] }];
const counted = (code: Code, count: number): ReleaseChange[] =>
  count > 0 ? [{ code, from: null, to: null, count, places: [] }] : [];

/** What changed from one release to a later one; [] where they judge alike. */
export function releaseChanges(before: ReleaseBasis, now: ReleaseBasis): ReleaseChange[] {
  return [
    ...changed('acceptLimit', before.limits.acceptLimit, now.limits.acceptLimit),
    ...changed('rejectLimit', before.limits.rejectLimit, now.limits.rejectLimit),
    ...(before.run === now.run
      ? []
      : [...changed('run', before.run, now.run), ...madeOtherwise(before.made, now.made)]),
  ];
}

function madeOtherwise(before: ReleaseBasis['made'], now: ReleaseBasis['made']): ReleaseChange[] {
  if (!before || !now) return changed('runUnknown', null, null);
  const sideOf = ({ train, calibration }: NonNullable<ReleaseBasis['made']>): Map<string, string> =>
    new Map([
      ...train.map((hash) => [hash, 'train'] as const),
      ...calibration.map((hash) => [hash, 'limits'] as const),
    ]);
  const [old, fresh] = [sideOf(before), sideOf(now)];
  const hashes = [...fresh.keys()];
  const sides = hashes.filter((hash) => old.has(hash) && old.get(hash) !== fresh.get(hash));
  const shape = ({ width, height }: { width: number; height: number }): string => `${width} × ${height}`;
  return [
    ...changed('steps', before.steps, now.steps),
    ...changed('size', shape(before), shape(now)),
    ...(JSON.stringify(before.roi) === JSON.stringify(now.roi) ? [] : changed('region', null, null)),
    ...(isSameZoneSet(before.zones, now.zones) ? [] : changed('zones', null, null)),
    ...counted('partsAdded', hashes.filter((hash) => !old.has(hash)).length),
    ...counted('partsGone', [...old.keys()].filter((hash) => !fresh.has(hash)).length),
    ...counted('sidesChanged', sides.length),
    ...priorsChanged(before.priorSet, now.priorSet),
  ];
}

function priorsChanged(before: PriorSet, now: PriorSet): ReleaseChange[] {
  const places: PriorPlace[] = changedPriors(before, now);
  if (places.length === 0 && before.name === now.name) return [];
  return [{ code: 'priors', from: before.name, to: now.name, count: places.length, places }];
}

/** The scores of a picture by two releases. */
export interface TwiceScored {
  isAnomalous: boolean;
  before: number;
  now: number;
}

const verdict = z.enum(['ok', 'review', 'ng']);
export const verdictChangesSchema = z.object({
  /** Pictures that both runs were tested on. */
  pictures: z.number().int(),
  /** From one verdict to another, most frequent first. */
  changes: z.array(z.object({ from: verdict, to: verdict, isAnomalous: z.boolean(), count: z.number().int() })),
});
export type VerdictChanges = z.infer<typeof verdictChangesSchema>;

/** On the same pictures, which verdicts are others now. */
export function verdictChanges(pictures: readonly TwiceScored[], before: TwoLimits, now: TwoLimits): VerdictChanges {
  const counts = new Map<string, VerdictChanges['changes'][number]>();
  for (const { isAnomalous, before: old, now: fresh } of pictures) {
    const [from, to]: [Verdict, Verdict] = [verdictOf(old, before), verdictOf(fresh, now)];
    if (from === to) continue;
    const key = `${from} ${to} ${isAnomalous}`;
    counts.set(key, { from, to, isAnomalous, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { pictures: pictures.length, changes: [...counts.values()].sort((a, b) => b.count - a.count) };
}
