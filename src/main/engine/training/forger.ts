import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type SerializedError, FlawsmithError, deserializeError } from '#shared/errors.ts';
import type { ForgeRequest, ForgedPicture, WorkerReply, WorkerSetup } from './synthesisProtocol.ts';

/** Pictures forged ahead of the trainer, for all workers together. */
const aheadPerWorker = 8;

/**
 * Synthesis workers beside TensorFlow. Requests are answered in the order they were made, whichever worker is quicker,
 * so a run's pictures depend on its seed alone.
 */
export interface Forger {
  /** The next picture of the plan. Rejects with what a worker threw. */
  next(): Promise<ForgedPicture>;
  close(): Promise<void>;
}

/** @param plan request number n, or null after the last */
export function startForger(
  setup: WorkerSetup,
  plan: (n: number) => ForgeRequest | null,
  workerCount = Math.max(1, Math.min(availableParallelism() - 1, 6)),
): Forger {
  const url = new URL('./synthesisWorker.ts', import.meta.url);
  const workers = Array.from({ length: workerCount }, () => new Worker(url, { workerData: setup }));
  const results = new Map<number, PromiseWithResolvers<ForgedPicture>>();
  const pending = new Map<number, number[]>(workers.map((_, w) => [w, []]));
  let requested = 0;
  let taken = 0;

  const slot = (n: number): PromiseWithResolvers<ForgedPicture> => {
    let entry = results.get(n);
    if (!entry) {
      entry = Promise.withResolvers<ForgedPicture>();
      entry.promise.catch(() => undefined); // reported by next(), perhaps later
      results.set(n, entry);
    }
    return entry;
  };
  const fill = (): void => {
    while (requested < taken + aheadPerWorker * workers.length) {
      const request = plan(requested);
      if (!request) return;
      const worker = requested % workers.length;
      slot(requested);
      pending.get(worker)!.push(requested++);
      workers[worker]!.postMessage(request);
    }
  };
  workers.forEach((worker, w) => {
    worker.on('message', (reply: WorkerReply) => {
      const entry = slot(pending.get(w)!.shift()!);
      if ('picture' in reply) entry.resolve(reply.picture);
      else entry.reject(deserializeError(JSON.parse(reply.error) as SerializedError));
    });
    worker.on('error', (cause) => {
      const error = new FlawsmithError('internal', 'A synthesis worker stopped', { cause, details: String(cause) });
      for (const n of pending.get(w)!.splice(0)) slot(n).reject(error);
    });
  });
  fill();
  return {
    async next() {
      const n = taken++;
      fill();
      const picture = await slot(n).promise;
      results.delete(n);
      return picture;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
