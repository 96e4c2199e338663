import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import sharp, { type OutputInfo } from 'sharp';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { checkGolden } from '#scoring/golden.ts';
import { decodeNpy, writeNpy } from '#scoring/npy.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { verifyPackage } from '#scoring/verify.ts';
import { writePackage } from '#studio/export/writePackage.ts';
import { fixtureContent, fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';

const toFile = (file: string, level: number): Promise<OutputInfo> => {
  const { width, height, data } = greyRaster(level);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
};

describe('a package', () => {
  it('scores files and pixels alike, as a loop would', () =>
    withFolder(async (folder) => {
      const pkg = await openPackage(await fixturePackage(folder), { threads: 1 });
      const raster = greyRaster(150);
      await toFile(join(folder, 'part.png'), 150);
      const scored = await scoreImage(pkg, join(folder, 'part.png'));
      const same = await scoreImage(pkg, raster);
      await pkg.close();
      const whole = { left: 0, top: 0, width: raster.width, height: raster.height };
      const picture = resizeToRaster(raster, whole, { width: 96, height: 64 });
      const mean = picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length / 255;
      expect(scored.score).toBeCloseTo(mean, 2);
      expect(scored.verdict).toBe('review');
      expect(scored.map).toMatchObject({ width: 96, height: 64 });
      expect(scored.ms).toBeCloseTo(scored.decodeMs + scored.modelMs, 6);
      expect(same).toMatchObject({ score: scored.score, verdict: scored.verdict, decodeMs: 0 });
      expect(pkg.manifest.input.roi).toEqual(fullRoi);
    }));

  it('names an unreadable picture and goes on scoring', () =>
    withFolder(async (folder) => {
      const pkg = await openPackage(await fixturePackage(folder), { threads: 1 });
      const broken = join(folder, 'broken.png');
      await writeFile(broken, 'not a picture');
      await expect(scoreImage(pkg, broken)).rejects.toMatchObject({ code: 'unreadable-image', file: broken });
      expect((await scoreImage(pkg, greyRaster(60))).verdict).toBe('ok');
      await pkg.close();
    }));

  it('finds its golden pictures as recorded, and a drifted record wrong', () =>
    withFolder(async (folder) => {
      const pkg = await openPackage(await fixturePackage(folder), { threads: 1 });
      const report = await checkGolden(pkg);
      expect(report.rows.map((row) => row.verdict)).toEqual(['ok', 'review', 'ng']);
      expect(report.ok).toBe(true);
      pkg.manifest.golden[1]!.score += 0.01;
      const drifted = await checkGolden(pkg);
      await pkg.close();
      expect(drifted.rows.map((row) => row.ok)).toEqual([true, false, true]);
      expect(drifted.ok).toBe(false);
    }));

  it('lets a golden verdict differ only where a limit lies between two scores that agree', () =>
    withFolder(async (folder) => {
      const pkg = await openPackage(await fixturePackage(folder), { threads: 1 });
      const golden = pkg.manifest.golden[1]!;
      const verdictsOk = async (): Promise<boolean> => (await checkGolden(pkg)).rows[1]!.ok;
      pkg.manifest.limits.acceptLimit = golden.score + 5e-5;
      golden.score += 9e-5; // recorded above the limit, found below it
      expect(await verdictsOk()).toBe(true);
      pkg.manifest.limits.acceptLimit = golden.score + 5e-5;
      expect(await verdictsOk()).toBe(false); // both lie below: only `ok` can be right
      await pkg.close();
    }));

  it('writes maps that read back', () =>
    withFolder(async (folder) => {
      const map = { width: 3, height: 2, data: Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5) };
      await writeNpy(join(folder, 'map.npy'), map);
      expect(decodeNpy(await readFile(join(folder, 'map.npy')), 'map.npy')).toEqual(map);
      expect(await readdir(folder)).toEqual(['map.npy']);
      await expect(writeNpy(join(folder, 'none/map.npy'), map)).rejects.toMatchObject({ code: 'not-found' });
    }));
});

describe('writePackage', () => {
  it('leaves a readable page without scripts, with every text escaped', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const page = await readFile(join(dir, 'certificate.html'), 'utf8');
      expect(page).toContain('Flange &lt;A&gt; &amp; &quot;B&quot;');
      expect(page).not.toMatch(/<script|Flange <A>|\{\{/);
      const readme = await readFile(join(dir, 'README.md'), 'utf8');
      expect(readme).toContain('rest on 20 good parts (20 pictures) of 1 session');
      expect(readme).not.toContain('{{');
      for (const text of [page, readme]) expect(text).toContain('73 % of the picture is inspected');
      expect(JSON.parse(await readFile(join(dir, 'certificate.json'), 'utf8')).parity.rows).toHaveLength(3);
    }));

  it('replaces an earlier package and leaves nothing beside it', () =>
    withFolder(async (folder) => {
      await fixturePackage(folder);
      const content = await fixtureContent(folder, [128]);
      await writeFile(join(content.out, 'score.py'), 'changed'); // a damaged package may be replaced too
      await writePackage(content);
      const report = await verifyPackage(content.out);
      expect(report.ok).toBe(true);
      expect(report.manifest!.golden).toHaveLength(1);
      expect((await readdir(folder)).sort()).toEqual(['exported.onnx', 'package']);
    }));

  it('never writes over what is not its own', () =>
    withFolder(async (folder) => {
      const content = await fixtureContent(folder);
      await mkdir(content.out);
      await writePackage(content); // an empty folder is fine
      await writeFile(join(content.out, 'my notes.txt'), 'mine');
      const notes = join(content.out, 'my notes.txt');
      await expect(writePackage(content)).rejects.toMatchObject({ code: 'not-writable', file: notes });
      expect(await readFile(notes, 'utf8')).toBe('mine');
      const other = join(folder, 'photographs');
      await mkdir(other);
      await writeFile(join(other, 'part.png'), 'mine');
      await expect(writePackage({ ...content, out: other })).rejects.toMatchObject({ code: 'not-writable' });
      const file = join(other, 'part.png');
      await expect(writePackage({ ...content, out: file })).rejects.toMatchObject({ code: 'not-writable', file });
      expect(await readFile(file, 'utf8')).toBe('mine');
    }));

  it('leaves nothing behind when it fails, and keeps the earlier package', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const content = await fixtureContent(folder);
      const golden = [{ ...content.golden[0]!, image: { width: 0, height: 0, data: new Uint8Array(0) } }];
      await expect(writePackage({ ...content, golden })).rejects.toThrow();
      await expect(writePackage({ ...content, model: join(folder, 'none.onnx') })).rejects.toThrow();
      expect((await verifyPackage(dir)).ok).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['exported.onnx', 'package']);
    }));

  it('clears away what a process that is gone left half written', () =>
    withFolder(async (folder) => {
      const gone = spawnSync(process.execPath, ['-e', '']).pid;
      const content = await fixtureContent(folder);
      await mkdir(`${content.out}.partial-${gone}-abcdef/golden`, { recursive: true });
      await mkdir(`${content.out}.partial-${process.pid}-abcdef`);
      await writePackage(content);
      const left = await readdir(folder);
      expect(left.sort()).toEqual(['exported.onnx', 'package', `package.partial-${process.pid}-abcdef`]);
    }));
});
