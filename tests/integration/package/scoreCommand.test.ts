import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type CliResult, startCli } from '../../fixtures/cli.ts';
import { fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';

async function part(file: string): Promise<void> {
  const { width, height, data } = greyRaster(140);
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}
const score = (...args: string[]): Promise<CliResult> => startCli('score', ...args, '--threads', '1').finished;
const errorOf = (row: Record<string, unknown>): string =>
  (row['error'] as { code: string } | undefined)?.code ?? 'none';

describe('score', () => {
  it('has a row for every picture of a folder, read or not, and counts the rest', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const today = join(folder, 'today');
      await mkdir(join(today, 'line 1'), { recursive: true });
      await part(join(today, 'a.png'));
      await writeFile(join(today, 'line 1', 'b.pgm'), `P2 20 20 255 ${'7 '.repeat(400)}`);
      await writeFile(join(today, 'c.jp2'), Buffer.from('\0\0\0\x0cjP  ', 'latin1'));
      await writeFile(join(today, 'd.PNG'), 'broken');
      await symlink(join(today, 'gone.png'), join(today, 'e.png'));
      for (const name of ['notes.txt', 'more.txt', 'list.csv', '.hidden.png']) await writeFile(join(today, name), '');
      if (process.platform !== 'win32') execFileSync('mkfifo', [join(today, 'f.png')]);
      const { code, rows, stderr } = await score(dir, today);
      expect(code).toBe(1);
      expect(rows.map((row) => [String(row['file']).slice(today.length + 1), row['verdict'] ?? errorOf(row)])).toEqual([
        ['a.png', 'review'],
        ['c.jp2', 'unsupported-image'],
        ['d.PNG', 'unreadable-image'],
        ['e.png', 'not-found'],
        ...(process.platform === 'win32' ? [] : [['f.png', 'unsupported-image']]),
        ['line 1/b.pgm', 'ok'],
      ]);
      expect(stderr).toMatch(/2 \.txt/);
      expect(stderr).toMatch(/1 \.csv/);
    }));

  it('gives the verdict whatever becomes of its map, and shortens long names', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const [long, other] = [`${'ü'.repeat(110)}1.png`, `${'ü'.repeat(110)}2.png`];
      for (const name of [long, other]) await part(join(folder, name));
      const maps = join(folder, 'maps');
      const written = await score(dir, join(folder, long), join(folder, other), '--maps', maps);
      expect(written.code).toBe(0);
      expect(await readdir(maps)).toHaveLength(2);
      await rm(maps, { recursive: true });
      await writeFile(maps, 'in the way');
      const { code, rows } = await score(dir, join(folder, long), '--maps', maps);
      expect(code).toBe(1);
      expect(rows).toMatchObject([{ verdict: 'review', mapError: { code: expect.any(String) } }]);
      expect(rows[0]).not.toHaveProperty('map');
    }));

  it('goes on with what systems and people leave in the package, and names it', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await part(join(folder, 'a.png'));
      for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '._score.py', 'golden/.directory', 'notes.txt']) {
        await writeFile(join(dir, name), 'x');
      }
      await mkdir(join(dir, '__pycache__'));
      await writeFile(join(dir, '__pycache__', 'score.cpython-311.pyc'), 'x');
      await mkdir(join(dir, 'System Volume Information'));
      const { code, rows, stderr } = await score(dir, join(folder, 'a.png'));
      expect([code, rows[0]]).toEqual([0, expect.objectContaining({ verdict: 'review' })]);
      expect(stderr).toContain('.DS_Store');
      const verified = await startCli('verify', dir).finished;
      expect(verified.code).toBe(0);
      expect(verified.rows[0]!['sideFiles']).toHaveLength(8);
      await writeFile(join(dir, 'numpy.py'), 'x'); // a program would run it
      expect((await score(dir, join(folder, 'a.png'))).code).toBe(1);
      await chmod(join(dir, 'numpy.py'), 0o644);
    }));
});
