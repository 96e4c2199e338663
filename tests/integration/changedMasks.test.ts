import { readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureUrl } from '#shared/contract/studio.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { staleEvaluation } from '#shared/domain/staleness.ts';
import { hashOf, loadMasks } from '#studio/dataset/imageMask.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { redoEdit, undoEdit, undoImport } from '#studio/dataset/edit/undo.ts';
import { importFolder } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { basisOf } from '#studio/evaluation/images.ts';
import type { Product } from '#studio/product.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import { listEdits } from '#studio/store/edits.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';
import { startTestStudio } from '../fixtures/studio.ts';

const side = 20;
const view = { picture: { width: side, height: side }, roi: fullRoi };
let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

const data = (...parts: string[]): string => join(dir, 'data', ...parts);
async function grey(file: string, level: (x: number, y: number) => number): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => level(i % side, Math.floor(i / side)));
  await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(file);
  return file;
}
/** A mask that marks one line. */
const mask = (file: string, line: number): Promise<string> => grey(file, (_, y) => (y === line ? 255 : 0));
async function writeParts(...names: string[]): Promise<void> {
  await grey(data('train/good/1.png'), (x, y) => (x * 7 + y * 3) % 256);
  for (const [i, name] of names.entries()) {
    await grey(data(`test/dent/${name}.png`), (x, y) => (x * 5 + y * 11 + 40 * i) % 256);
    await mask(data(`ground_truth/dent/${name}_mask.png`), 3 + i);
  }
}
const maskOf = (name: string): string => data(`ground_truth/dent/${name}_mask.png`);
const run = (from = data()): Promise<ImportReport> => importFolder(product, from);
const defects = () => listImages(product.db, { label: 'anomalous' }).sort((a, b) => (a.file < b.file ? -1 : 1));
const codes = ({ notes }: ImportReport): string[] => notes.map(({ code }) => code);
const maskAudit = () => listAudit(product.db).filter(({ what }) => what.startsWith('mask'));
const linesOf = ({ data: pixels }: { data: Uint8Array }): number[] =>
  Array.from({ length: side }, (_, y) => y).filter((y) => pixels[y * side] === 255);
const load = () => loadMasks(product, defects(), view, 'tester');

