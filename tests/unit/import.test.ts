import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type ImportOptions, importFolder } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';

let dir = '';
let product: Product;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-import-'));
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

const folder = (): string => join(dir, 'pictures');
/** Writes a picture of its own under the folder. */
async function picture(path: string, seed: number, [width, height] = [20, 18]): Promise<string> {
  const random = createRandom(seed, 3);
  const data = Uint8Array.from({ length: width! * height! * 3 }, () => random.integer(0, 255));
  const file = join(folder(), path);
  await mkdir(dirname(file), { recursive: true });
  await sharp(data, { raw: { width: width!, height: height!, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}
const goodParts = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await picture(`${String(i).padStart(3, '0')}.png`, i);
};
const run = (options: ImportOptions = {}): Promise<ImportReport> => importFolder(product, folder(), options);
const stored = () => listImages(product.db).sort((a, b) => (a.file < b.file ? -1 : 1));

describe('an import', () => {
  it('keeps of each picture where it is, how large, what it shows and how it was taken', async () => {
    const good = await picture('train/good/a.png', 1, [20, 30]);
    const bad = await picture('test/crack/b.png', 2);
    const mask = await picture('ground_truth/crack/b_mask.png', 3);
    expect(await run({ session: 'monday' })).toMatchObject({
      added: 2,
      duplicates: [],
      relocated: [],
      refused: [],
      leftOut: 0,
    });
    expect(stored()).toMatchObject([
      {
        file: bad,
        width: 20,
        height: 18,
        label: 'anomalous',
        kind: 'crack',
        split: 'test',
        session: 'monday',
        maskFile: mask,
      },
      { file: good, width: 20, height: 30, label: 'normal', kind: null, session: 'monday', maskFile: null },
    ]);
    for (const image of stored()) {
      expect(image.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(image.part).toBe(image.hash.slice(0, 16)); // nobody named it: a part of its own
    }
  });

  it('takes session and part from the sessions file, else the session given, else the folder’s', async () => {
    await picture('mon/a.png', 1);
    await picture('tue/b.png', 2);
    const sessionsFile = join(dir, 'sessions.csv');
    await writeFile(sessionsFile, 'file,session,part\nmon/a.png,day-1,P7\n');
    await run({ sessionsFile });
    expect(stored()).toMatchObject([{ session: 'day-1', part: 'P7' }, { session: 'tue' }]);
    await picture('wed/c.png', 4);
    await run({ sessionsFile, session: 'given' });
    expect(stored()[2]).toMatchObject({ session: 'given' });
  });

  it('makes a picture that the sessions file names without a part, a part of its own', async () => {
    await picture('a.png', 1);
    const sessionsFile = join(dir, 'sessions.csv');
    await writeFile(sessionsFile, 'file,session,part\na.png,day-1,\n');
    await run({ sessionsFile });
    expect(stored()[0]!.part).toBe(stored()[0]!.hash.slice(0, 16));
  });

  it('reports what came and how many there are now, with progress for every file', async () => {
    await goodParts(70); // more than go into one transaction
    const seen: number[] = [];
    const report = await run({ onProgress: (done, total) => seen.push(done, total) });
    expect(report.added).toBe(70);
    expect(seen.filter((_, i) => i % 2 === 0)).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
    expect(new Set(seen.filter((_, i) => i % 2 === 1))).toEqual(new Set([70]));
    expect(report.images.reduce((sum, row) => sum + row.count, 0)).toBe(70);
    expect(report.sessions).toEqual(['session-1']);
    expect(new Set(report.images.map(({ split }) => split))).toEqual(new Set(['train', 'calibration']));
    expect(report.warnings.join()).not.toContain('20 or more');
  });

  it('warns of fewer than 20 good parts that are not for testing', async () => {
    for (let i = 0; i < 19; i++) await picture(`train/good/${i}.png`, i);
    for (let i = 0; i < 4; i++) await picture(`test/good/${i}.png`, 100 + i);
    expect((await run()).warnings.join()).toContain('Only 19 good parts');
    await picture('train/good/19.png', 50);
    expect((await run()).warnings.join()).not.toContain('good parts: 20');
  });

  it('knows the same content again: in this import, in the product, and where it has moved to', async () => {
    const first = await picture('a.png', 1);
    await copyFile(first, join(folder(), 'b.png'));
    const twice = await run();
    expect(twice.added).toBe(1);
    expect(twice.duplicates).toHaveLength(1);
    expect(new Set([twice.duplicates[0]!.file, twice.duplicates[0]!.of])).toEqual(
      new Set([first, join(folder(), 'b.png')]),
    );
    await rm(stored()[0]!.file === first ? join(folder(), 'b.png') : first);
    const known = stored()[0]!.file;
    expect(await run()).toMatchObject({ added: 0, duplicates: [{ file: known, of: known }], relocated: [] });
    const moved = join(folder(), 'moved.png');
    await rename(known, moved);
    expect(await run()).toMatchObject({ added: 0, duplicates: [], relocated: [{ file: moved, from: known }] });
    expect(stored().map(({ file }) => file)).toEqual([moved]);
  });

  it('refuses what cannot be read, with file and reason, and keeps the rest', async () => {
    await picture('train/good/a.png', 1);
    await picture('test/dent/b.png', 2);
    const mask = await picture('ground_truth/dent/b.png', 3, [20, 19]);
    const broken = join(folder(), 'train/good/broken.png');
    await writeFile(broken, 'no picture');
    const report = await run();
    expect(report.added).toBe(2);
    expect(report.refused).toHaveLength(2);
    expect(report.refused).toContainEqual({
      file: broken,
      error: expect.objectContaining({ code: 'unreadable-image' }),
    });
    expect(report.refused).toContainEqual({
      file: mask,
      error: expect.objectContaining({ code: 'mask-mismatch', file: mask }),
    });
    expect(stored().map(({ maskFile }) => maskFile)).toEqual([null, null]);
  });

  it('checks both sides of a mask, and takes one that cannot be read for none', async () => {
    await picture('test/dent/a.png', 2);
    await picture('ground_truth/dent/a.png', 3, [19, 18]);
    await picture('test/dent/b.png', 4);
    await writeFile(join(folder(), 'ground_truth/dent/b.png'), 'no picture');
    const { refused } = await run();
    expect(refused.map(({ error }) => error.code).sort()).toEqual(['mask-mismatch', 'unreadable-image']);
  });

  it('fails where not one picture can be read, and says why by the first', async () => {
    await mkdir(folder());
    const broken = join(folder(), 'broken.png');
    await writeFile(broken, 'no picture');
    await expect(run()).rejects.toMatchObject({ code: 'unreadable-image', file: broken, hint: expect.any(String) });
    await expect(run()).rejects.toThrow(/Not one of the 1 images/);
  });

  it('imports only what is chosen, and as the label given', async () => {
    await goodParts(3);
    const report = await run({ choose: (found) => found.slice(1, 2), label: 'anomalous' });
    expect(report.added).toBe(1);
    expect(stored()).toMatchObject([{ label: 'anomalous', kind: 'defect', split: 'test' }]);
  });

  it('stops when cancelled, keeps what it had, and writes who did it', async () => {
    await goodParts(12);
    const stop = new AbortController();
    await expect(run({ signal: stop.signal, onProgress: () => stop.abort() })).rejects.toBeInstanceOf(CancelledError);
    expect(stored().length).toBeGreaterThan(0);
    expect(stored().length).toBeLessThan(12);
    await run({ who: 'anna' });
    expect(stored()).toHaveLength(12);
    expect(listAudit(product.db).some(({ who, what }) => who === 'anna' && what === 'split')).toBe(true);
  });
});
