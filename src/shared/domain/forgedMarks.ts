import { quantileOf } from './usual.ts';

/** What stands out of a place: its extent, px at 256, and by how many grey levels. */
interface Seen {
  area: number;
  contrast: number;
}

/** Largest and strongest of labelled defects. */
export interface RealLimits {
  area: number;
  contrast: number;
}

/** Smaller regions are no defect, px at 256. */
const smallestArea = 5;
export const isDefect = ({ area }: Pick<Seen, 'area'>): boolean => area >= smallestArea;
/** Share of good places that stand out less than what counts as noise. */
const noiseShare = 0.95;
/** A forged defect is too coarse beyond the largest real one times this, in area or in contrast. */
const beyond = { area: 2, contrast: 1.5 } as const;

/** Grey levels that 95 of 100 places stand out by which show nothing, by the nearest rank. @param onGood contrasts at such places; 0 for none */
export const noiseOf = (onGood: readonly number[]): number =>
  onGood.length === 0 ? 0 : quantileOf(onGood, noiseShare);

export const isFaint = ({ contrast }: Seen, noise: number): boolean => contrast <= noise;

export const isCoarse = ({ area, contrast }: Seen, real: RealLimits): boolean =>
  area > beyond.area * real.area || contrast > beyond.contrast * real.contrast;

export type Mark = 'faint' | 'coarse';

/**
 * What is to be said of forged pictures: too faint to see where none of its defects stands out by more than the same places of all the good
 * parts do, too coarse where one of them is; null else.
 * @param pictures each by its defects, and by how the same places of its good part stand out
 * @param real null: nobody labelled any
 */
export function marksOf(
  pictures: readonly { forged: readonly Seen[]; good: readonly Seen[] }[],
  real: RealLimits | null,
): (Mark | null)[] {
  const noise = noiseOf(pictures.flatMap(({ good }) => good.map(({ contrast }) => contrast)));
  return pictures.map(({ forged }) => {
    if (real && forged.some((one) => isCoarse(one, real))) return 'coarse';
    return forged.every((one) => isFaint(one, noise)) ? 'faint' : null;
  });
}
