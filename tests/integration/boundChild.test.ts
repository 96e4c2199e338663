import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { isAlive } from '#studio/processes.ts';

const library = pathToFileURL(join(projectRoot, 'scripts', 'lib', 'child.mjs')).href;

/** A process that runs a command as the set-up runs npm and pip, prints what it prints, and its exit code. */
function runBound(command: string, args: string[]): ChildProcess {
  const script = `import { run } from ${JSON.stringify(library)};
    const line = (text) => console.log('line ' + text);
    const { code } = await run(...${JSON.stringify([command, args])}, { bound: true, line });
    console.log('code ' + code);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function allOf(process: ChildProcess): Promise<string[]> {
  let text = '';
  process.stdout!.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(process, 'close');
  return text.trim().split('\n');
}

/** Prints its process number and that of a child of its own, and goes on for ever. */
const endless = `const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  console.log(process.pid + ' ' + child.pid);
  setInterval(() => {}, 1000);`;

describe('what the set-up runs', () => {
  it('ends with it where it is killed, and all that it started', async () => {
    const setUp = runBound(process.execPath, ['-e', endless]);
    const [line] = (await once(setUp.stdout!.setEncoding('utf8'), 'data')) as [string];
    const pids = line.replace('line ', '').trim().split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    setUp.kill('SIGKILL');
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 240_000 });
  });

  it('says what it says and ends as it ends', async () => {
    expect(await allOf(runBound(process.execPath, ['-e', 'console.log("a"); process.exit(7)']))).toEqual([
      'line a',
      'code 7',
    ]);
    expect(await allOf(runBound('no-such-command', []))).toEqual([expect.stringContaining('ENOENT'), 'code 127']);
  });
});
