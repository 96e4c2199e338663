import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnvironment } from '#shared/environment.ts';

/** Where the studio listens, as it says on its first line. */
export interface StudioAddress {
  port: number;
  token: string;
}

export interface StudioProcessOptions {
  /** Node 24 that the project ships. */
  node: string;
  /** src/main/server/index.ts. */
  entry: string;
  cwd: string;
  onLog(line: string): void;
  /** The studio died and could not be brought back. */
  onGone(lastLines: string[]): void;
}

const readyLimitMs = 60_000;
/** A training in progress writes its checkpoint first. */
const stopLimitMs = 20_000;
const keptLines = 30;
/** Deaths within this time of each other count as one illness; after three the shell gives up. */
const illnessMs = 60_000;
const mostRestarts = 3;

const firstLine = z.object({ port: z.number().int().min(1).max(65_535) });

/** The port that the studio's first line names; null where it names none. */
function portIn(line: string): number | null {
  try {
    return firstLine.parse(JSON.parse(line)).port;
  } catch {
    return null;
  }
}

/**
 * The studio as a child of the desktop shell: started, waited for, started again at the same address when it dies (the page
 * reconnects by itself), stopped with the shell.
 */
export class StudioProcess {
  private readonly options: StudioProcessOptions;
  private readonly token = randomBytes(32).toString('base64url');
  private child: ChildProcess | null = null;
  private port = 0;
  private isStopping = false;
  private deaths: number[] = [];
  private lines: string[] = [];

  constructor(options: StudioProcessOptions) {
    this.options = options;
  }

  /** Resolves once the studio listens. Rejects with its last lines where it does not. */
  start(): Promise<StudioAddress> {
    const { node, entry, cwd } = this.options;
    const args = [entry, '--with-parent', '--with-sample', '--port', String(this.port), '--token', this.token];
    const env = childEnvironment(process.env);
    const child = spawn(node, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    const note = (line: string): void => {
      this.lines = [...this.lines.slice(1 - keptLines), line];
      this.options.onLog(line);
    };
    createInterface({ input: child.stderr }).on('line', note);
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error([why, ...this.lines].join('\n')));
      const timer = setTimeout(() => fail('The studio did not start in time.'), readyLimitMs);
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer);
        const port = portIn(line);
        if (port === null) {
          child.kill('SIGKILL');
          return fail(`The studio did not say where it listens: ${line}`);
        }
        this.port = port;
        resolve({ port: this.port, token: this.token });
      });
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`The studio ended (${signal ?? code}).`);
        if (this.port !== 0 && !this.isStopping) this.restart();
      });
    });
  }

  private restart(): void {
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < illnessMs), now];
    if (this.deaths.length > mostRestarts) return this.options.onGone(this.lines);
    this.options.onLog('The studio died; starting it again.');
    this.start().catch(() => this.options.onGone(this.lines));
  }

  /** Asks the studio to end, then ends it. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(timer);
  }
}
