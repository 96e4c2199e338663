import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioProcess } from '../../src/main/shell/studioProcess.ts';

/** A stand-in studio: says its port on the first line, and dies when it is asked to over a signal. */
const standIn = `
import { parseArgs } from 'node:util';
const { values } = parseArgs({ options: { 'with-parent': { type: 'boolean' }, 'with-sample': { type: 'boolean' }, port: { type: 'string' }, token: { type: 'string' } } });
process.stderr.write('pid ' + process.pid + '\\n');
process.stdout.write(JSON.stringify({ port: Number(values.port) || 4321, token: values.token }) + '\\n');
process.stdin.on('end', () => process.exit(0)).resume();
`;

describe('the shell and its studio', () => {
  let dir = '';
  let studio: StudioProcess | null = null;
  afterEach(async () => {
    await studio?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function launch(
    code: string,
  ): Promise<{ lines: string[]; until: (fits: (lines: string[]) => boolean) => Promise<void>; gone: () => boolean }> {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-shell-'));
    const entry = join(dir, 'studio.mjs');
    await writeFile(entry, code);
    const lines: string[] = [];
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
    studio = new StudioProcess({ node: process.execPath, entry, cwd: dir, onLog, onGone });
    const until = (fits: (lines: string[]) => boolean): Promise<void> =>
      new Promise((resolve) => {
        check = () => fits(lines) && resolve();
        check();
      });
    return { lines, until, gone: () => isGone };
  }

  const pids = (lines: string[]): number[] =>
    lines.filter((line) => line.startsWith('pid ')).map((line) => Number(line.slice(4)));

  it('waits until the studio listens, and starts it again at the same address when it is killed', async () => {
    const { lines, until } = await launch(standIn);
    const { port, token } = await studio!.start();
    expect(port).toBe(4321);
    expect(token.length).toBeGreaterThan(40);
    await until((seen) => pids(seen).length === 1);
    process.kill(pids(lines)[0]!, 'SIGKILL');
    await until((seen) => pids(seen).length === 2);
    expect(pids(lines)[1]).not.toBe(pids(lines)[0]);
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
