import type { TrainProgress } from '#shared/contract/engine.ts';
import type { Job } from '#shared/contract/studio.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { EngineClient } from '../engineClient.ts';
import { findRun } from '../store/runs.ts';
import {
  type FinishedRun,
  type NewRun,
  type TrainOptions,
  resumeRun,
  runToResume,
  trainProduct,
  trainingImages,
} from '../training/train.ts';
import type { JobHandle } from './jobs.ts';
import type { Workspace } from './workspace.ts';

const phaseWords: Readonly<Record<TrainProgress['phase'], string>> = {
  features: 'Reading the good parts',
  memory: 'Learning what is normal',
  training: 'Training',
  calibration: 'Setting the limits',
};

/** Trains a new run as a job, after those that were ordered before. @throws FlawsmithError `too-few-images`, at once */
export function startTraining(workspace: Workspace, id: string, order: NewRun): Job {
  const product = workspace.product(id);
  trainingImages(product); // says at once where there are too few
  const { priorSet, budget, size, seed } = order;
  const length = 'steps' in budget ? `${budget.steps} steps` : `${budget.minutes} min`;
  const about = `${priorSet.name} · ${length} · ${size} px · seed ${seed}`;
  return startJob(workspace, id, (engine, options) => trainProduct(product, engine, order, options), about);
}

/**
 * Goes on with a run as a job.
 * @param wanted the newest that rests where absent
 * @throws FlawsmithError `no-run`, at once
 */
export function resumeTraining(workspace: Workspace, id: string, wanted?: string): Job {
  const product = workspace.product(id);
  const run = runToResume(product, wanted); // says at once where there is none
  return startJob(workspace, id, (engine, options) => resumeRun(product, engine, options, run.id));
}

function startJob(
  workspace: Workspace,
  id: string,
  work: (engine: EngineClient, options: TrainOptions) => Promise<FinishedRun>,
  about = '',
): Job {
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

/** Lets the run that trains rest on a checkpoint. @throws FlawsmithError `no-run` where nothing trains */
export function pauseTraining(workspace: Workspace, id: string): void {
  const pause = workspace.pauses.get(id);
  if (!pause) throw new FlawsmithError('no-run', 'Nothing is training now.', { hint: 'Start a run first.' });
  pause.abort();
}
