import { appendFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FloatMap } from '#shared/vision/raster.ts';
import { sha256 } from '#scoring/files.ts';
import { encodeNpy } from '#scoring/npy.ts';
import { openPackage } from '#scoring/package.ts';
import { mostManifestBytes, verifyPackage } from '#scoring/verify.ts';
import { readManifest } from '#studio/export/manifestFile.ts';
import { fixturePackage, withFolder } from '../fixtures/package.ts';

/** Rewrites the manifest and seals it again, as a forger would. */
async function forgeManifest(dir: string, change: (manifest: Record<string, unknown>) => unknown): Promise<void> {
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  const text = JSON.stringify(change(manifest) ?? manifest);
  await writeFile(join(dir, 'manifest.json'), text);
  await writeFile(join(dir, 'manifest.sha256'), `${sha256(text)}  manifest.json\n`);
}

const floatMap = (width: number, height: number, value: number): FloatMap => ({
  width,
  height,
  data: new Float32Array(width * height).fill(value),
});

async function flipLastByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file, bytes);
}

const faults: [string, string, (dir: string) => Promise<void>][] = [
  ['one bit of the model', 'model.onnx', (dir) => flipLastByte(join(dir, 'model.onnx'))],
  ['one bit of a client', 'score.py', (dir) => flipLastByte(join(dir, 'score.py'))],
  ['one bit of a golden map', 'golden/01-level-60-x.npy', (dir) => flipLastByte(join(dir, 'golden/01-level-60-x.npy'))],
  ['the manifest', 'manifest.json', (dir) => appendFile(join(dir, 'manifest.json'), ' ')],
  ['the seal', 'manifest.json', (dir) => writeFile(join(dir, 'manifest.sha256'), '0'.repeat(64))],
  ['a missing model', 'model.onnx', (dir) => rm(join(dir, 'model.onnx'))],
  ['a missing golden picture', 'golden/02-level-128-x.png', (dir) => rm(join(dir, 'golden/02-level-128-x.png'))],
  ['a missing manifest', 'manifest.json', (dir) => rm(join(dir, 'manifest.json'))],
  ['a missing seal', 'manifest.sha256', (dir) => rm(join(dir, 'manifest.sha256'))],
  ['an added file', 'golden/notes.md', (dir) => writeFile(join(dir, 'golden/notes.md'), 'hello')],
  [
    'a file in an added folder',
    'more/notes.md',
    async (dir) => {
      await mkdir(join(dir, 'more'));
      await writeFile(join(dir, 'more/notes.md'), 'hello');
    },
  ],
  [
    'a link to the same bytes',
    'model.onnx',
    async (dir) => {
      await rename(join(dir, 'model.onnx'), join(dir, '../elsewhere.onnx'));
      await symlink('../elsewhere.onnx', join(dir, 'model.onnx'));
    },
  ],
  [
    'a linked folder',
    'golden',
    async (dir) => {
      await rename(join(dir, 'golden'), join(dir, '../elsewhere'));
      await symlink('../elsewhere', join(dir, 'golden'));
    },
  ],
  [
    'a sealed manifest that names a path outside',
    'manifest.json',
    (dir) =>
      forgeManifest(dir, (manifest) => Object.assign(manifest.files!, { '../exported.onnx': 'a'.repeat(64) }) && null),
  ],
  [
    'a sealed manifest that does not list the model',
    'model.onnx',
    (dir) => forgeManifest(dir, (manifest) => void delete (manifest.files as Record<string, string>)['model.onnx']),
  ],
  [
    'a sealed manifest without limits',
    'manifest.json',
    (dir) => forgeManifest(dir, (manifest) => void delete manifest.limits),
  ],
  ['a sealed manifest of another version', 'manifest.json', (dir) => forgeManifest(dir, (m) => ({ ...m, schema: 2 }))],
  ['a sealed manifest that is a list', 'manifest.json', (dir) => forgeManifest(dir, () => [])],
];

