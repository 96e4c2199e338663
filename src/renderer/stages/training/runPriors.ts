import { type PriorValue, changedValues, savedPriorSet } from '#shared/domain/priorChanges.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds, drawnShares } from '#shared/domain/priors.ts';

/** One kind of defect as a run drew it. */
export interface PriorRow {
  kind: DefectKind;
  isOn: boolean;
  /** Share of forged parts that show it, 0–1. */
  share: number;
  /** It is drawn in one of the two sets alone. */
  isSwitched: boolean;
  /** Its values that differ from the set it is compared with. */
  changed: PriorValue[];
}

/**
 * Every kind of a prior set in the order in which they are shown, beside the set that it is compared with.
 * @param hasStamps whether labelled defects were given
 */
export function priorRows(used: PriorSet, other: PriorSet, hasStamps: boolean): PriorRow[] {
  const shares = drawnShares(used, hasStamps);
  return defectKinds.map((kind) => ({
    kind,
    isOn: used.kinds[kind].enabled && (kind !== 'stamp' || hasStamps),
    share: shares[kind],
    isSwitched: used.kinds[kind].enabled !== other.kinds[kind].enabled,
    changed: changedValues(used, other, kind),
  }));
}

/** The set that a run's priors are compared with: the saved one of their name as it is now, else the factory set. */
export function comparedSet(used: PriorSet, saved: readonly PriorSet[]): { set: PriorSet; isSaved: boolean } {
  const known = savedPriorSet(saved, used.name);
  return { set: known ?? { ...defaultPriorSet, name: used.name }, isSaved: known !== null };
}

/** A share, 0–1, in whole per cent. */
export const percentWords = (share: number): string => `${Math.round(100 * share)} %`;
