import { randomUUID } from 'node:crypto';
import type { TrainProgress } from '#shared/contract/engine.ts';
import type { Job } from '#shared/contract/studio.ts';
import { defaultBackbone } from '#shared/domain/backbones.ts';
import { runTitle } from '#shared/domain/runNames.ts';
import { canGoOn, plannedSteps, risingShare } from '#shared/domain/runs.ts';
import { FlawsmithError, isProgramEnding, serializeError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { requirePriorSet } from '../store/records.ts';
import { findRun, listRuns } from '../store/runs.ts';
import { requireSettings } from '../store/settings.ts';
import { weightsOf } from '../training/backbone.ts';
import { checkedRunName } from '../training/namedRun.ts';
import type { EngineClient } from '../engineClient.ts';
import {
  type FinishedRun,
  type NewRun,
  type TrainOptions,
  resumeRun,
  runToResume,
  trainProduct,
} from '../training/train.ts';
import { trainingImages } from '../training/runPictures.ts';
import type { JobHandle } from './jobs.ts';
import type { QueuedTraining } from './savedQueue.ts';
import type { Workspace } from './workspace.ts';

const phaseWords: Readonly<Record<TrainProgress['phase'], string>> = {
  features: 'Reading the good parts',
  memory: 'Learning what is normal',
  training: 'Training',
  calibration: 'Setting the limits',
};

/**
 * Orders a training, after those that were ordered before. Until it has begun it is kept over a restart of the studio.
 * @throws FlawsmithError `product-damaged`, `too-few-images`, `engine-unavailable` without the network's weights, `usage` where the name is taken,
 * at once
 */
export function startTraining(workspace: Workspace, id: string, order: NewRun): Job {
  const product = workspace.product(id);
  requireSettings(product.db); // says at once what cannot be read
  requirePriorSet(product.db, order.priorSet.name);
  trainingImages(product); // says at once where there are too few
  weightsOf(order.backbone); // and where its network is not here
  const name = checkedRunName(product, order.name ?? '') ?? undefined;
  return queueTraining(workspace, id, { id: randomUUID(), dir: product.dir, order: { ...order, name } });
}

/**
 * Goes on with a run as a job.
 * @param wanted the newest that rests where absent
 * @throws FlawsmithError `no-run`, at once
 */
export function resumeTraining(workspace: Workspace, id: string, wanted?: string): Job {
  const product = workspace.product(id);
  requireSettings(product.db);
  const { id: resume } = runToResume(product, wanted); // says at once where there is none
  return queueTraining(workspace, id, { id: randomUUID(), dir: product.dir, order: { resume } });
}

/**
 * Takes up again what was ordered before the studio ended, in its order. What has begun meanwhile is no longer waited
 * for; what cannot be taken up now, as where its product is not there, stays ordered.
 * @returns what could not be taken up, in words
 */
export function restoreQueue(workspace: Workspace): string[] {
  return workspace.queue.list().flatMap((entry) => {
    try {
      const { id, product } = workspace.openProduct(entry.dir);
      if (hasBegun(product, entry)) workspace.queue.remove(entry.id);
      else queueTraining(workspace, id, entry);
      return [];
    } catch (error) {
      return [`A training of ${entry.dir} waits on: ${serializeError(error).message}`];
    }
  });
}

function hasBegun({ db }: Product, { id, order }: QueuedTraining): boolean {
  const runs = listRuns(db);
  if (!('resume' in order)) return runs.some(({ key }) => key === id);
  return !runs.some((run) => run.id === order.resume && canGoOn(run));
}

function queueTraining(workspace: Workspace, id: string, entry: QueuedTraining): Job {
  workspace.queue.add(entry);
  const product = workspace.product(id);
  const perform = async (handle: JobHandle): Promise<{ run: string }> => {
    try {
      return { run: await performTraining(workspace, id, entry, handle) };
    } finally {
      // what was still waiting when the program ended waits on
      if (!isProgramEnding(handle.signal)) workspace.queue.remove(entry.id);
    }
  };
  return workspace.jobs.start('train', id, 'Training', perform, orderWords(product, entry), entry.id);
}

/** What was ordered, so that two of a queue can be told apart. */
function orderWords(product: Product, { order }: QueuedTraining): string {
  if ('resume' in order) return runTitle(findRun(product.db, order.resume) ?? { id: order.resume });
  const { name, priorSet, budget, size, seed, backbone = defaultBackbone } = order;
  const network = backbone === defaultBackbone ? [] : [backbone];
  const length = 'steps' in budget ? `${budget.steps} steps` : `${budget.minutes} min`;
  return [...(name ? [name] : []), priorSet.name, length, `${size} px`, ...network, `seed ${seed}`].join(' · ');
}

/** @returns the run's id */
async function performTraining(
  workspace: Workspace,
  id: string,
  { id: key, order }: QueuedTraining,
  handle: JobHandle,
): Promise<string> {
  const product = workspace.product(id);
  const pause = new AbortController();
  const follow = follower(workspace, id, handle);
  let current = '';
  try {
    const perform = (engine: EngineClient): Promise<FinishedRun> => {
      const options: TrainOptions = {
        key,
        signal: handle.signal,
        pause: pause.signal,
        onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total, share: null }),
        onProgress: (run, progress) => {
          if (current === '') workspace.queue.remove(key); // its row is there: from here on it is a run
          current = run;
          follow(run, progress);
        },
        onValidation: (run, row) => workspace.events.publish({ type: 'validation', product: id, run, row }),
      };
      if ('resume' in order) return resumeRun(product, engine, options, order.resume);
      return trainProduct(product, engine, order, options);
    };
    const { run } = await workspace.withEngine(handle, perform, () => workspace.pauses.set(id, pause));
    current = run.id; // one that was paused while its pictures were made has told of no progress
    return run.id;
  } finally {
    if (workspace.pauses.get(id) === pause) workspace.pauses.delete(id);
    const run = current && findRun(product.db, current);
    if (run) workspace.events.publish({ type: 'run', product: id, run });
  }
}

