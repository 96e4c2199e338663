import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const mostBytes = 2 ** 20;

/**
 * A log of the shell and its studio in a file of at most 1 MiB; what was before stands in a second file beside it, `.old`. A
 * full disk ends the log, not the program.
 */
export class LogFile {
  readonly file: string;
  private bytes: number;

  /** @throws Error where its folder cannot be made */
  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Adds a line with the time. */
  note(line: string): void {
    const text = `${new Date().toISOString()} ${line}\n`;
    try {
      if (this.bytes > mostBytes) {
        renameSync(this.file, `${this.file}.old`);
        this.bytes = 0;
      }
      appendFileSync(this.file, text);
      this.bytes += Buffer.byteLength(text);
    } catch (error) {
      process.stderr.write(`The log cannot be written: ${String(error)}\n`);
    }
  }
}
