import { z } from 'zod';
import type { PixelRef, RealDefect, TrainJob, TrainProgress, TrainResult } from '#shared/contract/engine.ts';
import { type RunRecord, plannedSteps } from '#shared/domain/runs.ts';
import type { ValidationRow } from '#shared/domain/validation.ts';
import { isProgramEnding } from '#shared/errors.ts';
import type { ZoneFiles } from '../dataset/cache.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { runBackboneFile } from './backbone.ts';
import { readRows } from './curves.ts';
import { partsLeft } from './forecast.ts';
import { type RunFile, hasCheckpoint, keepZoneFiles, removeRunLeftovers, writeRunFile } from './runFolder.ts';
import { RunKeeper } from './runKeeper.ts';

export interface RunOptions {
  /** Aborting cancels the run for good; with ProgramEndsError as its reason the run is left `interrupted`, on a checkpoint. */
  signal?: AbortSignal | undefined;
  /** Aborting writes a checkpoint and ends the training in state `paused`; Resume goes on from there. */
  pause?: AbortSignal | undefined;
  onProgress?: ((run: string, progress: TrainProgress) => void) | undefined;
  /** Told once of a run that goes on: the step that its checkpoint holds, and how many it has to do again. */
  onResumed?: ((run: string, step: number, again: number) => void) | undefined;
  /** Each judgement on held-out forgeries, with its maps on disk. */
  onValidation?: ((run: string, row: ValidationRow) => void) | undefined;
}

export interface FinishedRun {
  run: RunRecord;
  result: TrainResult;
}

/** The pictures of a run at working resolution, in the order in which the engine numbers them. */
export interface RunRefs {
  train: PixelRef[];
  moved: PixelRef[];
  calibration: PixelRef[];
  real?: RealDefect[] | undefined;
  stamps?: TrainJob['stamps'];
}

/** A run with all that it is started or gone on with. */
export interface RunStart {
  run: RunRecord;
  file: RunFile;
  /** Null where it was asked to rest while they were made: Resume makes the rest of them. */
  refs: RunRefs | null;
  /** Zones drawn for the run's view, where it has some and they are made. */
  zones: ZoneFiles | undefined;
  isNew: boolean;
}

/**
 * Has the engine train a run and keeps its row up to date, to its end or to where it rests. A new run never goes on from what
 * lies in its folder.
 * @param product open for writing
 * @throws FlawsmithError, CancelledError, once the row says how the run ended
 */
export async function performRun(
  product: Product,
  engine: EngineClient,
  { run, file, refs, zones, isNew }: RunStart,
  options: RunOptions,
): Promise<FinishedRun> {
  const keeper = new RunKeeper(product, run);
  let hasBegun = false;
  try {
    if (isNew) await writeRunFile(product, file);
    removeRunLeftovers(product, run.id, { hasEnded: false });
    await keepZoneFiles(product, file, zones);
    const resume = !isNew && hasCheckpoint(product, run.id);
    const furthest = isNew ? 0 : await furthestStep(product, run);
    keeper.move('start', { reason: null, finishedAt: null, backend: engine.backend.backend });
    if (refs === null) {
      const result = atRest(run);
      return { run: keeper.finish(result), result };
    }
    const result = await keeper.watch(options.signal, (signal, record) =>
      engine.train(
        {
          run: { id: run.id, key: run.key ?? '' },
          runDir: product.path('runs', run.id),
          config: file.config,
          ...refs,
          backboneFile: runBackboneFile(file.config),
          resume,
        },
        {
          signal,
          pause: options.pause,
          onProgress: (progress) => {
            if (!isNew && !hasBegun)
              options.onResumed?.(run.id, progress.step, keeper.goesOnFrom(progress.step, furthest));
            hasBegun = true;
            record(progress);
            options.onProgress?.(run.id, withForecast(progress, run));
          },
          onValidation: (row) => {
            keeper.validated(row);
            options.onValidation?.(run.id, row);
          },
        },
      ),
    );
    return { run: keeper.finish(result), result };
  } catch (error) {
    throw keeper.lose(error, isProgramEnding(options.signal));
  }
}

/** The result of a run that rests before the engine had it: nothing of it is further than its row says. */
function atRest(run: RunRecord): TrainResult {
  const { step, seconds, weightChange } = run;
  const spent = run.spent ?? { preparation: 0, training: seconds, judging: 0 };
  return {
    ...{ outcome: 'paused', step, steps: Math.max(plannedSteps(run), step), seconds, spent },
    ...{ weightChange: weightChange ?? 0, losses: null, learned: null, scores: null },
  };
}

/** The last step that the run did, whether or not a checkpoint holds it. */
async function furthestStep(product: Product, { id, step }: RunRecord): Promise<number> {
  const rows = await readRows(product.path('runs', id, 'metrics.jsonl'), z.object({ step: z.number() }));
  return Math.max(step, rows.at(-1)?.step ?? 0);
}

/**
 * What the engine cannot know, from the run's forecast: the steps until their pace is seen, and the time that setting the
 * limits takes after them.
 */
function withForecast(progress: TrainProgress, run: RunRecord): TrainProgress {
  const { phase, step, spent, secondsLeft } = progress;
  const steps = secondsLeft === null ? Math.max(plannedSteps(run), step) : progress.steps;
  const parts = run.forecast?.parts;
  if (!parts) return { ...progress, steps };
  const isPreparing = phase === 'features' || phase === 'memory';
  const { preparation, training, judging } = partsLeft(parts, spent, isPreparing);
  const stepsLeft = secondsLeft ?? training * (1 - Math.min(step / Math.max(steps, 1), 1));
  const left = preparation + stepsLeft + judging;
  return { ...progress, steps, secondsLeft: left > 0 ? left : null }; // longer than was forecast: nothing is known of its end
}
