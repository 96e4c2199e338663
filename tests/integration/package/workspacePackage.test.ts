import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const home = join(root, 'packages', 'scoring');

interface PackageFile {
  version: string;
  dependencies: Record<string, string>;
}

const readPackageFile = async (dir: string): Promise<PackageFile> =>
  JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as PackageFile;

/** The built package in a folder of its own, with what it declares to need and nothing else. */
async function installed(folder: string): Promise<string> {
  const target = join(folder, 'node_modules', '@flawsmith', 'scoring');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const outDir = join(target, 'dist');
  execFileSync(process.execPath, [vite, 'build', '--config', 'vite.config.ts', '--outDir', outDir], { cwd: home });
  await cp(join(home, 'package.json'), join(target, 'package.json'));
  for (const name of Object.keys((await readPackageFile(home)).dependencies)) {
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  }
  return target;
}

describe('the scoring package', () => {
  it('names the versions that the project itself is tested with', async () => {
    const [project, scoring] = [await readPackageFile(root), await readPackageFile(home)];
    expect(scoring.version).toBe(project.version);
    for (const [name, version] of Object.entries(scoring.dependencies)) {
      if (name in project.dependencies) expect([name, version]).toEqual([name, project.dependencies[name]]);
      else expect((await readPackageFile(join(root, 'node_modules', name))).version).toBe(version);
    }
  });

  it('scores alone, without TensorFlow, Electron or the studio, what the project scores', () =>
    withFolder(async (folder) => {
      const target = await installed(folder);
      const dir = await fixturePackage(folder);
      const picture = join(folder, 'part.png');
      const { width, height, data } = greyRaster(140);
      await sharp(data, { raw: { width, height, channels: 3 } }).toFile(picture);
      const cli = join(target, 'dist', 'cli.js');
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [cli, ...args, '--json'], { cwd: folder, encoding: 'utf8' });
      const { stdout, stderr, status } = run('score', dir, picture, join(folder, 'none.png'));
      const opened = await openPackage(dir, { threads: 1 });
      const expected = await scoreImage(opened, picture);
      await opened.close();
      const rows = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Record<string, unknown>] : []));
      expect(
        rows.find((row) => 'score' in row),
        stderr,
      ).toMatchObject({ file: picture, verdict: expected.verdict });
      expect(rows.find((row) => 'score' in row)!['score']).toBeCloseTo(expected.score, 6);
      expect(rows.find((row) => 'error' in row)).toMatchObject({ error: { code: 'not-found' } });
      expect(status).toBe(1);
      expect(run('verify', dir, '--golden').status).toBe(0);
    }));

  it('can be used from a program', () =>
    withFolder(async (folder) => {
      await installed(folder);
      const dir = await fixturePackage(folder);
      await mkdir(join(folder, 'line'));
      const program = join(folder, 'line', 'score.mjs');
      await writeFile(
        program,
        `import { openPackage, scoreImage } from '@flawsmith/scoring';
         const detector = await openPackage(process.argv[2]);
         const data = new Uint8Array(30 * 20 * 3).fill(90);
         console.log((await scoreImage(detector, { width: 30, height: 20, data })).verdict);
         await detector.close();`,
      );
      const said = execFileSync(process.execPath, [program, dir], { cwd: folder, encoding: 'utf8' });
      expect(said.trim()).toBe('ok');
    }));
});
