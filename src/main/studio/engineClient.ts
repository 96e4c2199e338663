import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createBirpc } from 'birpc';
import type {
  BackendInfo,
  EngineFunctions,
  EngineListener,
  DescribeJob,
  DescribeResult,
  ExportJob,
  ExportResult,
  ScoreJob,
  ScoreResult,
  TrainJob,
  TrainProgress,
  TrainResult,
} from '#shared/contract/engine.ts';
import { decodeEngineError } from '#shared/contract/engine.ts';
import type { ValidationRow } from '#shared/domain/validation.ts';
import { engineEnvironment } from '#shared/environment.ts';
import { CancelledError, FlawsmithError, isProgramEnding } from '#shared/errors.ts';
import { type EngineEnd, EngineEndedError, endOf } from './engineEnd.ts';
import { compileCacheDir, projectRoot } from './paths.ts';

export interface EngineOptions {
  /** Every line that the engine prints or logs, as `engine PID STREAM: …`; the stream is stdout, stderr or a log's level. */
  onLog?: (line: string) => void;
  /** The engine's entry; the project's own where absent. */
  entry?: string;
  /** Milliseconds until the engine must have answered for the first time. */
  readyLimit?: number;
  /** Milliseconds without any message during a call after which the engine counts as hung. */
  heartbeatLimit?: number;
  /** Milliseconds that the engine has to end by itself. */
  stopLimit?: number;
}

export interface CallOptions<Progress> {
  /** Aborting cancels the call within one step; with ProgramEndsError as its reason a training is interrupted instead. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface TrainCallOptions extends CallOptions<TrainProgress> {
  /** Told of each judgement on held-out forgeries. */
  onValidation?: ((row: ValidationRow) => void) | undefined;
  /** Aborting lets the training rest on a checkpoint within a step; the call resolves with outcome `paused`. */
  pause?: AbortSignal | undefined;
}

/** A running engine process. One job at a time; {@link EngineClient.stop} ends it. */
export interface EngineClient {
  readonly pid: number;
  /** Which TensorFlow runs, as the engine said when it was ready. */
  readonly backend: BackendInfo;
  /** The same now: live tensors, highest memory. */
  describe(): Promise<BackendInfo>;
  /** A cancelled training resolves with outcome `cancelled`, one whose program ends with `interrupted`. @throws FlawsmithError */
  train(job: TrainJob, options?: TrainCallOptions): Promise<TrainResult>;
  /** @throws FlawsmithError, CancelledError */
  score(job: ScoreJob, options?: CallOptions<{ done: number; total: number }>): Promise<ScoreResult>;
  /** @throws FlawsmithError, CancelledError */
  describePictures(job: DescribeJob, options?: CallOptions<{ done: number; total: number }>): Promise<DescribeResult>;
  /** @throws FlawsmithError, CancelledError */
  exportOnnx(job: ExportJob, options?: CallOptions<never>): Promise<ExportResult>;
  /** Asks the engine to end, and kills it where it does not. */
  stop(): Promise<void>;
}

const keptLines = 30;
const engineEntry = join(projectRoot, 'src', 'main', 'engine', 'index.ts');

/**
 * Starts an engine process and waits until it answers.
 * @throws EngineEndedError `engine-unavailable` where TensorFlow does not load, `engine-crashed` where the process dies or stays silent
 */
export async function startEngine(options: EngineOptions = {}): Promise<EngineClient> {
  const { readyLimit = 120_000, heartbeatLimit = 120_000, stopLimit = 3000 } = options;
  const engine = new EngineProcess(options);
  try {
    const backend = await engine.call((rpc) => rpc.describe(), { limit: readyLimit });
    const limit = heartbeatLimit;
    return {
      pid: engine.pid,
      backend,
      describe: () => engine.call((rpc) => rpc.describe(), { limit }),
      train: (job, { signal, pause, onProgress, onValidation } = {}) =>
        engine.call((rpc) => rpc.train(job), {
          limit,
          signal,
          pause,
          listener: { progress: onProgress, validated: onValidation },
        }),
      score: (job, { signal, onProgress } = {}) =>
        engine.call((rpc) => rpc.score(job), {
          limit,
          signal,
          listener: { scored: (done, total) => onProgress?.({ done, total }) },
        }),
      describePictures: (job, { signal, onProgress } = {}) =>
        engine.call((rpc) => rpc.describePictures(job), {
          limit,
          signal,
          listener: { scored: (done, total) => onProgress?.({ done, total }) },
        }),
      exportOnnx: (job, { signal } = {}) => engine.call((rpc) => rpc.exportOnnx(job), { limit, signal }),
      stop: () => engine.stop(stopLimit),
    };
  } catch (error) {
    await engine.stop(0);
    throw error;
  }
}

