import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type StudioAddress, StudioProcess } from '../../src/main/shell/studioProcess.ts';

/** A stand-in studio: says on its first line where it is and with what, another each time; tells how it was started. */
const standIn = `
const port = 4000 + process.pid % 1000;
const token = 'token of ' + process.pid;
process.stderr.write('args ' + JSON.stringify(process.argv.slice(2)) + '\\n');
process.stderr.write('names ' + Object.keys(process.env).join() + '\\n');
process.stderr.write('pid ' + process.pid + '\\n');
process.stdout.write(JSON.stringify({ port, token, address: 'http://127.0.0.1:' + port + '/?code=' + process.pid }) + '\\n');
process.stdin.on('end', () => process.exit(0)).resume();
`;

describe('the shell and its studio', () => {
  let dir = '';
  let studio: StudioProcess | null = null;
  afterEach(async () => {
    await studio?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function launch(code: string): Promise<{
    lines: string[];
    until: (fits: (lines: string[]) => boolean) => Promise<void>;
    gone: () => boolean;
    restarts: StudioAddress[];
    downs: number[];
  }> {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-shell-'));
    const entry = join(dir, 'studio.mjs');
    await writeFile(entry, code);
    const lines: string[] = [];
    const restarts: StudioAddress[] = [];
    const downs: number[] = [];
    let isGone = false;
    let check = (): void => undefined;
    const onGone = (): void => {
      isGone = true;
      check();
    };
    const onLog = (line: string): void => {
      lines.push(line);
      check();
    };
    const onRestart = (address: StudioAddress): void => {
      restarts.push(address);
      check();
    };
    const onDown = (): void => void downs.push(restarts.length);
    studio = new StudioProcess({ node: process.execPath, entry, cwd: dir, onLog, onGone, onDown, onRestart });
    const until = (fits: (lines: string[]) => boolean): Promise<void> =>
      new Promise((resolve) => {
        check = () => fits(lines) && resolve();
        check();
      });
    return { lines, until, gone: () => isGone, restarts, downs };
  }

  const pids = (lines: string[]): number[] =>
    lines.filter((line) => line.startsWith('pid ')).map((line) => Number(line.slice(4)));

  it('hands no secret to it, neither by arguments nor by environment, and leaves behind what would change it', async () => {
    vi.stubEnv('LD_AUDIT', '');
    vi.stubEnv('ELECTRON_ENABLE_LOGGING', '');
    const { lines } = await launch(standIn);
    await studio!.start();
    const said = (what: string): string => lines.find((line) => line.startsWith(`${what} `))!.slice(what.length + 1);
    expect(said('args')).toBe('["--with-parent","--with-sample"]');
    expect(said('names')).not.toMatch(/TOKEN|LD_|ELECTRON_/);
    vi.unstubAllEnvs();
  });

  it('says that it is down when it is killed, and starts it again with the address and secrets that the new one says', async () => {
    const { lines, until, restarts, downs } = await launch(standIn);
    const first = await studio!.start();
    process.kill(pids(lines)[0]!, 'SIGKILL');
    await until(() => restarts.length === 1);
    expect(downs).toEqual([0]);
    expect(restarts[0]!.token).not.toBe(first.token);
    expect(restarts[0]!.address).not.toBe(first.address);
  });

  it('asks it to end by closing its input, and waits', async () => {
    const { lines, until } = await launch(
      standIn.replace('process.exit(0)', `{ process.stderr.write('kept\\n'); process.exit(0); }`),
    );
    await studio!.start();
    await studio!.stop();
    await until(() => lines.includes('kept'));
  });

  it('says the last lines of a studio that never starts', async () => {
    await launch(`process.stderr.write('no weights\\n'); process.exit(3);`);
    await expect(studio!.start()).rejects.toThrow(/ended \(3\)/);
  });

  it('takes no first line for an address that is none', async () => {
    await launch(`console.log('{"port":"none"}'); setInterval(() => {}, 1000);`);
    await expect(studio!.start()).rejects.toThrow(/did not say where it listens/);
  });

  it('gives up on a studio that dies again and again', async () => {
    const { until, gone } = await launch(`${standIn}\nsetTimeout(() => process.exit(1), 50);`);
    await studio!.start();
    await until(() => gone());
    expect(gone()).toBe(true);
  });
});
