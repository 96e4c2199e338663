import { readFile } from 'node:fs/promises';

import { type LossRow, lossRowSchema } from '#shared/contract/studio.ts';
import type { TrainProgress } from '#shared/contract/engine.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { listPriorSets, removePriorSet, savePriorSet } from '#studio/store/records.ts';
import { findRun, listRuns } from '#studio/store/runs.ts';
import {
  type FinishedRun,
  type TrainOptions,
  resumeRun,
  trainProduct,
  trainingImages,
} from '#studio/training/train.ts';
import type { JobHandle } from '#studio/workspace/jobs.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { os } from './context.ts';

const phaseWords: Readonly<Record<TrainProgress['phase'], string>> = {
  features: 'Reading the good parts',
  memory: 'Learning what is normal',
  training: 'Training',
  calibration: 'Setting the limits',
};

export const synthesis = {
  priorSets: os.synthesis.priorSets.handler(({ input, context }) => {
    const saved = listPriorSets(context.workspace.product(input.product).db);
    return saved.some(({ name }) => name === defaultPriorSet.name) ? saved : [defaultPriorSet, ...saved];
  }),
  save: os.synthesis.save.handler(({ input, context }) => {
    savePriorSet(context.workspace.product(input.product).db, input.priorSet as PriorSet);
    context.workspace.announce(input.product);
  }),
  remove: os.synthesis.remove.handler(({ input, context }) => {
    removePriorSet(context.workspace.product(input.product).db, input.name);
    context.workspace.announce(input.product);
  }),
};

export const training = {
  runs: os.training.runs.handler(({ input, context }) => listRuns(context.workspace.product(input.product).db)),
  losses: os.training.losses.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    return readLosses(product.path('runs', input.run, 'metrics.jsonl'));
  }),
  forecast: os.training.forecast.handler(({ input, context }) =>
    forecast(context.workspace, input.product, input.minutes),
  ),
  start: os.training.start.handler(({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    trainingImages(product); // says at once where there are too few
    const { minutes, steps, seed, size, loss, priorSet } = input;
    const budget = steps === undefined ? { minutes: minutes ?? 3 } : { steps };
    return startJob(workspace, input.product, (engine, options) =>
      trainProduct(product, engine, { priorSet: priorSet as PriorSet, budget, seed, size, loss }, options),
    );
  }),
  resume: os.training.resume.handler(({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    if (!listRuns(product.db).some(({ state }) => state === 'interrupted')) {
      throw new FlawsmithError('no-run', 'There is no interrupted run to go on with.', { hint: 'Start a new run.' });
    }
    return startJob(workspace, input.product, (engine, options) => resumeRun(product, engine, options));
  }),
};

function startJob(
  workspace: Workspace,
  id: string,
  work: (engine: EngineClient, options: TrainOptions) => Promise<FinishedRun>,
): ReturnType<Workspace['jobs']['start']> {
  const product = workspace.product(id);
  return workspace.jobs.start('train', id, 'Training', async (handle) => {
    let current = '';
    const follow = follower(workspace, id, handle);
    try {
      const { run } = await workspace.withEngine(handle, (engine) =>
        work(engine, {
          signal: handle.signal,
          onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
          onProgress: (run, progress) => {
            current = run;
            follow(run, progress);
          },
        }),
      );
      return { run: run.id };
    } finally {
      const run = current && findRun(product.db, current);
      if (run) workspace.events.publish({ type: 'run', product: id, run });
    }
  });
}

/** Passes an engine's progress on as job, run and loss events. */
function follower(workspace: Workspace, id: string, handle: JobHandle): (run: string, progress: TrainProgress) => void {
  const product = workspace.product(id);
  let lastStep = -1;
  let lastPhase = '';
  return (run, { step, steps, phase, losses, seconds, secondsLeft }) => {
    handle.report({ doing: phaseWords[phase], done: step, total: steps, secondsLeft });
    const isNew = step !== lastStep;
    if (losses && isNew)
      workspace.events.publish({ type: 'losses', product: id, run, row: { step, ...losses, seconds } });
    const record = (phase !== lastPhase || step % 10 === 0) && isNew ? findRun(product.db, run) : null;
    if (record) workspace.events.publish({ type: 'run', product: id, run: { ...record, step, steps, seconds } });
    lastStep = step;
    lastPhase = phase;
  };
}

async function readLosses(file: string): Promise<LossRow[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return []; // a run that never reached its first step
    throw error;
  }
  const rows: LossRow[] = [];
  for (const line of text.split('\n')) {
    const row = lossRowSchema.safeParse(parseLine(line));
    if (!row.success) continue;
    // A resumed run writes the steps after its checkpoint again.
    while (rows.length && rows.at(-1)!.step >= row.data.step) rows.pop();
    rows.push(row.data);
  }
  return rows;
}

/** A line, or null where a kill cut it off. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // the last line of a run that was killed
  }
}

/** Seconds a step and of reading a picture where the product has no run to learn them from; seen on two cores. */
const firstGuess = { step: 0.25, picture: 0.06 } as const;
const mostSteps = 600;
const mostFitted = 400;

function forecast(workspace: Workspace, id: string, minutes: number) {
  const product = workspace.product(id);
  const { train, calibration } = trainingImages(product);
  const known = listRuns(product.db).findLast(({ state, step }) => state === 'trained' && step > 20);
  const step = known
    ? Math.max((known.seconds - train.length * firstGuess.picture) / known.step, 0.05)
    : firstGuess.step;
  const fitted = Math.min(train.length, mostFitted);
  const preparation = fitted * firstGuess.picture + 8;
  const steps = Math.min(mostSteps, Math.max(1, Math.floor((minutes * 57 - preparation) / step)));
  return {
    steps,
    seconds: Math.min(minutes * 60, preparation + steps * step),
    memoryMb: Math.round(900 + fitted * 1.2 + 420 * 0.4),
    nTrain: train.length,
    nCalibration: calibration.length,
    note: known ? null : 'A first guess: the next forecast learns from this run.',
  };
}
