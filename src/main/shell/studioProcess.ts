import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnvironment } from '#shared/environment.ts';

/** Where the studio listens and what opens it, as it says on its first line: a pipe that no other program reads. */
const addressSchema = z.object({
  port: z.number().int().min(1).max(65_535),
  /** Of programs, as a bearer. */
  token: z.string().min(1),
  /** Opens the page, once. */
  address: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
});
export type StudioAddress = z.infer<typeof addressSchema>;

export interface StudioProcessOptions {
  /** Node 24 that the project ships. */
  node: string;
  /** src/main/server/index.ts. */
  entry: string;
  cwd: string;
  onLog(line: string): void;
  /** The studio died: until `onRestart` nobody at its address is ours. */
  onDown(): void;
  /** The studio died and is there again, with other secrets and perhaps at another port. */
  onRestart(address: StudioAddress): void;
  /** The studio died and could not be brought back. */
  onGone(lastLines: string[]): void;
}

const readyLimitMs = 60_000;
/** A training in progress writes its checkpoint first. */
const stopLimitMs = 20_000;
/** After this time whoever closed the window is told what is waited for. */
const stopNoteMs = 3_000;
const keptLines = 30;
/** Deaths within this time of each other count as one illness; after three the shell gives up. */
const illnessMs = 60_000;
const mostRestarts = 3;

/** What the studio's first line says; null where it says something else. */
function addressIn(line: string): StudioAddress | null {
  try {
    return addressSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/**
 * The studio as a child of the desktop shell: started, waited for, started again when it dies, stopped with the shell. No
 * secret is handed to it: it makes its own at each start, so that whoever takes the port of one that died gets nothing.
 */
export class StudioProcess {
  private readonly options: StudioProcessOptions;
  private child: ChildProcess | null = null;
  private isStopping = false;
  private deaths: number[] = [];
  private lines: string[] = [];

  constructor(options: StudioProcessOptions) {
    this.options = options;
  }

  /** Resolves once the studio listens. Rejects with its last lines where it does not. */
  start(): Promise<StudioAddress> {
    const { node, entry, cwd } = this.options;
    const env = childEnvironment(process.env);
    const child = spawn(node, [entry, '--with-parent', '--with-sample'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.note(line));
    return new Promise((resolve, reject) => {
      let isUp = false;
      const fail = (why: string): void => reject(new Error([why, ...this.lines].join('\n')));
      const timer = setTimeout(() => fail('The studio did not start in time.'), readyLimitMs);
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer);
        const address = addressIn(line);
        if (address === null) {
          child.kill('SIGKILL');
          return fail('The studio did not say where it listens.');
        }
        isUp = true;
        resolve(address);
      });
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`The studio ended (${signal ?? code}).`);
        if (isUp && !this.isStopping) this.restart();
      });
    });
  }

  private note(line: string): void {
    this.lines = [...this.lines.slice(1 - keptLines), line];
    this.options.onLog(line);
  }

  private restart(): void {
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < illnessMs), now];
    this.options.onDown();
    if (this.deaths.length > mostRestarts) return this.options.onGone(this.lines);
    this.options.onLog('The studio died; starting it again.');
    this.start().then(this.options.onRestart, () => this.options.onGone(this.lines));
  }

  /**
   * Asks the studio to end, and ends it where it has not within 20 s.
   * @param onWait told once where it takes longer than a moment
   */
  async stop(onWait: () => void = () => undefined): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end(); // on Windows a signal would end it at once
    const note = setTimeout(onWait, stopNoteMs);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(note);
    clearTimeout(timer);
  }
}
