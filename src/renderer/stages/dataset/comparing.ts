import type { Job } from '#shared/contract/studio.ts';

/** Good pictures, the fewest that can be compared, and those of which it is not known yet whether they show another part. */
interface Compared {
  good: { n: number; least: number };
  undescribed: number;
}

/** Whether too few good pictures are there to compare any. */
export const isTooFew = ({ good }: Pick<Compared, 'good'>): boolean => good.n < good.least;

/**
 * Whether parts are compared without being asked for: some are not compared yet, nothing else computes, and the last
 * comparison was neither cancelled nor failed, for then a person decides.
 */
export const comparesByItself = (found: Compared, last: Pick<Job, 'state'> | undefined, running: number): boolean =>
  found.undescribed > 0 && !isTooFew(found) && running === 0 && (last === undefined || last.state === 'done');