type Remote = ReturnType<typeof createBirpc<EngineFunctions, EngineListener>>;

interface CallSettings {
  /** Milliseconds of silence after which the engine counts as hung. */
  limit: number;
  signal?: AbortSignal | undefined;
  pause?: AbortSignal | undefined;
  listener?: {
    progress?: EngineListener['progress'] | undefined;
    validated?: EngineListener['validated'] | undefined;
    scored?: EngineListener['scored'];
  };
}

/** The child, its last lines, and whether it still lives. */
class EngineProcess {
  private readonly child: ChildProcess;
  private readonly rpc: Remote;
  private readonly lastLines: string[] = [];
  /** Resolves with the reason once the process is gone. */
  private readonly gone: Promise<EngineEndedError>;
  private isGone = false;
  private listener: CallSettings['listener'] = {};
  private onMessage: () => void = () => undefined;
  /** Why we killed it, where we did. */
  private verdict: EngineEnd | null = null;

  constructor({ entry = engineEntry, onLog }: EngineOptions) {
    this.child = fork(entry, [String(process.pid)], {
      execPath: process.execPath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...{ TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
        ...engineEnvironment(process.env),
        NODE_COMPILE_CACHE: compileCacheDir,
      },
    });
    this.readLines(onLog);
    this.gone = this.watchExit();
    this.rpc = createBirpc<EngineFunctions, EngineListener>(
      {
        progress: (progress) => this.listener?.progress?.(progress),
        validated: (row) => this.listener?.validated?.(row),
        scored: (done, total) => this.listener?.scored?.(done, total),
        heartbeat: () => undefined,
        log: (level, message) => onLog?.(this.logLine(level, message)),
      },
      {
        post: (message: object) => {
          // A send to a process that is gone fails; its exit is what gets reported.
          if (this.child.connected) this.child.send(message, () => undefined);
        },
        on: (receive) =>
          this.child.on('message', (message) => {
            this.onMessage();
            receive(message);
          }),
        timeout: -1,
        eventNames: ['cancel', 'pause', 'interrupt', 'shutdown'],
      },
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Runs one call; it ends with the answer, the process, or the limit of silence. */
  async call<T>(start: (rpc: Remote) => Promise<T>, { limit, signal, pause, listener }: CallSettings): Promise<T> {
    if (signal?.aborted) throw new CancelledError();
    if (this.isGone) throw await this.gone;
    const silence = setTimeout(() => this.kill({ kind: 'silent', seconds: Math.round(limit / 1000) }), limit);
    const cancel = (): void => void (isProgramEnding(signal) ? this.rpc.interrupt() : this.rpc.cancel());
    const rest = (): void => void this.rpc.pause();
    this.listener = listener;
    this.onMessage = () => void silence.refresh();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const lost = this.gone.then((error) => Promise.reject<never>(error));
      const answer = start(this.rpc);
      pause?.addEventListener('abort', rest, { once: true });
      if (pause?.aborted) rest();
      return await Promise.race([answer, lost]);
    } catch (error) {
      throw error instanceof FlawsmithError ? error : decodeEngineError(error);
    } finally {
      clearTimeout(silence);
      signal?.removeEventListener('abort', cancel);
      pause?.removeEventListener('abort', rest);
      this.listener = {};
      this.onMessage = () => undefined;
    }
  }

  async stop(limit: number): Promise<void> {
    if (this.isGone) return;
    const kill = setTimeout(() => this.child.kill('SIGKILL'), limit);
    this.verdict = { kind: 'stopped' };
    if (limit > 0) void this.rpc.shutdown();
    await this.gone;
    clearTimeout(kill);
  }

  private kill(verdict: EngineEnd): void {
    this.verdict = verdict;
    this.child.kill('SIGKILL');
  }

  private logLine(stream: string, text: string): string {
    return `engine ${this.pid} ${stream}: ${text}`;
  }

  private readLines(onLog: EngineOptions['onLog']): void {
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      this.child[name]!.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          this.lastLines.push(line);
          if (this.lastLines.length > keptLines) this.lastLines.shift();
          onLog?.(this.logLine(name, line));
        }
      });
    }
  }

  /** Waits for `close`, so that the last lines have been read. */
  private watchExit(): Promise<EngineEndedError> {
    return new Promise((resolve) => {
      this.child.once('error', (cause) => {
        this.isGone = true;
        resolve(new EngineEndedError({ kind: 'not-started' }, this.lastLines, cause));
      });
      this.child.once('close', (code, signal) => {
        this.isGone = true;
        resolve(new EngineEndedError(endOf(code, signal, this.verdict, this.lastLines), this.lastLines));
      });
    });
  }
}
