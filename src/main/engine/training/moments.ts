/** Steps between the first validations; later they grow with the steps done. */
const firstInterval = 20;
/** Share of a run's time that validation may take after its start, where the budget is in minutes. */
const mostShare = 0.03;

/** Moments whose sample maps are kept. */
export const mostSampleMoments = 6;

/**
 * The step at which the next validation is due after one at `step`, −1 before the first: 0, 20, 40, 60, 90, 135, 202, … By
 * steps alone, so that a seed and a budget in steps repeat the same curve, resumed or not.
 */
export function nextMoment(step: number): number {
  let moment = 0;
  while (moment <= step) moment += Math.max(firstInterval, Math.floor(moment / 2));
  return moment;
}

/**
 * Whether a run with a budget in minutes can afford a validation now: the allowance grows with the root of the run's
 * share, as the moments do, so that early ones leave something for late ones.
 * @param spent seconds of validation since the start's
 * @param cost seconds of the next one, as the last one took
 * @param seconds training seconds so far, and all that are expected
 */
export function canAfford(spent: number, cost: number, seconds: { done: number; expected: number }): boolean {
  const share = Math.min(seconds.done / Math.max(seconds.expected, 1e-9), 1);
  return spent + cost <= mostShare * seconds.expected * Math.sqrt(share);
}

/**
 * Which of rising steps to keep so that at most `most` remain: the first and the last always; of the others those go
 * first that stand closest between their neighbours, by ratio, since a training changes most at its start.
 */
export function thinMoments(steps: readonly number[], most: number): number[] {
  const kept = [...steps];
  while (kept.length > Math.max(most, 2)) {
    let closest = 1;
    for (let i = 2; i < kept.length - 1; i++) if (gap(kept, i) < gap(kept, closest)) closest = i;
    kept.splice(closest, 1);
  }
  return kept;
}

/** Ratio between the neighbours of a step, the start moved off zero. */
const gap = (steps: readonly number[], i: number): number =>
  (steps[i + 1]! + firstInterval) / (steps[i - 1]! + firstInterval);
