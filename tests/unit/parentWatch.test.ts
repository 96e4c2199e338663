import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { isAlive } from '#studio/processes.ts';

/** Not a process that ended and whose exit code nobody asks for: where the first process adopts orphans and forgets them. */
const isAtWork = (pid: number): boolean => {
  const stat = `/proc/${pid}/stat`;
  return isAlive(pid) && !(existsSync(stat) && readFileSync(stat, 'utf8').split(') ')[1]?.startsWith('Z'));
};

it('ends the engine with its parent while its main thread computes', async () => {
  const engine = `const { endWithParent } = await import('#engine/parentWatch.ts');
    endWithParent(process.ppid);
    setTimeout(() => { console.log(process.pid); const end = Date.now() + 600000; while (Date.now() < end); }, 1500);`;
  const parent = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(engine)}], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', parent], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const pid = Number(line);
  expect(isAtWork(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => isAtWork(pid), { timeout: 240_000 }).toBe(false);
});

it.skipIf(process.platform === 'win32')('ends an engine whose parent ended before it looked', async () => {
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const engine = `const { endWithParent } = await import('#engine/parentWatch.ts');
    endWithParent(${ended});
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', engine], { cwd: projectRoot, stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
});
