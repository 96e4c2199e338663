import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { writeProductFolder } from '../fixtures/product.ts';

/** Under a umask that lets everybody read, as most systems have it. */
describe.skipIf(process.platform === 'win32')('what is written', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-owner-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const underUsualMask = (...args: string[]): string =>
    execFileSync('sh', ['-c', 'umask 022; exec "$@"', 'sh', process.execPath, ...args], { encoding: 'utf8' });
  const modes = async (folder: string): Promise<Record<string, string>> => {
    const entries = await readdir(folder, { recursive: true });
    const rows = ['.', ...entries].map(async (name) => {
      const { mode } = await stat(join(folder, name));
      return [name, (mode & 0o777).toString(8)] as const;
    });
    return Object.fromEntries(await Promise.all(rows));
  };

  it('is for its owner alone: a product with all in it', async () => {
    await writeProductFolder(join(dir, 'pictures'), 14, 64);
    const cli = join(projectRoot, 'src', 'main', 'cli', 'index.ts');
    underUsualMask(cli, 'import', join(dir, 'product'), join(dir, 'pictures'));
    const found = await modes(join(dir, 'product'));
    expect(found['.']).toBe('700');
    expect(found['product.db']).toBe('600');
    expect(new Set(Object.values(found))).toEqual(new Set(['600', '700']));
  });

  it('is for whom the user lets read where it is handed on', async () => {
    const code = `
      import { mkdirSync, writeFileSync } from 'node:fs';
      const { keepToOwner, openToReaders } = await import(process.argv[1]);
      keepToOwner();
      mkdirSync('a/golden', { recursive: true });
      writeFileSync('a/golden/1.png', '');
      writeFileSync('b', '');
      await openToReaders('a');`;
    const module = join(projectRoot, 'src', 'main', 'scoring', 'ownerOnly.ts');
    const script = join(dir, 'script.mjs');
    await writeFile(
      script,
      `process.chdir(${JSON.stringify(dir)});\nprocess.argv[1] = ${JSON.stringify(module)};\n${code}`,
    );
    underUsualMask(script);
    const found = await modes(dir);
    expect(found).toMatchObject({
      a: '755',
      [join('a', 'golden')]: '755',
      [join('a', 'golden', '1.png')]: '644',
      b: '600',
    });
  });
});
