import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { ForgeRequest, ForgedPicture, Wanted } from './forgePicture.ts';
import type { ForgeTask } from './forgingWorker.ts';
import { type PackedSource, packSource } from './packedParts.ts';
import type { ForgingSource } from './pictureSource.ts';
import { WorkerSet } from './workerSet.ts';

/** Threads that are worth starting for so many pictures: one a core, four at most. */
export function forgingThreads(pictures = Infinity): number {
  return Math.max(1, Math.min(availableParallelism(), 4, pictures));
}

export interface ForgerOptions {
  /** Threads; {@link forgingThreads} where absent. */
  count?: number;
  /** Pictures that a thread is asked for at a time, see WorkerSetOptions. */
  held?: number;
}

/**
 * Threads that forge pictures, the same for training, previews, evaluation and the command line: the same parts, request
 * and priors give the same bytes whoever asks. Whoever makes one closes it.
 */
export class Forger {
  private readonly threads: WorkerSet<ForgeTask, unknown>;
  /** The source that each thread has. */
  private readonly given = new WeakMap<Worker, ForgingSource>();
  private readonly packed = new WeakMap<ForgingSource, PackedSource>();

  constructor({ count = forgingThreads(), held = 1 }: ForgerOptions = {}) {
    const url = new URL('./forgingWorker.ts', import.meta.url);
    this.threads = new WorkerSet(url, count, { name: 'A thread that forges pictures', held });
  }

  /** Pictures worth asking for at a time: as many as the threads are given, and one each to come. */
  get ahead(): number {
    return 2 * this.threads.count;
  }

  /**
   * Forges one picture in a thread.
   * @param source known by its identity: the same object is sent to a thread once, so do not change it
   * @param signal see {@link WorkerSet.run}
   * @throws FlawsmithError `bad-config` where every kind is switched off, `not-found` where a part's file is gone, `internal`
   * where threads died of it; CancelledError
   */
  forge<W extends Wanted>(
    source: ForgingSource,
    request: ForgeRequest,
    wanted: W,
    signal?: AbortSignal,
  ): Promise<ForgedPicture<W>> {
    const taskFor = (worker: Worker): { task: ForgeTask } => {
      const isGiven = this.given.get(worker) === source;
      this.given.set(worker, source);
      return { task: { source: isGiven ? null : this.pack(source), request, wanted } };
    };
    return this.threads.run(taskFor, signal) as Promise<ForgedPicture<W>>;
  }

  private pack(source: ForgingSource): PackedSource {
    const packed = this.packed.get(source) ?? packSource(source);
    this.packed.set(source, packed);
    return packed;
  }

  /** Ends the threads; pictures under way reject with CancelledError. */
  close(): Promise<void> {
    return this.threads.close();
  }
}