describe('verifyPackage', () => {
  it('passes an untouched package, also through a link to its folder', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const report = await verifyPackage(dir);
      expect(report).toMatchObject({ ok: true, problems: [], manifest: { schema: 1 } });
      expect(report.files).toBe(Object.keys(report.manifest!.files).length + 2);
      await symlink(dir, join(folder, 'link'));
      expect((await verifyPackage(join(folder, 'link'))).ok).toBe(true);
    }));

  it.each(faults)('finds %s (%s), and openPackage refuses', (_, file, damage) =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await damage(dir);
      const report = await verifyPackage(dir);
      expect(report.ok).toBe(false);
      expect(report.problems.map((problem) => problem.file)).toContain(join(report.dir, file));
      await expect(openPackage(dir)).rejects.toMatchObject({ code: 'package-damaged', file: report.problems[0]!.file });
    }),
  );

  it.each(['file', 'map'] as const)('finds a golden %s that the sealed manifest does not list', (field) =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      let path = '';
      await forgeManifest(dir, (manifest) => {
        path = (manifest.golden as Record<string, string>[])[1]![field]!;
        delete (manifest.files as Record<string, string>)[path];
      });
      const { problems } = await verifyPackage(dir);
      const file = join(dir, path);
      expect(problems).toContainEqual({ kind: 'invalid', file, message: expect.stringContaining('not listed') });
      expect(problems).toContainEqual({ kind: 'extra', file, message: expect.any(String) });
    }),
  );

  const map = 'golden/02-level-128-x.npy';
  const picture = 'golden/02-level-128-x.png';
  it.each<[string, string, string, Record<string, string>, Uint8Array?]>([
    ['the model for a picture', 'model.onnx', 'no PNG', { file: 'model.onnx' }],
    ['the model for a map', 'model.onnx', 'no golden map', { map: 'model.onnx' }],
    ['its picture for its map', picture, 'no golden map', { map: picture }],
    ['the map of another row', 'golden/01-level-60-x.npy', 'named twice', { map: 'golden/01-level-60-x.npy' }],
    ['a map of other sides', map, '3 × 2 in a package of 96 × 64', {}, encodeNpy(floatMap(3, 2, 0))],
    ['a map without numbers', map, 'no numbers', {}, encodeNpy(floatMap(96, 64, Number.NaN))],
  ])('finds a sealed golden row that names %s', (_, path, words, change, content) =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      if (content) await writeFile(join(dir, map), content);
      await forgeManifest(dir, ({ golden, files }) => {
        Object.assign((golden as object[])[1]!, change);
        if (content) Object.assign(files!, { [map]: sha256(content) });
      });
      const { ok, problems } = await verifyPackage(dir);
      expect(ok).toBe(false);
      const [file, message] = [join(dir, path), expect.stringContaining(words) as string];
      expect(problems).toContainEqual({ kind: 'invalid', file, message });
      await expect(openPackage(dir)).rejects.toMatchObject({ code: 'package-damaged' });
    }),
  );

  it('says of every fault what it is, all of them at once, and reads on past them', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await flipLastByte(join(dir, 'score.py'));
      await rm(join(dir, 'score.mjs'));
      await writeFile(join(dir, 'added.bin'), '');
      const report = await verifyPackage(dir);
      expect(report.problems.map(({ kind, file }) => `${kind} ${file.slice(dir.length + 1)}`).sort()).toEqual([
        'changed score.py',
        'extra added.bin',
        'missing score.mjs',
      ]);
      expect(report).toMatchObject({ ok: false, dir, manifest: { schema: expect.any(Number) } });
      expect(report.files).toBeGreaterThan(5);
    }));

  it('reads no manifest that is changed or does not parse, and says why', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const seal = async (text: string): Promise<void> => {
        await writeFile(join(dir, 'manifest.json'), text);
        await writeFile(join(dir, 'manifest.sha256'), `${sha256(text)}  manifest.json\n`);
      };
      const said = async (): Promise<unknown> => {
        const { manifest, files, problems } = await verifyPackage(dir);
        expect([manifest, files, problems.length]).toEqual([null, 0, 1]);
        return problems[0]!.message;
      };
      await seal('no JSON');
      expect(await said()).toContain('not JSON');
      await seal('[]');
      expect(await said()).toContain('manifest:');
      await seal('{"schema": 1, "product": "x", "release": 3}');
      expect(await said()).toContain('release');
      await writeFile(join(dir, 'manifest.json'), '{}');
      expect(await said()).toContain('sha256');
    }));

  it.each<[string, (text: string) => string]>([
    ['60 MB of text', (text) => text.replace('{', `{"more": "${'y'.repeat(60_000_000)}",`)],
    ['200,000 lists inside each other', (text) => text.replace('{', `{"more": ${'['.repeat(2e5)}${']'.repeat(2e5)},`)],
  ])('opens no manifest with %s, sealed or not', (_, grown) =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const own = await readFile(join(dir, 'manifest.json'), 'utf8');
      expect(own.length).toBeLessThan(mostManifestBytes / 10);
      const text = grown(own);
      await writeFile(join(dir, 'manifest.json'), text);
      await writeFile(join(dir, 'manifest.sha256'), `${sha256(text)}  manifest.json\n`);
      const { manifest, problems } = await verifyPackage(dir);
      expect([manifest, problems.map(({ kind }) => kind)]).toEqual([null, ['invalid']]);
      expect(problems[0]!.message).toMatch(/^has \d+ kB, more than the 262 kB that are opened$/);
      await expect(openPackage(dir)).rejects.toMatchObject({ code: 'package-damaged' });
      await expect(readManifest(dir)).rejects.toMatchObject({ code: 'package-damaged' });
    }),
  );

  it('says not-found for a folder that is not there and for a file', () =>
    withFolder(async (folder) => {
      await expect(verifyPackage(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
      await writeFile(join(folder, 'file'), '');
      await expect(openPackage(join(folder, 'file'))).rejects.toMatchObject({ code: 'not-found' });
    }));

  it('refuses an empty folder', () =>
    withFolder(async (folder) => {
      expect((await verifyPackage(folder)).ok).toBe(false);
    }));

  it('refuses a sealed package whose model is no detector', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await writeFile(join(dir, 'model.onnx'), 'nonsense');
      await forgeManifest(
        dir,
        (manifest) => Object.assign(manifest.files!, { 'model.onnx': sha256('nonsense') }) && null,
      );
      await expect(openPackage(dir)).rejects.toMatchObject({ code: 'package-damaged', file: join(dir, 'model.onnx') });
    }));
});
