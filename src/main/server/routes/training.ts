import { lossRowSchema } from '#shared/contract/studio.ts';
import type { TrainProgress } from '#shared/contract/engine.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { sourceSide } from '#studio/dataset/sourceSide.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { readRows, readSamples, readValidation } from '#studio/training/curves.ts';
import { cancelRun } from '#studio/training/cancelRun.ts';
import { forecastRun } from '#studio/training/forecast.ts';
import { listPriorSets, removePriorSet, savePriorSet } from '#studio/store/records.ts';
import { findRun, listRuns } from '#studio/store/runs.ts';
import {
  type FinishedRun,
  type TrainOptions,
  resumeRun,
  runToResume,
  trainProduct,
  trainingImages,
} from '#studio/training/train.ts';
import { staleOfRun } from '#studio/staleness.ts';
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
  stale: os.training.stale.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    return Object.fromEntries(listRuns(product.db).map((run) => [run.id, staleOfRun(product, run)]));
  }),
  losses: os.training.losses.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    return readRows(product.path('runs', input.run, 'metrics.jsonl'), lossRowSchema);
  }),
  validation: os.training.validation.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    return { rows: await readValidation(product, input.run), samples: await readSamples(product, input.run) };
  }),
  forecast: os.training.forecast.handler(({ input, context }) => forecast(context.workspace, input)),
  start: os.training.start.handler(({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    trainingImages(product); // says at once where there are too few
    const { minutes, steps, seed, size, loss, priorSet } = input;
    const budget = steps === undefined ? { minutes: minutes ?? 3 } : { steps };
    const length = 'steps' in budget ? `${budget.steps} steps` : `${budget.minutes} min`;
    return startJob(
      workspace,
      input.product,
      (engine, options) =>
        trainProduct(product, engine, { priorSet: priorSet as PriorSet, budget, seed, size, loss }, options),
      `${priorSet.name} · ${length} · ${size} px · seed ${seed}`,
    );
  }),
  resume: os.training.resume.handler(({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    const { id } = runToResume(product, input.run); // says at once where there is none
    return startJob(workspace, input.product, (engine, options) => resumeRun(product, engine, options, id));
  }),
  pause: os.training.pause.handler(({ input, context }) => {
    const pause = context.workspace.pauses.get(input.product);
    if (!pause) throw new FlawsmithError('no-run', 'Nothing is training now.', { hint: 'Start a run first.' });
    pause.abort();
  }),
  cancel: os.training.cancel.handler(({ input, context }) => {
    const { workspace } = context;
    const run = cancelRun(workspace.product(input.product), input.run);
    workspace.events.publish({ type: 'run', product: input.product, run });
    workspace.announce(input.product);
    return run;
  }),
};

function startJob(
  workspace: Workspace,
  id: string,
  work: (engine: EngineClient, options: TrainOptions) => Promise<FinishedRun>,
  about = '',
): ReturnType<Workspace['jobs']['start']> {
  const product = workspace.product(id);
  const perform = async (handle: JobHandle): Promise<{ run: string }> => {
    let current = '';
    const pause = new AbortController();
    const follow = follower(workspace, id, handle);
    try {
      const { run } = await workspace.withEngine(handle, (engine) => {
        workspace.pauses.set(id, pause);
        return work(engine, {
          signal: handle.signal,
          pause: pause.signal,
          onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
          onProgress: (run, progress) => {
            current = run;
            follow(run, progress);
          },
          onValidation: (run, row) => workspace.events.publish({ type: 'validation', product: id, run, row }),
        });
      });
      return { run: run.id };
    } finally {
      if (workspace.pauses.get(id) === pause) workspace.pauses.delete(id);
      const run = current && findRun(product.db, current);
      if (run) workspace.events.publish({ type: 'run', product: id, run });
    }
  };
  return workspace.jobs.start('train', id, 'Training', perform, about);
}

/** Passes an engine's progress on as job, run and loss events. */
function follower(workspace: Workspace, id: string, handle: JobHandle): (run: string, progress: TrainProgress) => void {
  const product = workspace.product(id);
  let lastStep = -1;
  let lastPhase = '';
  return (run, { step, steps, share, phase, losses, seconds, secondsLeft }) => {
    // only steps are counted; what goes before and after them has no number to show
    const counted = phase === 'training' ? { done: step, total: steps, share } : { done: 0, total: 0, share: null };
    handle.report({ doing: phaseWords[phase], ...counted, secondsLeft });
    const isNew = step !== lastStep;
    if (losses && isNew)
      workspace.events.publish({ type: 'losses', product: id, run, row: { step, ...losses, seconds } });
    const record = (phase !== lastPhase || step % 10 === 0) && isNew ? findRun(product.db, run) : null;
    if (record) workspace.events.publish({ type: 'run', product: id, run: { ...record, step, seconds } });
    lastStep = step;
    lastPhase = phase;
  };
}

function forecast(workspace: Workspace, wanted: { product: string; minutes: number; size: number }) {
  const product = workspace.product(wanted.product);
  const { minutes, size } = wanted;
  const { train, calibration } = trainingImages(product);
  const { isGuess, ...expected } = forecastRun(listRuns(product.db), {
    nTrain: train.length,
    size,
    budget: { minutes },
  });
  return {
    ...expected,
    nTrain: train.length,
    nCalibration: calibration.length,
    sourceSide: sourceSide(product, train),
    note: isGuess ? 'A first guess: the next forecast learns from this run.' : null,
  };
}
