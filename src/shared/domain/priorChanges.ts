import { z } from 'zod';
import { physicsChoices, physicsRanges } from './priorPhysics.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds, priorRanges } from './priors.ts';

/** What of a prior set can differ from another: a kind of defect, or what holds for all kinds. */
export const commonPlaces = ['confineToForeground', 'nuisance', 'light', 'map'] as const;
export type CommonPlace = (typeof commonPlaces)[number];
export const priorPlaces = [...defectKinds, ...commonPlaces] as const;
export type PriorPlace = (typeof priorPlaces)[number];

/** True of what holds for all kinds. */
export const isCommonPlace = (place: PriorPlace): place is CommonPlace =>
  (commonPlaces as readonly string[]).includes(place);

/** The priors that a run used, beside the set that was saved under their name when it began. */
export const usedPriorsSchema = z.object({
  name: z.string(),
  /** False where they were a draft: changed and not saved, or of a name that nothing is saved under. */
  saved: z.boolean(),
  /** Where they differed from the saved set of that name; from the factory set where there was none. */
  changed: z.array(z.enum(priorPlaces)),
});
export type UsedPriors = z.infer<typeof usedPriorsSchema>;

/** Where two prior sets differ, names apart; [] where they forge the same. */
export function changedPriors(one: PriorSet, other: PriorSet): PriorPlace[] {
  return priorPlaces.filter((place) =>
    isCommonPlace(place)
      ? JSON.stringify(one[place]) !== JSON.stringify(other[place])
      : one.kinds[place].enabled !== other.kinds[place].enabled || changedValues(one, other, place).length > 0,
  );
}

/** The values of one kind that can differ. */
export const priorValues = ['share', ...priorRanges, ...physicsRanges, ...physicsChoices, 'spread'] as const;
export type PriorValue = (typeof priorValues)[number];

/** Which values of a kind differ between two prior sets. */
export function changedValues(one: PriorSet, other: PriorSet, kind: DefectKind): PriorValue[] {
  return priorValues.filter(
    (value) => JSON.stringify(one.kinds[kind][value]) !== JSON.stringify(other.kinds[kind][value]),
  );
}

/** The set of a name: the saved one, else the factory set where it is the factory set's name, else null. */
export function savedPriorSet(saved: readonly PriorSet[], name: string): PriorSet | null {
  return saved.find((set) => set.name === name) ?? (name === defaultPriorSet.name ? defaultPriorSet : null);
}

/** How priors that a run is to use stand to what is saved. @param saved the product's prior sets */
export function usedPriors(priorSet: PriorSet, saved: readonly PriorSet[]): UsedPriors {
  const known = savedPriorSet(saved, priorSet.name);
  const changed = changedPriors(priorSet, known ?? defaultPriorSet);
  return { name: priorSet.name, saved: known !== null && changed.length === 0, changed };
}

/** Such as `default, changed and not saved: scratch, nuisance`. */
export function describeUsedPriors({ name, saved, changed }: UsedPriors): string {
  if (saved) return name;
  return changed.length ? `${name}, changed and not saved: ${changed.join(', ')}` : `${name}, not saved`;
}
