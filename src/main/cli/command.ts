import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { createEndRequests } from '#shared/endRequests.ts';
import { CancelledError, FlawsmithError, ProgramEndsError } from '#shared/errors.ts';
import { type Output, createOutput, exitCodes } from './output.ts';

/** What an action gets beside its arguments. */
export interface CommandContext {
  output: Output;
  /**
   * Aborted by the first signal, Ctrl-C like a gone terminal, with ProgramEndsError as its reason: what can go on later is left
   * so that it can. A later signal ends the process at once.
   */
  signal: AbortSignal;
}

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command's work, prints its failure, and sets the exit code: 0 only where the work returned normally and did not
 * set another code itself.
 */
export async function perform(command: Command, work: (context: CommandContext) => Promise<void>): Promise<void> {
  const output = createOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
  const stop = new AbortController();
  const request = createEndRequests(() => performance.now());
  const onSignal = (): void => {
    const what = request();
    if (what === 'again') process.exit(exitCodes.cancelled);
    if (what === 'echo') return;
    output.log('Ending; once more stops at once.');
    stop.abort(new ProgramEndsError());
  };
  for (const signal of endSignals) process.on(signal, onSignal);
  try {
    await work({ output, signal: stop.signal });
  } catch (error) {
    output.failure(error);
    process.exitCode = exitCodeOf(error);
  } finally {
    for (const signal of endSignals) process.off(signal, onSignal);
  }
}

/** 130 for cancelled, 2 for a wrong command, 1 for all else. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return exitCodes.cancelled;
  return error instanceof FlawsmithError && error.code === 'usage' ? exitCodes.usage : exitCodes.failure;
}

/** Absolute path of an argument. npm runs scripts in the project's folder and tells where the user stood. */
export function userPath(path: string): string {
  const startedByNpm = ['cli', 'start'].includes(process.env['npm_lifecycle_event'] ?? '');
  return resolve((startedByNpm && process.env['INIT_CWD']) || process.cwd(), path);
}

/** Parser of a number option. */
export function numberOption(low: number, high: number, isWhole = true): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value) || value < low || value > high || (isWhole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`${isWhole ? 'A whole number' : 'A number'} from ${low} to ${high} is needed.`);
    }
    return value;
  };
}

export const seedOption = numberOption(0, 0xffffffff);
