import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { BenchRow } from '../../src/main/cli/bench.ts';
import { CancelledError, type SerializedError, deserializeError } from '#shared/errors.ts';
import type { ChangedFigures, Job } from './rows.ts';

export interface RowOrder extends Job {
  /** Folder that keeps product and package; without it both go at the end. */
  keep?: string;
}

export type RowResult = BenchRow & { robustness?: ChangedFigures[] };

/** What the row's process says, one of these a message. */
export interface RowMessage {
  stage?: string;
  step?: number;
  steps?: number;
  row?: RowResult;
  error?: SerializedError;
}

export interface RowWatcher {
  signal: AbortSignal;
  onMessage(message: RowMessage): void;
}

/** Milliseconds a cancelled row has to leave nothing behind. */
const graceMs = 20_000;
/** Characters of its last words that a crashed row is reported with. */
const lastWords = 600;

/**
 * Runs one row in a process of its own.
 * @throws FlawsmithError of the row; Error where its process died; CancelledError
 */
export async function forkRow(order: RowOrder, { signal, onMessage }: RowWatcher): Promise<RowResult> {
  if (signal.aborted) throw new CancelledError();
  const child = fork(join(import.meta.dirname, 'rowProcess.ts'), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-lastWords)));
  let killer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    child.kill('SIGTERM');
    killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', cancel);
  try {
    return await new Promise<RowResult>((resolve, reject) => {
      child.on('message', (message: RowMessage) => {
        if (!message.row && !message.error) return onMessage(message);
        if (message.row) resolve(message.row);
        else reject(deserializeError(message.error!));
        child.disconnect();
      });
      child.on('error', reject);
      child.on('exit', (code, killed) => {
        reject(
          signal.aborted
            ? new CancelledError()
            : new Error(`the row's process ended (${killed ?? code}): ${stderr.trim()}`),
        );
      });
      child.send(order);
    });
  } finally {
    await exited(child);
    clearTimeout(killer);
    signal.removeEventListener('abort', cancel);
  }
}

function exited(child: ReturnType<typeof fork>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
