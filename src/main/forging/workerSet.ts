import { type Transferable, Worker } from 'node:worker_threads';
import {
  CancelledError,
  FlawsmithError,
  type SerializedError,
  deserializeError,
  throwIfCancelled,
} from '#shared/errors.ts';

/** A task with what of it is handed over instead of copied; it is made anew where it has to be done again. */
export interface Posted<Task> {
  task: Task;
  transfer?: readonly Transferable[];
}

/** Errors lose their class between threads, so they are told as data. */
export type WorkerReply<Value> = { value: Value } | { error: SerializedError };

export interface WorkerSetOptions {
  /** What an error calls one of these threads. */
  name: string;
  /** Tasks that a thread is given at a time; more than one keep it at work while this thread's event loop stands still. */
  held?: number;
}

interface Job<Task, Value> {
  taskFor: (worker: Worker) => Posted<Task>;
  answer: PromiseWithResolvers<Value>;
  /** Nobody waits for the answer any more. */
  isDropped: boolean;
  /** Threads that ended while they worked on it. */
  deaths: number;
}

interface Thread<Task, Value> {
  worker: Worker;
  /** In the order given, which is that of the answers: the first is the one worked on. */
  held: Job<Task, Value>[];
  cause: unknown;
}

/** A thread may end by chance; a task that ends two of them would end the next as well. */
const mostDeaths = 2;

/**
 * Threads that answer tasks in the order they were asked, see `answerTasks`. One that dies is replaced: the task it worked
 * on is done again once, those that it held besides lose nothing. Idle threads do not keep the process alive.
 */
export class WorkerSet<Task, Value> {
  readonly count: number;
  private readonly url: URL;
  private readonly name: string;
  private readonly held: number;
  private readonly threads = new Set<Thread<Task, Value>>();
  private readonly waiting: Job<Task, Value>[] = [];
  private isClosed = false;

  /** Starts the threads. @param url module that calls `answerTasks` */
  constructor(url: URL, count: number, { name, held = 1 }: WorkerSetOptions) {
    this.url = url;
    this.count = count;
    this.name = name;
    this.held = held;
    this.startMissing();
  }

  /**
   * Asks the thread that has least to do as soon as one may be asked.
   * @param taskFor told of the thread that will answer; what it throws is thrown here, and the thread is asked nothing
   * @param signal rejects at once; a task that a thread works on already is finished there and its answer dropped
   * @throws what the task threw, FlawsmithError `internal` where threads died of it; CancelledError by the signal and where
   * the set is closed
   */
  async run(taskFor: (worker: Worker) => Posted<Task>, signal?: AbortSignal): Promise<Value> {
    throwIfCancelled({ aborted: this.isClosed || (signal?.aborted ?? false) });
    const job: Job<Task, Value> = { taskFor, answer: Promise.withResolvers(), isDropped: false, deaths: 0 };
    const stop = (): void => drop(job);
    signal?.addEventListener('abort', stop, { once: true });
    this.waiting.push(job);
    this.fill();
    try {
      return await job.answer.promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends all threads, whatever they work on; tasks without an answer reject with CancelledError. */
  async close(): Promise<void> {
    this.isClosed = true;
    const threads = [...this.threads];
    for (const job of [...threads.flatMap(({ held }) => held), ...this.waiting.splice(0)]) drop(job);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  private startMissing(): void {
    while (this.threads.size < this.count) this.start();
  }

  private start(): void {
    const worker = new Worker(this.url);
    const thread: Thread<Task, Value> = { worker, held: [], cause: null };
    const end = (cause: unknown): void => {
      thread.cause ??= cause;
      void worker.terminate();
    };
    worker.unref();
    worker.on('message', (reply: WorkerReply<Value>) => this.settle(thread, reply));
    worker.on('error', end); // without a listener the whole process would end
    worker.on('messageerror', end);
    worker.on('exit', (code) => this.replace(thread, code));
    this.threads.add(thread);
  }

  private settle(thread: Thread<Task, Value>, reply: WorkerReply<Value>): void {
    const job = thread.held.shift();
    if (thread.held.length === 0) thread.worker.unref();
    if (!job) return;
    if ('error' in reply) job.answer.reject(deserializeError(reply.error));
    else job.answer.resolve(reply.value);
    this.fill();
  }

  private replace(thread: Thread<Task, Value>, code: number): void {
    this.threads.delete(thread);
    if (this.isClosed) return;
    const first = thread.held[0];
    if (first && ++first.deaths >= mostDeaths) {
      thread.held.shift();
      first.answer.reject(this.deathOf(thread, code));
    }
    this.waiting.unshift(...thread.held);
    this.fill();
  }

  private deathOf({ cause }: Thread<Task, Value>, code: number): FlawsmithError {
    const details = cause === null ? `It ended by itself, with code ${code}.` : String(cause);
    const hint = 'Try again; where memory is short, close other programs first.';
    return new FlawsmithError('internal', `${this.name} stopped, and so did the one in its place.`, {
      hint,
      cause,
      details,
    });
  }

  private fill(): void {
    while (this.waiting.length > 0) {
      if (this.waiting[0]!.isDropped) this.waiting.shift();
      else {
        this.startMissing();
        const freest = [...this.threads].reduce((least, thread) =>
          thread.held.length < least.held.length ? thread : least,
        );
        if (freest.held.length >= this.held) return;
        give(freest, this.waiting.shift()!);
      }
    }
  }
}

function give<Task, Value>(thread: Thread<Task, Value>, job: Job<Task, Value>): void {
  try {
    const { task, transfer } = job.taskFor(thread.worker);
    thread.worker.postMessage(task, transfer);
  } catch (error) {
    job.answer.reject(error);
    return;
  }
  thread.held.push(job);
  thread.worker.ref();
}

function drop<Task, Value>(job: Job<Task, Value>): void {
  job.isDropped = true;
  job.answer.reject(new CancelledError());
}
