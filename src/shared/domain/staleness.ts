import { z } from 'zod';
import { type Label, type Roi, type Split, isSameRoi } from './images.ts';
import type { Limits } from './limits.ts';
import type { Painted } from './painted.ts';
import { changedPriors, savedPriorSet } from './priorChanges.ts';
import type { PriorSet } from './priors.ts';
import type { RunRecord } from './runs.ts';
import { type Foregrounds, type OwnAreas, isSameAreas } from './ownAreas.ts';
import { type IgnoreZone, type ZoneSet, isSameZoneSet } from './zones.ts';

/**
 * What changed since a run, an evaluation or a release was made. Nothing of this is stored: it is computed from what each of
 * them was made from and what holds now, so a change that is taken back is no change.
 */
export const staleCodes = [
  'partsAdded', // good parts to learn from or to set limits on that the run has not seen
  'partsGone', // parts of the run that were taken out of the product
  'labelsChanged', // parts that were good, or defective, or of another kind
  'defectsGiven', // labelled defects that were given to training and that the run was made without
  'defectsTaken', // labelled defects that the run learned from and that are not given to training any more
  'splitChanged', // parts that stand on another side now
  'sessionsChanged', // parts whose session or physical part is named otherwise now
  'regionChanged', // the inspected region
  'zonesChanged', // inspection areas and ignore zones, or the own ignore areas of its pictures
  'foregroundsChanged', // pictures of it in which somebody said otherwise where the part is
  'priorsChanged', // the saved prior set of the run's name
  'testAdded', // test pictures that the evaluation has not seen
  'testGone', // test pictures of the evaluation that left the test
  'masksChanged', // test pictures that gained or lost their mask, or have another
  'heldOutChanged', // good parts on which the evaluation forged defects, and those on which it would now
  'limitsMoved', // the limits of the run, against those that the release carries
] as const;
export type StaleCode = (typeof staleCodes)[number];

export const staleSchema = z.object({
  code: z.enum(staleCodes),
  /** How many pictures; null where nothing is counted. */
  count: z.number().int().nullable(),
  /** The prior set, or the release; null where none is meant. */
  of: z.string().nullable(),
});
export type Stale = z.infer<typeof staleSchema>;

/** A picture as the product has it now. */
export interface PresentPicture {
  /** Content hash. */
  hash: string;
  label: Label;
  split: Split;
  session: string;
  part: string;
  /** Whether something says where its defect is; absent: no. */
  hasMask?: boolean | undefined;
}

/** The product now. */
export interface Present {
  pictures: ReadonlyMap<string, PresentPicture>;
  /** What of the photographs is looked at, and the zones, null where there are none; absent where that cannot be read. */
  looked?:
    | {
        roi: Roi;
        zones: Pick<ZoneSet, 'inspect' | 'ignore'> | null;
        own?: OwnAreas | undefined;
        foregrounds?: Foregrounds | undefined;
      }
    | undefined;
  priorSets: readonly PriorSet[];
}

/** A good part as a run took it. */
export interface RunPicture {
  hash: string;
  session: string;
  part: string;
  /** Ignore areas that it had of its own; absent: none. */
  ignore?: readonly IgnoreZone[] | undefined;
  /** Where the part was said to be in it; absent: as it was found. */
  foreground?: Painted | undefined;
}

/** What a run was made from. */
export interface RunBasis {
  train: readonly RunPicture[];
  calibration: readonly RunPicture[];
  /** Labelled defects that it learned from; absent: none. */
  real?: readonly Pick<RunPicture, 'hash' | 'ignore'>[] | undefined;
  /** A person wanted it without those that were there. */
  withoutReal?: boolean | undefined;
  roi: Roi;
  /** Null or absent where it was made without. */
  zones?: Pick<ZoneSet, 'inspect' | 'ignore'> | null | undefined;
  priorSet: PriorSet;
  /** See RunRecord.priors; null where it is not known whether they were saved. */
  priors: RunRecord['priors'];
}

/** A test picture as an evaluation took it. */
export const judgedPictureSchema = z.object({
  hash: z.string(),
  label: z.enum(['normal', 'anomalous']),
  kind: z.string().nullable(),
  hasMask: z.boolean(),
  /** Hash of the mask; null or absent where it was not kept. */
  maskHash: z.string().nullish(),
});
export type JudgedPicture = z.infer<typeof judgedPictureSchema>;

