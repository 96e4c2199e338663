import { Worker } from 'node:worker_threads';

/**
 * Ends this process within about a second of its parent's end, also while TensorFlow holds the main thread, whose event loop
 * then sees no disconnect: a thread of its own looks whether the parent is there. It keeps nothing alive.
 * @param parent its process number
 */
export function endWithParent(parent: number): void {
  const url = new URL('./parentThread.ts', import.meta.url);
  new Worker(url, { workerData: parent, execArgv: [] }).unref();
}
