import { squareOf } from '#shared/domain/pictures.ts';
import {
  type Budget,
  type RunForecast,
  type RunRecord,
  mostFitted,
  mostPooled,
  mostSteps,
} from '#shared/domain/runs.ts';

/** Seconds and MiB at 256 px on two free cores; all of them grow with the picture's area, see also {@link stepSeconds}. */
const at256 = { step: 0.2, picture: 0.04, fit: 10, pictureMb: 0.37 } as const;
const otherMb = 2100;
/** Shorter runs say nothing of the pace. */
const fewestSteps = 20;
/** What a minutes budget leaves for all but the calibration. */
const secondsPerMinute = 57;

/** What is to be forecast. */
export interface ForecastPlan {
  /** Good parts to train on. */
  nTrain: number;
  /** Side of the working picture, px. */
  size: number;
  budget: Budget;
}

/**
 * What a run will take: first guesses by the picture's area, times the pace of this machine as the newest trained run of
 * the same size shows it, or the newest of another size where there is none. Memory is learned from the same size only.
 * @param runs the product's runs, newest last
 * @returns steps, seconds and memory in MiB; `isGuess` where no run of this size has been trained
 */
export function forecastRun(
  runs: readonly RunRecord[],
  { nTrain, size, budget }: ForecastPlan,
): RunForecast & { isGuess: boolean } {
  const trained = runs.filter(({ state, step }) => state === 'trained' && step > fewestSteps);
  const same = trained.findLast(({ config }) => config.size === size);
  const pace = paceOf(same ?? trained.at(-1), nTrain);
  const preparation = pace * preparationSeconds(nTrain, size);
  const step = pace * stepSeconds(size);
  const affordable = (minutes: number): number => Math.floor((minutes * secondsPerMinute - preparation) / step);
  const steps = 'steps' in budget ? budget.steps : Math.min(mostSteps, Math.max(1, affordable(budget.minutes)));
  const kept = Math.min(nTrain, mostFitted(squareOf(size))) + mostPooled(squareOf(size));
  const memoryMb = Math.round(same?.memoryMb ?? otherMb + kept * at256.pictureMb * area(size));
  return { steps, seconds: preparation + steps * step, memoryMb, isGuess: !same };
}

/** Times that 256 px fit into the picture's area. */
const area = (size: number): number => (size / 256) ** 2;

/** Windows of a step grow no more beyond this side, px. */
const largestWindowsFrom = 512;

/** Seconds of a step: half of it is the features of new pictures, half the windows, which stop growing at 512 px. */
const stepSeconds = (size: number): number =>
  (at256.step / 2) * (area(size) + area(Math.min(size, largestWindowsFrom)));

/** Seconds before the first step: reading the good parts and fitting the normal model. */
const preparationSeconds = (nTrain: number, size: number): number =>
  (Math.min(nTrain, mostFitted(squareOf(size))) * at256.picture + at256.fit) * area(size);

/** How many times the first guess a run took; 1 where there is none. Good parts are taken to be as many as now. */
function paceOf(run: RunRecord | undefined, nTrain: number): number {
  if (!run || run.seconds <= 0) return 1;
  const { size } = run.config;
  return run.seconds / (preparationSeconds(nTrain, size) + run.step * stepSeconds(size));
}
