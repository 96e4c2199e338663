/** Newly forged pictures a step; the others of a batch come from the pool, their features computed once. */
const freshPerStep = 2;
/** Pictures in the pool before the first step. */
const prefill = 48;
/** Pictures whose features are computed together before the first step. */
const perTake = 8;

/** Consecutive picture numbers whose features are computed together. */
export interface PictureBatch {
  first: number;
  count: number;
}

/** The pictures that a step forges, 0-based step. */
export const freshOf = (step: number): PictureBatch => ({ first: prefill + freshPerStep * step, count: freshPerStep });

/**
 * The batches whose pictures the pool holds before the step's own: a function of the step alone, so a run that goes on
 * from there draws from the same pool as one that came there without a stop. The batches are those of the first time,
 * since features depend in their last bits on what is computed beside them; the first may begin before the pool does.
 * @param step steps done
 * @param capacity most pictures in the pool
 */
export function pooledBefore(step: number, capacity: number): PictureBatch[] {
  const { first: end } = freshOf(step);
  const oldest = Math.max(0, end - capacity);
  const batches: PictureBatch[] = [];
  for (let first = 0; first < prefill; first += perTake) batches.push({ first, count: perTake });
  for (let done = 0; done < step; done++) batches.push(freshOf(done));
  return batches.filter(({ first, count }) => first + count > oldest);
}
