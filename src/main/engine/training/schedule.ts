import { type Budget, mostSteps } from '#shared/domain/runs.ts';

const peakLearningRate = 1e-3;
const lastLearningRate = 1e-6;
const warmUpSteps = 20;

/** Where a run stands in its budget. */
export interface Progress {
  /** 0 at the first step, 1 when the run is over; it never falls. */
  share: number;
  /** Planned steps; an estimate for a minutes budget, the most that there can be until a pace is known. */
  steps: number;
  /** Of the steps alone; null until a pace is known. */
  secondsLeft: number | null;
}

/**
 * @param step steps done
 * @param seconds spent on these steps; preparation, validation and calibration are not the budget's
 * @param secondsPerStep pace; null before it is known
 */
export function progressOf(budget: Budget, step: number, seconds: number, secondsPerStep: number | null): Progress {
  if ('steps' in budget) {
    const left = secondsPerStep === null ? null : (budget.steps - step) * secondsPerStep;
    return { share: Math.min(step / budget.steps, 1), steps: budget.steps, secondsLeft: left };
  }
  const usable = budget.minutes * 60;
  const affordable = secondsPerStep === null ? mostSteps : step + Math.max(usable - seconds, 0) / secondsPerStep;
  const steps = Math.max(1, step, Math.min(mostSteps, Math.round(affordable)));
  const share = step === 0 ? 0 : Math.min(Math.max(step / mostSteps, seconds / usable), 1);
  return { share, steps, secondsLeft: secondsPerStep === null ? null : (steps - step) * secondsPerStep };
}

/** An announced estimate stays until the new one is off by more than this share, so that it does not flicker. */
const steadyShare = 0.05;

/** The estimate to announce: the one before where it is still near enough and not passed. @param before null at first */
export function steadyEstimate(before: number | null, now: number, step: number): number {
  const isNear = before !== null && before >= step && Math.abs(now - before) <= steadyShare * before;
  return isNear ? before : now;
}

/** Linear warm-up over 20 steps times a cosine from 1e-3 to 1e-6 over the budget. */
export function learningRateAt(step: number, share: number): number {
  const warm = Math.min((step + 1) / warmUpSteps, 1);
  const cosine = 0.5 * (1 + Math.cos(Math.PI * share));
  return warm * (lastLearningRate + (peakLearningRate - lastLearningRate) * cosine);
}

/** Decay of the moving average of weights after n updates. */
export function averageDecay(n: number): number {
  return Math.min(0.99, (1 + n) / (10 + n));
}
