import { randomUUID } from 'node:crypto';
import type { Job } from '#shared/contract/studio.ts';
import {
  CancelledError,
  FlawsmithError,
  ProgramEndsError,
  type SerializedError,
  serializeError,
} from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

/** Ended jobs that stay visible to pages opened later. */
const keptJobs = 50;
const millisecondsPerUpdate = 150;

/** What a job's work is given. */
export interface JobHandle {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Says where the work stands; sent on at most some seven times a second, and always when the words change. */
  report(change: Partial<Pick<Job, 'doing' | 'done' | 'total' | 'share' | 'secondsLeft' | 'waits' | 'place'>>): void;
}

interface Entry {
  job: Job;
  stop: AbortController;
  finished: Promise<void>;
}

/** The long work under way: each job runs on whether or not a page looks at it. */
export class JobBoard {
  private readonly entries = new Map<string, Entry>();
  private readonly publish: (job: Job) => void;
  private readonly onFault: (error: unknown) => void;

  /** @param onFault told of what `publish` threw */
  constructor(publish: (job: Job) => void, onFault: (error: unknown) => void = () => undefined) {
    this.publish = publish;
    this.onFault = onFault;
  }

  list(): Job[] {
    return [...this.entries.values()].map(({ job }) => job);
  }

  /** Starts work. A second job of a kind on a product that is still running is refused with `usage`. */
  start(
    kind: Job['kind'],
    product: string,
    doing: string,
    work: (handle: JobHandle) => Promise<unknown>,
    about = '',
    id: string = randomUUID(),
  ): Job {
    const same = this.list().find((job) => job.kind === kind && job.product === product && job.state === 'running');
    if (same && kind !== 'train') {
      throw new FlawsmithError('usage', `${same.doing}: this is under way already.`, {
        hint: 'Wait for it, or cancel it.',
        said: said('underWay'),
      });
    }
    const stop = new AbortController();
    const job: Job = {
      id,
      kind,
      product,
      state: 'running',
      doing,
      waits: false,
      place: null,
      about,
      done: 0,
      total: 0,
      share: null,
      secondsLeft: null,
      startedAt: new Date().toISOString(),
      error: null,
      result: null,
    };
    const entry: Entry = { job, stop, finished: Promise.resolve() };
    this.entries.set(job.id, entry);
    this.tell(job);
    entry.finished = this.run(entry, work);
    this.forgetOld();
    return job;
  }

  /** The job as it ended. @throws FlawsmithError `not-found` */
  async ended(id: string): Promise<Job> {
    const entry = this.entries.get(id);
    if (!entry) throw new FlawsmithError('not-found', 'There is no such job.');
    await entry.finished;
    return entry.job;
  }

  /** Cancels a running job; one that has ended stays as it is. @throws FlawsmithError `not-found` */
  cancel(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) throw new FlawsmithError('not-found', 'There is no such job.');
    entry.stop.abort();
  }

  /** The program ends: stops all, so that what can go on later can, and waits for their ends. */
  async close(): Promise<void> {
    for (const { stop } of this.entries.values()) stop.abort(new ProgramEndsError());
    await Promise.all([...this.entries.values()].map(({ finished }) => finished));
  }

  private async run(entry: Entry, work: (handle: JobHandle) => Promise<unknown>): Promise<void> {
    let sentAt = 0;
    const report: JobHandle['report'] = (change) => {
      const isNewWord = (change.doing ?? entry.job.doing) !== entry.job.doing || change.waits !== undefined;
      entry.job = { ...entry.job, ...change };
      if (!isNewWord && performance.now() - sentAt < millisecondsPerUpdate) return;
      sentAt = performance.now();
      this.tell(entry.job);
    };
    try {
      const result = await work({ id: entry.job.id, signal: entry.stop.signal, report });
      this.end(entry, { state: 'done', result: result ?? null });
    } catch (error) {
      if (error instanceof CancelledError) this.end(entry, { state: 'cancelled' });
      else this.end(entry, { state: 'failed', error: serializeError(error) as Job['error'] & SerializedError });
    }
  }

  private end(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change, waits: false, place: null, secondsLeft: null };
    this.tell(entry.job);
  }

  /** Whoever listens may fail, the job must not: its state stands, and the next look at it shows it. */
  private tell(job: Job): void {
    try {
      this.publish(job);
    } catch (error) {
      this.onFault(error);
    }
  }

  private forgetOld(): void {
    const ended = [...this.entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of ended.slice(0, Math.max(0, ended.length - keptJobs))) this.entries.delete(job.id);
  }
}