/** What an evaluation was made from. */
export const evaluationBasisSchema = z.object({
  evaluatedAt: z.string(),
  test: z.array(judgedPictureSchema),
  /** Content hashes of the good parts on which defects were forged. */
  heldOut: z.array(z.string()),
  /** By content hash, of those with ignore areas of their own: sha256 of what these cover; null where it is not known, absent: none had any. */
  ignored: z.record(z.string(), z.string()).nullish(),
  /** In force when it was made. Figures at limits are computed anew from the scores, so moving them makes nothing stale. */
  limits: z.object({ acceptLimit: z.number(), rejectLimit: z.number() }),
});
export type EvaluationBasis = z.infer<typeof evaluationBasisSchema>;

type TwoLimits = Pick<Limits, 'acceptLimit' | 'rejectLimit'>;

const stale = (code: StaleCode, count: number | null = null, of: string | null = null): Stale => ({ code, count, of });
const counted = (code: StaleCode, count: number): Stale[] => (count > 0 ? [stale(code, count)] : []);

/** What changed since a run began. @returns [] where a new run would be made from the same */
export function staleRun(basis: RunBasis, now: Present): Stale[] {
  const tally = { partsGone: 0, labelsChanged: 0, splitChanged: 0, sessionsChanged: 0 };
  const seen = new Set<string>();
  for (const split of ['train', 'calibration'] as const) {
    for (const picture of basis[split]) {
      seen.add(picture.hash);
      const what = changeOf(picture, split, now.pictures.get(picture.hash));
      if (what) tally[what]++;
    }
  }
  const learnsFrom = ({ label, split }: PresentPicture): boolean => label === 'normal' && split !== 'test';
  const added = [...now.pictures.values()].filter((picture) => learnsFrom(picture) && !seen.has(picture.hash)).length;
  return [
    ...counted('partsAdded', added),
    ...(['partsGone', 'labelsChanged', 'splitChanged', 'sessionsChanged'] as const).flatMap((code) =>
      counted(code, tally[code]),
    ),
    ...staleDefects(basis, now),
    ...(!now.looked || isSameRoi(basis.roi, now.looked.roi) ? [] : [stale('regionChanged')]),
    ...(!now.looked || hasSameZones(basis, now.looked) ? [] : [stale('zonesChanged')]),
    ...counted('foregroundsChanged', now.looked ? countCorrected(basis, now.looked.foregrounds ?? {}) : 0),
    ...stalePriors(basis, now.priorSets),
  ];
}

/** Labelled defects that a new run would learn from and this one does not, and the other way round. */
function staleDefects({ real = [], withoutReal }: RunBasis, { pictures }: Present): Stale[] {
  if (withoutReal) return [];
  const isGiven = ({ label, split, hasMask }: PresentPicture): boolean =>
    label === 'anomalous' && split === 'train' && hasMask === true;
  const given = new Set([...pictures.values()].filter(isGiven).map(({ hash }) => hash));
  const learned = new Set(real.map(({ hash }) => hash));
  return [
    ...counted('defectsGiven', [...given].filter((hash) => !learned.has(hash)).length),
    ...counted('defectsTaken', [...learned].filter((hash) => !given.has(hash)).length),
  ];
}

/** The gravest change of one part of a run. */
function changeOf(
  before: RunPicture,
  split: Split,
  now: PresentPicture | undefined,
): 'partsGone' | 'labelsChanged' | 'splitChanged' | 'sessionsChanged' | null {
  if (!now) return 'partsGone';
  if (now.label !== 'normal') return 'labelsChanged';
  if (now.split !== split) return 'splitChanged';
  return now.session === before.session && now.part === before.part ? null : 'sessionsChanged';
}

/** The product's zones and, of the run's pictures, their own ignore areas. */
const hasSameZones = (
  { zones, train, calibration, real = [] }: RunBasis,
  now: NonNullable<Present['looked']>,
): boolean =>
  isSameZoneSet(zones, now.zones) &&
  [...train, ...calibration, ...real].every(({ hash, ignore }) => isSameAreas(ignore, now.own?.[hash]));

/** Good parts of the run in which the part is said to be elsewhere now. */
const countCorrected = ({ train, calibration }: RunBasis, now: Foregrounds): number =>
  [...train, ...calibration].filter(({ hash, foreground }) => JSON.stringify(foreground) !== JSON.stringify(now[hash]))
    .length;

/** A draft was never the saved set, so a run of one is not out of date when that set changes. */
function stalePriors({ priorSet, priors }: RunBasis, saved: readonly PriorSet[]): Stale[] {
  const present = priors?.saved ? savedPriorSet(saved, priorSet.name) : null;
  const isChanged = present !== null && changedPriors(priorSet, present).length > 0;
  return isChanged ? [stale('priorsChanged', null, priorSet.name)] : [];
}

