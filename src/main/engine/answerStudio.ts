import { createBirpc } from 'birpc';
import {
  type EngineFunctions,
  type EngineListener,
  type TrainProgress,
  encodeEngineError,
} from '#shared/contract/engine.ts';
import { FlawsmithError, serializeError } from '#shared/errors.ts';
import { describeBackend } from './backend/tensorflow.ts';
import { describePictures } from './evaluation/describe.ts';
import { score } from './evaluation/score.ts';
import { exportDetector } from './export/exportDetector.ts';
import { createThrottle } from './throttle.ts';
import { train } from './training/trainer.ts';

/**
 * The engine's answers: one job at a time, over the parent's IPC channel. It ends when its parent does: IPC disconnects
 * with the parent, which the event loop sees between two steps, and within them a thread sees the parent gone.
 */
process.umask(0o077); // what is learned of a product is for its owner alone

const millisecondsBetweenMessages = 100;
let running: AbortController | null = null;
let isPausing = false;
let isInterrupted = false;
let isTraining = false;
let lastTurn = '';
/** One for each kind of message, so that none keeps another from passing. */
const throttled = {
  progress: createThrottle(millisecondsBetweenMessages),
  scored: createThrottle(millisecondsBetweenMessages),
  heartbeat: createThrottle(millisecondsBetweenMessages),
};

const functions: EngineFunctions = {
  describe: () => Promise.resolve(describeBackend()),
  train: (job) =>
    exclusive((signal) => {
      isTraining = true;
      return train(job, {
        signal,
        breathe,
        isPausing: () => isPausing,
        isInterrupted: () => isInterrupted,
        progress: (progress) => throttled.progress(() => listener.progress(progress), isTurn(progress)),
        validated: (row) => void listener.validated(row),
      });
    }),
  score: (job) =>
    exclusive((signal) =>
      score(job, {
        signal,
        breathe,
        scored: (done, total) => throttled.scored(() => listener.scored(done, total), done === total),
      }),
    ),
  describePictures: (job) =>
    exclusive((signal) =>
      describePictures(job, {
        signal,
        breathe,
        scored: (done, total) => throttled.scored(() => listener.scored(done, total), done === total),
      }),
    ),
  exportOnnx: (job) => exclusive(() => exportDetector(job)),
  cancel: () => running?.abort(),
  pause: () => void (isPausing = true),
  interrupt: () => (isTraining ? void (isInterrupted = true) : running?.abort()),
  shutdown: () => process.exit(0),
};

const listener = createBirpc<EngineListener, EngineFunctions>(functions, {
  post: (message) => process.send!(message),
  on: (receive) => process.on('message', receive),
  timeout: -1,
  eventNames: ['progress', 'validated', 'scored', 'heartbeat', 'log'],
});

/** Runs one job; what it throws crosses as the JSON of a SerializedError. */
async function exclusive<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    if (running) throw new FlawsmithError('internal', 'The engine is busy with another job.');
    running = new AbortController();
    isPausing = isInterrupted = isTraining = false;
    try {
      return await work(running.signal);
    } finally {
      running = null;
    }
  } catch (error) {
    const crossing = new Error(encodeEngineError(serializeError(error)));
    crossing.stack = '';
    throw crossing;
  }
}

/** True of the first message of a phase, and of the last step: neither may be dropped. */
function isTurn({ phase, share }: TrainProgress): boolean {
  const turn = `${phase} ${share === 1}`;
  const isNew = turn !== lastTurn;
  lastTurn = turn;
  return isNew;
}

/** Lets the event loop turn, so that cancel and disconnect are seen, and shows that the engine lives. */
function breathe(): Promise<void> {
  throttled.heartbeat(() => listener.heartbeat());
  return new Promise((resolve) => setImmediate(resolve));
}

process.on('disconnect', () => process.exit(0));
// Signals to a whole group reach the parent too, which says what they mean; SIGTERM to the engine alone ends its work kindly.
process.on('SIGTERM', () => functions.interrupt());
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
