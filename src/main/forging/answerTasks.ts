import { type Transferable, parentPort } from 'node:worker_threads';
import { serializeError } from '#shared/errors.ts';
import type { WorkerReply } from './workerSet.ts';

/**
 * Answers a WorkerSet's tasks one after the other, in their order. Does nothing outside a thread of one.
 * @param work its value, with the buffers of it that are handed over instead of copied; what it throws the asker is told
 */
export function answerTasks<Task, Value>(work: (task: Task) => Promise<Answer<Value>> | Answer<Value>): void {
  const port = parentPort;
  let earlier = Promise.resolve();
  const answer = async (task: Task): Promise<void> => {
    try {
      const { value, transfer } = await work(task);
      port!.postMessage({ value } satisfies WorkerReply<Value>, transfer);
    } catch (error) {
      port!.postMessage({ error: serializeError(error) } satisfies WorkerReply<Value>);
    }
  };
  port?.on('message', (task: Task) => {
    earlier = earlier.then(() => answer(task));
  });
}

interface Answer<Value> {
  value: Value;
  transfer?: readonly Transferable[];
}
