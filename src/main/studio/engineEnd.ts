import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

/** How an engine process came to its end. */
export type EngineEnd =
  /** The system could not start it. */
  | { kind: 'not-started' }
  /** TensorFlow did not load in it. */
  | { kind: 'no-tensorflow' }
  /** We asked it to end. */
  | { kind: 'stopped' }
  /** We killed it: it sent nothing for so long. */
  | { kind: 'silent'; seconds: number }
  /** Something else killed it, or a native fault. */
  | { kind: 'killed'; signal: NodeJS.Signals }
  | { kind: 'exited'; code: number };

/** The engine is gone; `end` says how, `details` holds its last lines. */
export class EngineEndedError extends FlawsmithError {
  readonly end: EngineEnd;

  constructor(end: EngineEnd, lastLines: readonly string[] = [], cause?: unknown) {
    const { message, hint } = wordsOf(end);
    const isMissing = end.kind === 'not-started' || end.kind === 'no-tensorflow';
    const details = lastLines.join('\n') || undefined;
    const { code, values } = noteOf(end) ?? said(end.kind === 'no-tensorflow' ? 'noTensorFlow' : 'engineNotStarted');
    super(isMissing ? 'engine-unavailable' : 'engine-crashed', message, {
      ...{ hint, details, cause },
      said: { code, values },
    });
    this.end = end;
  }
}

/**
 * How a process ended of which Node says `code` and `signal`.
 * @param verdict why we ended it, where we did
 */
export function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  verdict: EngineEnd | null,
  lastLines: readonly string[],
): EngineEnd {
  if (lastLines.some((line) => line.includes('Native TensorFlow does not load'))) return { kind: 'no-tensorflow' };
  if (verdict) return verdict;
  return signal ? { kind: 'killed', signal } : { kind: 'exited', code: code ?? 0 };
}

const goOn = 'Try again; an interrupted training goes on with Resume, or with `train PRODUCT --resume`.';

function wordsOf(end: EngineEnd): { message: string; hint: string } {
  switch (end.kind) {
    case 'not-started':
      return { message: 'The engine does not start.', hint: 'Run `npm run -s cli -- doctor`.' };
    case 'no-tensorflow':
      return {
        message: 'Native TensorFlow does not load.',
        hint: 'Run `npm run setup`, then `npm run -s cli -- doctor` to see which part is missing.',
      };
    default:
      return { message: noteOf(end)!.message, hint: goOn };
  }
}

function noteOf(end: EngineEnd): ImportNote | null {
  switch (end.kind) {
    case 'stopped':
      return studioNote('engineStopped');
    case 'silent':
      return studioNote('engineSilent', { seconds: end.seconds });
    case 'killed':
      return studioNote(end.signal === 'SIGKILL' ? 'engineNoMemory' : 'engineKilled', { signal: end.signal });
    case 'exited':
      return studioNote('engineExited', { code: end.code });
    default:
      return null;
  }
}
