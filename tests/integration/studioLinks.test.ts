import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

describe('a studio that is opened in a browser', () => {
  let dir: string;
  let child: ChildProcess;
  let said: { address: string; port: number; token: string };
  let log = '';
  const roots = (): string[] => ['one', 'two words'].map((name) => join(dir, name));

  beforeAll(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'flawsmith-links-')));
    for (const root of roots()) await mkdir(root);
    const entry = join(projectRoot, 'src', 'main', 'server', 'index.ts');
    const places = ['--state', join(dir, 'state'), '--products', join(dir, 'products'), '--page', dir];
    child = spawn(process.execPath, [entry, ...places], {
      env: { ...process.env, FLAWSMITH_ROOTS: roots().join(delimiter) },
    });
    child.stderr!.on('data', (text: Buffer) => (log += text.toString()));
    said = await new Promise((resolve) => {
      createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as typeof said));
    });
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  const get = (address: string): Promise<Response> => fetch(address, { redirect: 'manual' });

  it('says a new address where its own was used and another browser comes, and no other secret', async () => {
    expect((await get(said.address)).status).toBe(302);
    expect(log).not.toContain('A new address');
    expect((await get(said.address)).status).toBe(401);
    await expect.poll(() => log).toMatch(/A new address: http/);
    const fresh = /A new address: (\S+)/.exec(log)![1]!;
    const answer = await get(fresh);
    expect(answer.status).toBe(302);
    await get(`http://127.0.0.1:${said.port}/`); // knocking again at once fills no log
    expect(log.match(/A new address/g)).toHaveLength(1);
    expect(log).not.toContain(said.token);
    expect(log).not.toContain(answer.headers.get('set-cookie')!.split(/[=;]/)[1]!);
  });

  it('opens the folders that the environment names as PATH does', async () => {
    const answer = await fetch(`http://127.0.0.1:${said.port}/rpc/folders/roots`, {
      method: 'POST',
      headers: { authorization: `Bearer ${said.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(((await answer.json()) as { json: string[] }).json).toEqual(expect.arrayContaining(roots()));
  });
});
