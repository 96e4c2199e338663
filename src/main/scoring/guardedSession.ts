import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '#shared/environment.ts';
import { CancelledError, FlawsmithError, deserializeError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { GoldenReport } from './golden.ts';
import { type GuardedReply, type GuardedRequest, memoryMark } from './guardedProtocol.ts';
import type { ModelOptions } from './model.ts';
import type { ScoredImage, ScoringPackage } from './package.ts';

export interface GuardOptions extends ModelOptions {
  /** Seconds that opening the package, and each picture, may take; 120 where absent. */
  timeout?: number | undefined;
  /** Bytes of memory that scoring may use; 4 GiB where absent, or six tenths of the machine's where that is less. */
  memoryBytes?: number | undefined;
  /** Aborting ends the scoring at once, whatever it does. */
  signal?: AbortSignal | undefined;
}

/** A verified package, open in a process of its own. The caller closes it. */
export interface GuardedScorer extends Omit<ScoringPackage, 'model' | 'close'> {
  /**
   * Scores a picture's file. After a picture that had to be stopped the next one is scored in a new process.
   * @throws FlawsmithError of decoding, with the file; `scoring-stopped`; CancelledError
   */
  score(file: string): Promise<ScoredImage>;
  /** Scores the package's own golden pictures. @throws FlawsmithError `scoring-stopped`; CancelledError */
  checkGolden(): Promise<GoldenReport>;
  close(): Promise<void>;
}

const usualTimeout = 120;
const usualMemory = (): number => Math.min(4 * 2 ** 30, 0.6 * totalmem());
const entry = fileURLToPath(
  new URL(`./guardedScorer${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/**
 * Opens a package as `openPackage` does, and keeps to bounds of time and memory whatever its model computes: it runs in a
 * child process, which is ended where it goes beyond them.
 * @throws FlawsmithError `package-damaged`, `not-found`, `scoring-stopped`; CancelledError
 */
export async function openGuarded(dir: string, options: GuardOptions = {}): Promise<GuardedScorer> {
  const { timeout = usualTimeout, memoryBytes = usualMemory(), threads = availableParallelism(), signal } = options;
  let child: GuardedProcess | null = null;
  let known: Omit<ScoringPackage, 'model' | 'close'>;
  const ready = async (): Promise<GuardedProcess> => {
    if (child?.isAlive) return child;
    const started = new GuardedProcess(signal);
    try {
      known = (await started.ask({ open: dir, threads, memoryBytes }, timeout, dir)) as typeof known;
    } catch (error) {
      await started.end();
      throw error;
    }
    child = started;
    return started;
  };
  await ready();
  return {
    ...known!,
    score: async (file) => (await (await ready()).ask({ score: file }, timeout, file)) as ScoredImage,
    checkGolden: async () => {
      const limit = timeout * Math.max(known.manifest.golden.length, 1);
      return (await (await ready()).ask('golden', limit, dir)) as GoldenReport;
    },
    close: () => child?.end() ?? Promise.resolve(),
  };
}

class GuardedProcess {
  private readonly child: ChildProcess;
  private readonly signal: AbortSignal | undefined;
  private readonly ended: Promise<void>;
  private said = '';
  isAlive = true;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal;
    this.child = fork(entry, [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: childEnvironment(process.env),
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.said = (this.said + text).slice(-4000)));
    this.ended = new Promise((resolve) => this.child.once('error', resolve).once('close', resolve)).then(() => {
      this.isAlive = false;
    });
  }

  /** @param seconds until the process is ended @param file what is worked on, for the message */
  async ask(request: GuardedRequest, seconds: number, file: string): Promise<unknown> {
    let isLate = false;
    const kill = (): boolean => this.child.kill('SIGKILL');
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, seconds * 1000);
    this.signal?.addEventListener('abort', kill, { once: true });
    if (this.signal?.aborted) kill();
    try {
      const reply = await this.exchange(request);
      if (this.signal?.aborted) throw new CancelledError();
      if (reply === null) throw this.stopped(file, isLate ? seconds : null);
      if ('error' in reply) throw deserializeError(reply.error);
      return reply.value;
    } finally {
      clearTimeout(timer);
      this.signal?.removeEventListener('abort', kill);
    }
  }

  /** The answer; null where the process ended without one. */
  private exchange(request: GuardedRequest): Promise<GuardedReply | null> {
    return new Promise((resolve) => {
      this.child.once('message', (reply: GuardedReply) => resolve(reply));
      void this.ended.then(() => resolve(null));
      if (this.child.connected) this.child.send(request, () => undefined); // one that cannot be sent ends with the process
    });
  }

  private stopped(file: string, seconds: number | null): FlawsmithError {
    const isMemory = this.said.includes(memoryMark);
    const why = isMemory
      ? 'it used more memory than allowed'
      : seconds === null
        ? 'its process ended'
        : `it took longer than ${seconds} s`;
    return new FlawsmithError('scoring-stopped', `Scoring was stopped, ${why}: ${file}`, {
      file,
      hint:
        seconds === null
          ? 'Check where the package comes from.'
          : 'Check where the package comes from, or allow more with --timeout.',
      details: this.said,
      said: said('scoringStopped', { file }),
    });
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL'); // it writes nothing, so nothing can be cut off
    await this.ended;
  }
}
