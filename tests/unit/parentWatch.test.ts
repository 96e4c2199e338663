import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('ends the engine with its parent while its main thread computes', async () => {
  const engine = `const { endWithParent } = await import('#engine/parentWatch.ts');
    endWithParent(process.ppid);
    setTimeout(() => { console.log(process.pid); const end = Date.now() + 30000; while (Date.now() < end); }, 1500);`;
  const parent = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(engine)}], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', parent], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
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
