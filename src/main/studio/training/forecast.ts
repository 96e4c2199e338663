import {
  type BackboneWord,
  backboneWord,
  backboneWordSchema,
  backbones,
  defaultBackbone,
} from '#shared/domain/backbones.ts';
import { movedWindowCount } from '#shared/domain/movement.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import {
  type Budget,
  type RunForecast,
  type RunRecord,
  type TimeParts,
  mostFitted,
  mostPooled,
  mostSteps,
} from '#shared/domain/runs.ts';
import { movedViewCount } from '#shared/vision/fittedParts.ts';
import { mostChangedParts, usualChanges } from '#shared/vision/photographChanges.ts';

/** Seconds and MiB at 256 px on two free cores; all of them grow with the picture's area, see also {@link stepSeconds}. */
const at256 = { step: 0.2, picture: 0.04, fit: 10, pictureMb: 0.37 } as const;
const otherMb = 2100;
/** Judging on held-out forgeries, checkpoints and the limits, beside preparation and steps together. */
const judgingShare = 0.08;
/** Runs of fewer steps say nothing of the pace: the first is the slowest. */
const fewestTimed = 3;
/** Nor do shorter ones whose record does not say what their time went to. */
const fewestUntimed = 20;

/** What is to be forecast. */
export interface ForecastPlan {
  /** Good parts to train on. */
  nTrain: number;
  /** Side of the working picture, px. */
  size: number;
  /** The frozen network; the default's where absent. */
  backbone?: BackboneWord | undefined;
  /** Share of each side by which good parts are also seen moved; not at all where absent. */
  moved?: number | undefined;
  budget: Budget;
}

/** A forecast, and what it is worth. */
export interface Forecast extends RunForecast {
  parts: TimeParts;
  /** No run of this size and network says how quick this machine is. */
  isGuess: boolean;
  /** Minutes after which the most steps of a budget in minutes are made: more time changes nothing. */
  mostMinutes: number;
}

/**
 * What a run will take: first guesses by the picture's area and the network, times the pace of this machine as the newest run
 * of the same size and network shows it, or the newest of others where there is none; one that was stopped or stopped early
 * tells it as well. Memory is learned from the same size and network only.
 * @param runs the product's runs, newest last
 */
export function forecastRun(runs: readonly RunRecord[], plan: ForecastPlan): Forecast {
  const { nTrain, size, budget, backbone = defaultBackbone, moved = 0 } = plan;
  const work: Work = { nTrain, size, moved, cost: backbones[backbone].cost };
  const telling = runs.filter(tellsPace);
  const same = telling.findLast(({ config }) => config.size === size && backboneWord(config.backbone) === backbone);
  const pace = paceOf(same ?? telling.at(-1), nTrain);
  const step = pace.training * stepSeconds(work);
  const affordable = (minutes: number): number => Math.floor((minutes * 60) / step + 1e-9);
  const steps = 'steps' in budget ? budget.steps : Math.min(mostSteps, Math.max(1, affordable(budget.minutes)));
  const guess = guessOf(work, steps);
  const parts = {
    preparation: pace.preparation * guess.preparation,
    training: steps * step,
    judging: pace.judging * guess.judging,
  };
  const kept = seenViews(work) + mostPooled(squareOf(size));
  const memoryMb = Math.round(same?.memoryMb ?? otherMb + kept * at256.pictureMb * area(size));
  const seconds = parts.preparation + parts.training + parts.judging;
  return { steps, seconds, parts, memoryMb, isGuess: !same, mostMinutes: (mostSteps * step) / 60 };
}

/** Runs of earlier versions say only what they took in all, so that a short or unfinished one tells little. */
function tellsPace({ state, step, spent }: RunRecord): boolean {
  if (spent) return step >= fewestTimed && spent.training > 0;
  return state === 'trained' && step > fewestUntimed;
}

/** What decides how long a part of a run takes. */
interface Work {
  nTrain: number;
  size: number;
  moved: number;
  /** Of the network's features, times lite0's. */
  cost: number;
}

/** First guesses, seconds. */
function guessOf(work: Work, steps: number): TimeParts {
  const preparation = preparationSeconds(work);
  const training = steps * stepSeconds(work);
  return { preparation, training, judging: judgingShare * (preparation + training) };
}

/** 1 of a network of a later version, which nothing is known of. */
function costOf(backbone: RunRecord['config']['backbone']): number {
  const word = backboneWordSchema.safeParse(backboneWord(backbone));
  return word.success ? backbones[word.data].cost : 1;
}

/** Times that 256 px fit into the picture's area. */
const area = (size: number): number => (size / 256) ** 2;

/** Windows of a step grow no more beyond this side, px. */
const largestWindowsFrom = 512;

/** Seconds of a step: half of it is the features of new pictures, half the windows, which stop growing at 512 px. */
const stepSeconds = ({ size, cost }: Work): number =>
  (at256.step / 2) * (cost * area(size) + area(Math.min(size, largestWindowsFrom)));

/** Views of good parts that are kept: as they were photographed, and moved ones. */
function seenViews({ nTrain, size, moved }: Omit<Work, 'cost'>): number {
  const most = mostFitted(squareOf(size));
  const fitted = Math.min(nTrain, most);
  return fitted + (moved > 0 ? movedViewCount(fitted, movedWindowCount, most) : 0);
}

/** Seconds before the first step: reading the good parts and fitting the normal model. */
const preparationSeconds = ({ cost, ...work }: Work): number =>
  ((seenViews(work) + changedViews(work)) * at256.picture * cost + at256.fit) * area(work.size);

/** Views of good parts in other light, focus and place, which are looked at once. */
const changedViews = ({ nTrain }: Pick<Work, 'nTrain'>): number =>
  Math.min(nTrain, mostChangedParts) * usualChanges.length;

/** How many times the first guess each part of a run took; 1 where there is none. Good parts are taken to be as many as now. */
function paceOf(run: RunRecord | undefined, nTrain: number): TimeParts {
  if (!run || run.seconds <= 0) return { preparation: 1, training: 1, judging: 1 };
  const { size, backbone, moved = 0 } = run.config;
  const guess = guessOf({ nTrain, size, moved, cost: costOf(backbone) }, run.step);
  if (!run.spent) {
    const pace = run.seconds / (guess.preparation + guess.training + guess.judging);
    return { preparation: pace, training: pace, judging: pace };
  }
  const training = run.spent.training / guess.training;
  const preparation = run.spent.preparation / guess.preparation;
  // what an unfinished run had no time for yet says nothing of a whole one
  const judging = run.state === 'trained' ? run.spent.judging / guess.judging : training;
  return { preparation, training, judging };
}

/**
 * What is left of a run's parts by its forecast, s; of the steps all of them. A preparation that takes longer than was forecast
 * tells that the machine is slower, so that what follows is not taken for nearly done.
 */
export function partsLeft(forecast: TimeParts, spent: TimeParts, isPreparing: boolean): TimeParts {
  const slower = Math.max(spent.preparation / Math.max(forecast.preparation, 1e-9), 1);
  return {
    preparation: isPreparing ? Math.max(forecast.preparation - spent.preparation, 0) : 0,
    training: slower * forecast.training,
    judging: Math.max(slower * forecast.judging - spent.judging, 0),
  };
}