describe('a mask that changed since its import', () => {
  it('is named before it is judged by, all of them counted, until the old one is back', async () => {
    await writeParts('a', 'b');
    await run();
    expect(defects().map(({ maskHash }) => maskHash)).toEqual(['a', 'b'].map((n) => hashOf(readFileSync(maskOf(n)))));
    expect((await load()).masks.map((one) => linesOf(one!))).toEqual([[3], [4]]);
    await copyFile(maskOf('a'), join(dir, 'kept.png'));
    await mask(maskOf('a'), 9);
    await expect(load()).rejects.toMatchObject({ code: 'mask-changed', file: maskOf('a') });
    await mask(maskOf('b'), 10);
    await expect(load()).rejects.toThrow(/2 masks are not those/);
    await rm(maskOf('b'));
    await expect(load()).rejects.toMatchObject({ code: 'not-found', file: maskOf('b') });
    await copyFile(join(dir, 'kept.png'), maskOf('a'));
    await mask(maskOf('b'), 4);
    expect((await load()).firstSeen).toBe(0);
    expect(maskAudit()).toEqual([]);
  });

  it('is taken by importing again, audited, after which the evaluation by the old one is out of date', async () => {
    await writeParts('a', 'b');
    await run();
    const before = defects();
    await mask(maskOf('b'), 12);
    const report = await run();
    expect(codes(report)).toContain('masksTaken');
    expect(report.warnings.join()).toContain(
      '1 mask changed since the last import: taken as it is now: test/dent/b.png',
    );
    expect((await load()).masks.map((one) => linesOf(one!))).toEqual([[3], [12]]);
    const hash = hashOf(readFileSync(maskOf('b')));
    expect(maskAudit()).toMatchObject([
      {
        what: `mask of image ${before[1]!.id}`,
        old: JSON.stringify({ file: maskOf('b'), hash: before[1]!.maskHash }),
        new: JSON.stringify({ file: maskOf('b'), hash }),
      },
    ]);
    const [old, now] = [before, defects()].map((test) => basisOf({ test, heldOut: [] }));
    const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };
    expect(staleEvaluation({ evaluatedAt: '', limits, ...old! }, now!)).toEqual([
      { code: 'masksChanged', count: 1, of: null },
    ]);
    expect(codes(await run())).not.toContain('masksTaken'); // once
    expect(maskAudit()).toHaveLength(1);
  });

  it('is followed where it moved with its picture, changed or not', async () => {
    await writeParts('a', 'b');
    await run();
    await mask(maskOf('b'), 12);
    await rename(data(), join(dir, 'moved'));
    expect(codes(await run(join(dir, 'moved')))).toContain('masksTaken');
    expect(defects().map(({ maskFile }) => maskFile)).toEqual(
      ['a', 'b'].map((name) => join(dir, 'moved/ground_truth/dent', `${name}_mask.png`)),
    );
    expect(maskAudit()).toHaveLength(1);
  });

  it('gives way to no other folder’s while it stands unchanged', async () => {
    await writeParts('a');
    await run();
    const [before] = defects();
    await mkdir(join(dir, 'other/test/dent'), { recursive: true });
    await mkdir(join(dir, 'other/train/good'), { recursive: true });
    await copyFile(data('train/good/1.png'), join(dir, 'other/train/good/1.png'));
    await copyFile(data('test/dent/a.png'), join(dir, 'other/test/dent/a.png'));
    await mask(join(dir, 'other/ground_truth/dent/a_mask.png'), 15);
    expect(codes(await run(join(dir, 'other')))).toContain('masksKept');
    expect(defects()).toEqual([before]);
  });

  it('united of several keeps its old file until the row names the new one', async () => {
    await writeParts('a');
    await rm(maskOf('a'));
    await mask(data('ground_truth/dent/a/0.png'), 3);
    await mask(data('ground_truth/dent/a/1.png'), 5);
    await run();
    const [before] = defects();
    await mask(data('ground_truth/dent/a/1.png'), 8);
    expect((await load()).masks.map((one) => linesOf(one!))).toEqual([[3, 5]]); // what was imported
    expect(codes(await run())).toContain('masksTaken');
    expect((await load()).masks.map((one) => linesOf(one!))).toEqual([[3, 8]]);
    expect(hashOf(readFileSync(before!.maskFile!))).toBe(before!.maskHash);
  });

  it('comes back when the import that took another is undone, goes when that is done again, and so do its layers', async () => {
    await writeParts('a', 'b');
    for (const name of ['a', 'b']) await rm(maskOf(name));
    await mask(data('ground_truth/dent/a/0.png'), 3);
    await mask(data('ground_truth/dent/a/1.png'), 5);
    await run();
    const lines = async (): Promise<number[][]> => (await load()).masks.map((one) => (one ? linesOf(one) : []));
    const layers = () => defects().map(({ id }) => readLabel(product, id).layers.map(({ kind }) => kind));
    await mask(data('ground_truth/dent/a/1.png'), 8);
    await mask(maskOf('b'), 12);
    await run();
    const now = defects();
    expect(await lines()).toEqual([[3, 8], [12]]);
    const step = undoEdit(product, 'tester');
    expect(step).toMatchObject({ edit: { code: 'import', values: { n: 0, masks: 2 } }, kept: 0 });
    expect(await lines()).toEqual([[3, 5], []]);
    expect(listAudit(product.db).at(-1)).toMatchObject({ who: 'tester', what: `undo of step ${step.edit.number}` });
    expect(listAudit(product.db).at(-1)!.old).toContain('import of 2 masks from');
    redoEdit(product, 'tester');
    expect(defects()).toEqual(now);
    await changePictures(product, [now[0]!.id], { kind: 'chip' }, 'tester');
    undoImport(product, step.edit.number, 'tester');
    expect(await lines()).toEqual([[3, 5], []]);
    undoEdit(product, 'tester'); // of that undoing
    expect(await lines()).toEqual([[3, 8], [12]]);
    await rm(maskOf('b'));
    await mask(data('ground_truth/dent/b/scratch.png'), 2);
    await mask(data('ground_truth/dent/b/stain.png'), 4);
    await run();
    expect(layers()[1]).toEqual(['scratch', 'stain']);
    undoEdit(product, 'tester');
    expect(layers()[1]).toEqual(['dent']);
    expect(defects()[1]).toEqual({ ...now[1], kind: 'dent' });
    redoEdit(product, 'tester');
    expect([layers()[1], await lines()]).toEqual([
      ['scratch', 'stain'],
      [
        [3, 8],
        [2, 4],
      ],
    ]);
  });

  it('stays as something else made it since, and is followed to another place', async () => {
    await writeParts('a', 'b');
    await run();
    const first = defects();
    await mask(maskOf('a'), 9);
    await mask(maskOf('b'), 10);
    await run();
    await mask(maskOf('a'), 11);
    await run(); // a step of its own
    await rename(data(), join(dir, 'moved'));
    await run(join(dir, 'moved')); // none: nothing is otherwise
    const [last, second] = listEdits(product.db, 2);
    expect([last, second].map((edit) => edit!.values['masks'])).toEqual([1, 2]);
    expect(undoImport(product, second!.number, 'tester')).toMatchObject({ kept: 1 });
    expect(defects()[1]).toMatchObject({ maskHash: first[1]!.maskHash });
    await expect(load()).rejects.toMatchObject({ code: 'not-found' }); // where it was then
  });

  it('of an earlier version, without a hash, is taken as it is and said, then watched', async () => {
    await writeParts('a', 'b');
    await run();
    const unproven = (): unknown => product.db.prepare('UPDATE all_images SET mask_hash = NULL').run();
    unproven();
    const { firstSeen, images } = await load();
    expect(firstSeen).toBe(2);
    expect(images.map(({ maskHash }) => maskHash)).toEqual(defects().map(({ maskHash }) => maskHash));
    expect(maskAudit()).toMatchObject([{ who: 'tester', what: 'masks hashed as they are' }]);
    expect((await load()).firstSeen).toBe(0);
    await mask(maskOf('a'), 9);
    await expect(load()).rejects.toMatchObject({ code: 'mask-changed' });
    await mask(maskOf('a'), 3);
    unproven();
    const report = await run();
    expect(report.warnings.join()).toContain('2 masks imported by an earlier version');
    expect((await load()).firstSeen).toBe(0);
  });
});

