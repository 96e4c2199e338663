import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkGolden } from '#scoring/golden.ts';
import { largestMapDifference } from '#scoring/mapDifference.ts';
import { decodeNpy, encodeNpy } from '#scoring/npy.ts';
import { type ScoringPackage, openPackage, scoreImage } from '#scoring/package.ts';
import { fixturePackage, greyRaster, withFolder } from '../fixtures/package.ts';

const withPackage = (use: (pkg: ScoringPackage) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const pkg = await openPackage(await fixturePackage(folder), { threads: 1 });
    try {
      await use(pkg);
    } finally {
      await pkg.close();
    }
  });
const okRows = async (pkg: ScoringPackage): Promise<boolean[]> => (await checkGolden(pkg)).rows.map((row) => row.ok);

describe('the golden pictures of a package', () => {
  it('agree with what was recorded, and the report says by how much and within what', () =>
    withPackage(async (pkg) => {
      const report = await checkGolden(pkg);
      expect(report).toMatchObject({ ok: true, scoreTolerance: 1e-4, mapTolerance: 1e-3 });
      report.rows.forEach((row, i) => {
        const golden = pkg.manifest.golden[i]!;
        expect(row).toMatchObject({ file: golden.file, expectedScore: golden.score, expectedVerdict: golden.verdict });
        expect(row).toMatchObject({ verdict: golden.verdict, ok: true });
        expect(row.scoreDifference).toBe(Math.abs(row.score - golden.score));
        expect(row.mapDifference).toBeLessThan(1e-5);
      });
    }));

  it.each([
    ['a higher score', 0.0003, false],
    ['a lower score', -0.0003, false],
    ['a score within the tolerance', 0.00005, true],
  ])('judges %s than recorded, for that picture alone', (_what, by, ok) =>
    withPackage(async (pkg) => {
      pkg.manifest.golden[1]!.score += by;
      const report = await checkGolden(pkg);
      expect(report.rows.map((row) => row.ok)).toEqual([true, ok, true]);
      expect(report.ok).toBe(ok);
      expect(report.rows[1]!.scoreDifference).toBeCloseTo(Math.abs(by), 5);
    }),
  );

  it('may differ by just the tolerance', () =>
    withPackage(async (pkg) => {
      pkg.manifest.golden[1]!.score += 0.01;
      const { scoreDifference } = (await checkGolden(pkg)).rows[1]!;
      Object.assign(pkg.manifest.parity, { scoreTolerance: scoreDifference, mapTolerance: 0 });
      expect(await checkGolden(pkg)).toMatchObject({ ok: true, scoreTolerance: scoreDifference });
    }));

  it('fail for another verdict, and for a map that drifted in one pixel or has another size', () =>
    withPackage(async (pkg) => {
      const [first, , third] = pkg.manifest.golden;
      first!.verdict = 'ng';
      const file = join(pkg.dir, third!.map);
      const map = decodeNpy(await readFile(file), file);
      map.data[100]! += 0.01;
      await writeFile(file, encodeNpy(map));
      const report = await checkGolden(pkg);
      expect(report.rows.map((row) => row.ok)).toEqual([false, true, false]);
      expect(report.rows[2]!.mapDifference).toBeCloseTo(0.01, 5);
      await writeFile(file, encodeNpy({ width: 64, height: 96, data: map.data }));
      expect((await checkGolden(pkg)).rows[2]).toMatchObject({ ok: false, mapDifference: Infinity });
      expect(await okRows(pkg)).toEqual([false, true, false]);
    }));
});

describe('largestMapDifference', () => {
  const map = (width: number, ...data: number[]) => ({
    width,
    height: data.length / width,
    data: Float32Array.from(data),
  });
  it('is the largest of any pixel, either way, and infinite where maps cannot be compared', () => {
    expect(largestMapDifference(map(2, 1, 2, 3, 4), map(2, 1, 2.5, 1, 4))).toBe(2);
    expect(largestMapDifference(map(2, 1, 2, 3, 4), map(2, 1, 2, 3, 4))).toBe(0);
    expect(largestMapDifference(map(2, 1, 2), map(1, 1, 2))).toBe(Infinity);
    expect(largestMapDifference(map(2, 1, 2), map(2, 1, 2, 3, 4))).toBe(Infinity);
    expect(largestMapDifference(map(2, 1, 2), map(3, 1, 2, 3))).toBe(Infinity);
    expect(largestMapDifference(map(2, 1, NaN), map(2, 1, 2))).toBe(Infinity);
    expect(largestMapDifference(map(2, NaN, 1), map(2, NaN, 9))).toBe(Infinity);
  });
});

describe('scoring one picture', () => {
  it('takes the verdict from the package’s own limits, and time from file and model', () =>
    withPackage(async (pkg) => {
      const raster = greyRaster(128);
      const file = join(pkg.dir, '..', 'part.png');
      await sharp(raster.data, { raw: { width: 90, height: 70, channels: 3 } })
        .png()
        .toFile(file);
      const read = await scoreImage(pkg, file);
      expect(read.decodeMs).toBeGreaterThan(0);
      expect(read.decodeMs).toBeLessThan(60_000);
      expect(read.ms).toBeCloseTo(read.decodeMs + read.modelMs, 9);
      const given = await scoreImage(pkg, raster);
      expect(given).toMatchObject({ score: read.score, verdict: 'review', decodeMs: 0, ms: given.modelMs });
      Object.assign(pkg.manifest.limits, { acceptLimit: read.score + 0.01 });
      expect((await scoreImage(pkg, raster)).verdict).toBe('ok');
      Object.assign(pkg.manifest.limits, { acceptLimit: 0.1, rejectLimit: read.score });
      expect((await scoreImage(pkg, raster)).verdict).toBe('ng');
    }));
});
