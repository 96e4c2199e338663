import { Worker } from 'node:worker_threads';
import { FlawsmithError } from '#shared/errors.ts';

/**
 * Threads that answer one message at a time. One that dies rejects what it was asked and is replaced; it takes nothing else
 * with it. Idle threads do not keep the process alive.
 */
export class WorkerSet<Task, Reply> {
  private readonly url: URL;
  private readonly all = new Set<Worker>();
  private readonly idle: Worker[];
  private readonly waiting: ((worker: Worker) => void)[] = [];

  constructor(url: URL, count: number) {
    this.url = url;
    this.idle = Array.from({ length: count }, () => this.start());
  }

  /**
   * Asks a thread as soon as one is free.
   * @param taskFor told of the thread that will answer; what it throws is thrown here
   * @throws FlawsmithError `internal` where the thread dies
   */
  async run(taskFor: (worker: Worker) => Task): Promise<Reply> {
    const worker = this.idle.pop() ?? (await new Promise<Worker>((resolve) => this.waiting.push(resolve)));
    try {
      return await ask<Task, Reply>(worker, taskFor(worker));
    } finally {
      this.free(this.all.has(worker) ? worker : this.start());
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private start(): Worker {
    const worker = new Worker(this.url);
    worker.unref();
    worker.on('error', () => this.all.delete(worker)); // without a listener the whole process would end
    this.all.add(worker);
    return worker;
  }

  private free(worker: Worker): void {
    const next = this.waiting.shift();
    if (next) next(worker);
    else this.idle.push(worker);
  }
}

function ask<Task, Reply>(worker: Worker, task: Task): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const settle = (reply: Reply): void => {
      worker.off('error', fail);
      worker.unref();
      resolve(reply);
    };
    const fail = (cause: unknown): void => {
      worker.off('message', settle);
      reject(
        new FlawsmithError('internal', 'A thread that forges pictures stopped.', { cause, details: String(cause) }),
      );
    };
    worker.ref();
    worker.once('message', settle);
    worker.once('error', fail);
    worker.postMessage(task);
  });
}
