import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeNpy } from '#scoring/npy.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';
import { onnxruntimeJar } from '../../fixtures/java.ts';
import { testPython } from '../../fixtures/python.ts';

interface Row {
  file: string;
  score: number;
  verdict: string;
  error?: string;
}

/** Pictures of every kind that line cameras and offices leave behind. */
async function writePictures(folder: string): Promise<string[]> {
  const { width, height, data } = greyRaster(140);
  const colour = Uint8Array.from(data, (value, i) => (i % 3 === 0 ? Math.min(255, value + 40) : value));
  const raw = (bytes: Uint8Array | Uint16Array, channels: 1 | 2 | 3 | 4): Sharp =>
    sharp(bytes, { raw: { width, height, channels } });
  const wide = Uint16Array.from({ length: width * height }, (_, i) => data[i]! * 256 + (i % 256));
  const alpha = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) alpha.set([...colour.subarray(i * 3, i * 3 + 3), (i * 7) % 256], i * 4);
  const files = {
    'colour.png': raw(colour, 3).png(),
    'colour.jpg': raw(colour, 3).jpeg({ quality: 90 }),
    'grey.png': raw(data.subarray(0, width * height), 1)
      .toColourspace('b-w')
      .png(),
    'grey.jpg': raw(data.subarray(0, width * height), 1)
      .toColourspace('b-w')
      .jpeg(),
    'sixteen.png': raw(wide, 1).toColourspace('grey16').png(),
    'alpha.png': raw(alpha, 4).png(),
    'palette.png': raw(colour, 3).png({ palette: true, colours: 16 }),
    'turned.jpg': raw(colour, 3).withMetadata({ orientation: 6 }).jpeg(),
    'colour.tif': raw(colour, 3).tiff({ compression: 'lzw' }),
  };
  for (const [name, picture] of Object.entries(files)) await picture.toFile(join(folder, name));
  return Object.keys(files).map((name) => join(folder, name));
}

const parseRows = (output: string): Row[] =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

async function expectSameScores(dir: string, files: readonly string[], rows: readonly Row[]): Promise<void> {
  const pkg = await openPackage(dir, { threads: 1 });
  for (const [i, file] of files.entries()) {
    const { score, verdict } = await scoreImage(pkg, file);
    expect(rows[i], file).toMatchObject({ file, verdict });
    // Two JPEG decoders or float sums in another order: far below one grey level.
    expect(Math.abs(rows[i]!.score - score), file).toBeLessThan(1e-4);
  }
  await pkg.close();
}

describe('clients that stand alone', () => {
  const python = testPython();
  it.skipIf(python === null)('score.py scores as we do (needs FLAWSMITH_TEST_PYTHON)', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const files = await writePictures(folder);
      const maps = join(folder, 'maps');
      const output = execFileSync(python!, [join(dir, 'score.py'), '--maps', maps, ...files], { encoding: 'utf8' });
      await expectSameScores(dir, files, parseRows(output));
      const map = decodeNpy(await readFile(join(maps, 'alpha.npy')), 'alpha.npy');
      expect(map).toMatchObject({ width: 96, height: 64 });
    }),
  );

  it.skipIf(python === null)(
    'the snippet of the package’s README says what the studio says, of deep and clear pictures too',
    () =>
      withFolder(async (folder) => {
        const dir = await fixturePackage(folder);
        const readme = await readFile(join(dir, 'README.md'), 'utf8');
        const snippet = /```python\n([^]*?)```/.exec(readme)![1]!;
        const program = `${snippet.replace("'part.png'", 'sys.argv[1]')}\nprint(float(score), verdict)`;
        const pkg = await openPackage(dir, { threads: 1 });
        for (const file of await writePictures(folder)) {
          const run = ['-B', '-c', `import sys\nsys.path.insert(0, ${JSON.stringify(dir)})\n${program}`, file];
          const [score, verdict] = execFileSync(python!, run, { encoding: 'utf8' }).trim().split(' ');
          const ours = await scoreImage(pkg, file);
          expect([Math.abs(Number(score) - ours.score) < 1e-5, verdict], file).toEqual([true, ours.verdict]);
        }
        await pkg.close();
      }),
  );

  it.skipIf(python === null)('score.py names a broken picture and refuses a changed package', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await writeFile(join(folder, 'broken.png'), 'no picture');
      const run = (): ReturnType<typeof spawnSync> =>
        spawnSync(python!, [join(dir, 'score.py'), join(folder, 'broken.png')], { encoding: 'utf8' });
      const broken = run();
      expect(broken.status).toBe(1);
      expect(parseRows(String(broken.stdout))[0]!.error).toBeTruthy();
      const manifest = await readFile(join(dir, 'manifest.json'), 'utf8');
      await writeFile(join(dir, 'manifest.json'), manifest.replace('0.6', '0.9'));
      expect(String(run().stderr)).toContain('the package was changed');
    }),
  );

  it('score.mjs scores as we do, from a folder with nothing but its two packages', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const site = join(folder, 'site');
      await mkdir(site);
      await cp(dir, join(site, 'package'), { recursive: true });
      await symlink(resolve(import.meta.dirname, '../../../node_modules'), join(site, 'node_modules'));
      const files = await writePictures(folder);
      const client = join(site, 'package/score.mjs');
      const output = execFileSync(process.execPath, [client, '--maps', join(folder, 'maps'), ...files], {
        encoding: 'utf8',
      });
      await expectSameScores(dir, files, parseRows(output));
      const map = decodeNpy(await readFile(join(folder, 'maps/alpha.npy')), 'alpha.npy');
      expect(map).toMatchObject({ width: 96, height: 64 });
      await writeFile(join(folder, 'broken.png'), 'no picture');
      const broken = spawnSync(process.execPath, [client, join(folder, 'broken.png')], { encoding: 'utf8' });
      expect(broken.status).toBe(1);
      expect(parseRows(broken.stdout)[0]!.error).toBeTruthy();
    }));

  const jar = onnxruntimeJar();
  it.skipIf(jar === null)('a Java program scores as we do (needs FLAWSMITH_TEST_ONNXRUNTIME_JAR)', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const program = resolve(import.meta.dirname, '../../../docs/java/Score.java');
      const run = (files: readonly string[]) =>
        spawnSync('java', ['-cp', jar!, program, dir, ...files], { encoding: 'utf8' });
      const files = await writePictures(folder);
      const isRefused = (file: string): boolean => /sixteen|turned/.test(file);
      const { stdout, stderr, status } = run(files);
      expect(status, stderr).toBe(1);
      const lines = stdout.trim().split('\n');
      const rows = lines.map((line) => line.split('\t') as [string, string, string]);
      expect(rows.filter(([, , verdict]) => verdict === 'error').map(([file]) => file)).toEqual(
        files.filter(isRefused),
      );
      const read = rows.filter(([file]) => !isRefused(file));
      const scored = read.map(([file, score, verdict]) => ({ file, score: Number(score), verdict }));
      expect(run(read.map(([file]) => file)).status).toBe(0);
      await expectSameScores(
        dir,
        read.map(([file]) => file),
        scored,
      );
      await writeFile(
        join(dir, 'manifest.json'),
        (await readFile(join(dir, 'manifest.json'), 'utf8')).replace('0.6', '0.9'),
      );
      expect(run([files[0]!]).stderr).toContain('the package was changed');
    }),
  );
});