/** Passes an engine's progress on as job, run and loss events. */
function follower(workspace: Workspace, id: string, handle: JobHandle): (run: string, progress: TrainProgress) => void {
  const product = workspace.product(id);
  let lastStep = -1;
  let lastPhase = '';
  let planned = 0;
  const shareOf = risingShare();
  return (run, progress) => {
    const { step, phase, losses, seconds, secondsLeft } = progress;
    const isNew = step !== lastStep;
    const record = (phase !== lastPhase || step % 10 === 0) && isNew ? findRun(product.db, run) : null;
    planned = Math.max(planned, record ? plannedSteps(record) : 0, step);
    handle.report({ doing: phaseWords[phase], done: step, total: planned, share: shareOf(progress), secondsLeft });
    if (losses && isNew)
      workspace.events.publish({ type: 'losses', product: id, run, row: { step, ...losses, seconds } });
    if (record) workspace.events.publish({ type: 'run', product: id, run: { ...record, step, seconds } });
    lastStep = step;
    lastPhase = phase;
  };
}

/** Lets the run that trains rest on a checkpoint. @throws FlawsmithError `no-run` where nothing trains */
export function pauseTraining(workspace: Workspace, id: string): void {
  const pause = workspace.pauses.get(id);
  if (!pause)
    throw new FlawsmithError('no-run', 'Nothing is training now.', {
      hint: 'Start a run first.',
      said: said('nothingTrains'),
    });
  pause.abort();
}

/**
 * Puts a job that waits for the engine at another place; the order is kept over a restart.
 * @param place among all that wait, 1 is next
 * @throws FlawsmithError `not-found` where it does not wait
 */
export function moveInQueue(workspace: Workspace, job: string, place: number): void {
  if (!workspace.turns.move(job, place)) {
    throw new FlawsmithError('not-found', 'This job does not wait any more.', {
      hint: 'Look at the queue again.',
      said: said('jobWaitsNoMore'),
    });
  }
  workspace.queue.arrange(workspace.turns.order);
}