/** The pictures of an evaluation that would be made now. */
export interface PresentEvaluation {
  test: readonly JudgedPicture[];
  /** Content hashes of the good parts on which defects would be forged. */
  heldOut: readonly string[];
  /** See EvaluationBasis. */
  ignored?: Readonly<Record<string, string>> | null | undefined;
}

/** What changed since a run was evaluated, its run's own changes apart. */
export function staleEvaluation(basis: EvaluationBasis, now: PresentEvaluation): Stale[] {
  const before = new Map(basis.test.map((picture) => [picture.hash, picture]));
  const kept = now.test.flatMap((picture) => {
    const old = before.get(picture.hash);
    return old ? [{ old, picture }] : [];
  });
  const isRelabelled = ({ old, picture }: (typeof kept)[number]): boolean =>
    old.label !== picture.label || old.kind !== picture.kind;
  const labels = kept.filter(isRelabelled);
  const masks = kept.filter((pair) => !isRelabelled(pair) && !isSameMask(pair.old, pair.picture));
  return [
    ...counted('testAdded', now.test.length - kept.length),
    ...counted('testGone', before.size - kept.length),
    ...counted('labelsChanged', labels.length),
    ...counted('masksChanged', masks.length),
    ...counted('heldOutChanged', countUnshared(basis.heldOut, now.heldOut)),
    ...(hasSameAreas(basis, now, [...kept.map(({ old }) => old.hash), ...basis.heldOut])
      ? []
      : [stale('zonesChanged')]),
  ];
}

/** Whether pictures, by content hash, have the own ignore areas that they had. */
const hasSameAreas = (
  { ignored: before = {} }: Pick<PresentEvaluation, 'ignored'>,
  { ignored: now = {} }: Pick<PresentEvaluation, 'ignored'>,
  hashes: readonly string[],
): boolean => before === null || now === null || hashes.every((hash) => before[hash] === now[hash]);

/** Masks whose hash is not known on both sides are taken for the same. */
const isSameMask = (one: JudgedPicture, other: JudgedPicture): boolean =>
  one.hasMask === other.hasMask && (!one.maskHash || !other.maskHash || one.maskHash === other.maskHash);

/** How many stand in one list alone. */
function countUnshared(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [new Set(one), new Set(other)];
  return one.filter((hash) => !b.has(hash)).length + other.filter((hash) => !a.has(hash)).length;
}

/** Whether a release carries other limits than are in force for its run now. @param release its number */
export function staleRelease(release: string, carried: TwoLimits, inForce: TwoLimits | null): Stale[] {
  const isSame = carried.acceptLimit === inForce?.acceptLimit && carried.rejectLimit === inForce.rejectLimit;
  return inForce === null || isSame ? [] : [stale('limitsMoved', null, release)];
}

const counting: Readonly<Record<StaleCode, (count: number, of: string) => string>> = {
  partsAdded: (n) => (n === 1 ? '1 good part added since' : `${n} good parts added since`),
  partsGone: (n) => `${n} of its parts left out since`,
  labelsChanged: (n) => (n === 1 ? '1 label changed since' : `${n} labels changed since`),
  defectsGiven: (n) =>
    n === 1
      ? 'made without 1 labelled defect given to training'
      : `made without ${n} labelled defects given to training`,
  defectsTaken: (n) =>
    n === 1 ? '1 labelled defect taken from training since' : `${n} labelled defects taken from training since`,
  splitChanged: (n) => (n === 1 ? '1 part changed sides since' : `${n} parts changed sides since`),
  sessionsChanged: (n) => (n === 1 ? 'session of 1 part changed since' : `sessions of ${n} parts changed since`),
  regionChanged: () => 'inspected region changed since',
  zonesChanged: () => 'made for other zones',
  foregroundsChanged: (n) =>
    n === 1 ? 'where the part is corrected in 1 picture since' : `where the part is corrected in ${n} pictures since`,
  priorsChanged: (_, of) => `defect recipe '${of}' changed since`,
  testAdded: (n) =>
    n === 1 ? 'evaluated before 1 test picture was added' : `evaluated before ${n} test pictures were added`,
  testGone: (n) =>
    n === 1 ? '1 test picture gone since the evaluation' : `${n} test pictures gone since the evaluation`,
  masksChanged: (n) => (n === 1 ? 'mask of 1 test picture changed since' : `masks of ${n} test pictures changed since`),
  heldOutChanged: (n) => `good parts to forge defects on changed since (${n})`,
  limitsMoved: (_, of) => `limits moved since release ${of}`,
};

/** A change in plain words, such as `3 good parts added since`; the window has its own in `locales/…/stale.ts`. */
export function describeStale({ code, count, of }: Stale): string {
  return counting[code](count ?? 0, of ?? '');
}