it('the studio shows no mask that changed, and the new one as soon as it is imported', async () => {
  const studio = await startTestStudio();
  try {
    await writeParts('a');
    await rename(data(), join(studio.dir, 'open', 'data'));
    const folder = join(studio.dir, 'open', 'data');
    const { id } = await studio.client.products.create({ dir: '', name: 'Ring' });
    await studio.finished(await studio.client.dataset.import({ product: id, folder }));
    const { rows } = await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 9 });
    const image = rows.find(({ hasMask }) => hasMask)!.id;
    const get = (): Promise<Response> =>
      fetch(studio.origin + pictureUrl(id, image, 'mask'), {
        headers: { authorization: `Bearer ${studio.server.token}` },
      });
    const shown = async (): Promise<number[]> =>
      linesOf({
        data: await sharp(Buffer.from(await (await get()).arrayBuffer()))
          .extractChannel(0)
          .raw()
          .toBuffer(),
      });
    expect(await shown()).toEqual([3]);
    await mask(join(folder, 'ground_truth/dent/a_mask.png'), 11);
    const refused = await get();
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([422, 'mask-changed']);
    await studio.finished(await studio.client.dataset.import({ product: id, folder }));
    expect((await get()).headers.get('cache-control')).toBe('no-cache');
    expect(await shown()).toEqual([11]);
  } finally {
    await studio.close();
  }
});
