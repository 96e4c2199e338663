import type { Budget, RunForecast } from '#shared/domain/runs.ts';
import type { Product } from '../product.ts';
import { listRuns } from '../store/runs.ts';

/** Seconds a step and of reading a picture where the product has no run to learn them from; seen on two cores. */
const firstGuess = { step: 0.25, picture: 0.06 } as const;
const mostSteps = 600;
const mostFitted = 400;
/** Pictures whose features the engine keeps beside the good parts, MiB of one, and of all else, as seen on two cores. */
const pooled = 460;
const pictureMb = 0.5;
const firstMemoryMb = 2100;

/**
 * What a run on `nTrain` good parts will take, from the pace of the newest trained run.
 * @returns steps, seconds and memory in MiB; `isGuess` where the product has no trained run yet
 */
export function forecastRun(product: Product, nTrain: number, budget: Budget): RunForecast & { isGuess: boolean } {
  const known = listRuns(product.db).findLast(({ state, step }) => state === 'trained' && step > 20);
  const step = known ? Math.max((known.seconds - nTrain * firstGuess.picture) / known.step, 0.05) : firstGuess.step;
  const fitted = Math.min(nTrain, mostFitted);
  const preparation = fitted * firstGuess.picture + 8;
  const memoryMb = Math.round(known?.memoryMb ?? firstMemoryMb + (fitted + pooled) * pictureMb);
  if ('steps' in budget) {
    const { steps } = budget;
    return { steps, seconds: preparation + steps * step, memoryMb, isGuess: !known };
  }
  const { minutes } = budget;
  const steps = Math.min(mostSteps, Math.max(1, Math.floor((minutes * 57 - preparation) / step)));
  return { steps, seconds: Math.min(minutes * 60, preparation + steps * step), memoryMb, isGuess: !known };
}
