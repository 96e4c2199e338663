import { type SerializedError, serializeError } from '#shared/errors.ts';

/** Exit codes; `--help` and docs/cli.md list them. */
export const exitCodes = { ok: 0, failure: 1, usage: 2, cancelled: 130 } as const;

/** Where a command says what it found. With `--json` every row is one JSON object on one line of standard output. */
export interface Output {
  readonly isJson: boolean;
  /** A result, for programs and in words. */
  row(value: object, words: string): void;
  /** Something under way: a row for programs unless null; for people one line that is overwritten, on standard error. */
  progress(value: object | null, words: string): void;
  /** A remark on standard error, in either mode. */
  log(words: string): void;
  /** A failure that concerns one file (or the command): a row for programs, words on standard error for people. */
  failure(error: unknown): void;
}

/** `{file?, error: {code, message, hint?}}`, as failures are printed. */
function failureRow(error: SerializedError): object {
  const { code, message, file, hint } = error;
  return { ...(file !== undefined && { file }), error: { code, message, ...(hint !== undefined && { hint }) } };
}

/** A line that names what changed since something was made; none where nothing did. */
export const staleWords = (stale: readonly string[]): string[] =>
  stale.length > 0 ? [`out of date: ${stale.join(', ')}`] : [];

export interface OutputStreams {
  out: { write(text: string): unknown };
  log: { write(text: string): unknown; isTTY?: boolean };
}

/** @param streams standard output and standard error where absent */
export function createOutput(
  isJson: boolean,
  streams: OutputStreams = { out: process.stdout, log: process.stderr },
): Output {
  const { out, log } = streams;
  let isLineOpen = false;
  const closeLine = (): void => {
    if (isLineOpen) log.write('\n');
    isLineOpen = false;
  };
  return {
    isJson,
    row(value, words) {
      closeLine();
      out.write(isJson ? `${JSON.stringify(value)}\n` : `${words}\n`);
    },
    progress(value, words) {
      if (isJson && value) out.write(`${JSON.stringify(value)}\n`);
      if (!isJson && log.isTTY) {
        log.write(`\r\u001b[K${words}`);
        isLineOpen = true;
      }
    },
    log(words) {
      closeLine();
      log.write(`${words}\n`);
    },
    failure(thrown) {
      closeLine();
      const error = serializeError(thrown);
      if (isJson) out.write(`${JSON.stringify(failureRow(error))}\n`);
      else log.write(`${inWords(error)}\n`);
      if (error.details) log.write(`${error.details}\n`);
    },
  };
}

function inWords({ code, message, file, hint }: SerializedError): string {
  const where = file !== undefined && !message.includes(file) ? ` (${file})` : '';
  return [`${code}: ${message}${where}`, ...(hint === undefined ? [] : [`  ${hint}`])].join('\n');
}
