import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { undoEdit } from '#studio/dataset/edit/undo.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { givingOf } from '#studio/labeling/giving.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { staleOfRun } from '#studio/staleness.ts';
import { addTrainedRun } from '../fixtures/judgedRuns.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir: string;
let product: Product;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-giving-'));
  const pictures = join(dir, 'pictures');
  await writeProductFolder(pictures, 12, 96);
  const [test, masks] = [join(pictures, 'test/bar'), join(pictures, 'ground_truth/bar')];
  await sharp(join(test, '0.png')).jpeg({ quality: 95 }).toFile(join(test, 'again.jpg'));
  await copyFile(join(masks, '0_mask.png'), join(masks, 'again_mask.png'));
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, pictures);
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

const named = (ending: string): number => listImages(product.db).find(({ file }) => file.endsWith(ending))!.id;
const sideOf = (id: number): string => listImages(product.db).find((image) => image.id === id)!.split;

it('takes near-copies out of the test with a picture that is given to training, in one step, and marks runs made without', async () => {
  const run = await addTrainedRun(product);
  const [given, copy, other] = [named('bar/0.png'), named('again.jpg'), named('bar/1.png')];
  const before = listImages(product.db, { split: 'test', label: 'anomalous' }).length;
  expect(await givingOf(product, given)).toEqual({
    ...{ isGiven: false, hasMask: true, alike: ['again.jpg'], test: before, given: 0, runs: 0 },
  });
  expect(staleOfRun(product, run)).toEqual([]);

  const { changed, notes } = await changePictures(product, [given], { split: 'train', kind: 'gouge' }, 'test');
  expect(changed.map(({ after }) => [after.id, after.split, after.kind])).toEqual([
    [given, 'train', 'gouge'],
    [copy, 'train', 'bar'],
  ]);
  expect(notes).toContainEqual({ code: 'givenWith', values: { n: 1 } });
  expect([sideOf(given), sideOf(copy), sideOf(other)]).toEqual(['train', 'train', 'test']);
  expect(await givingOf(product, given)).toMatchObject({ isGiven: true, alike: [], test: before - 2, given: 2 });
  expect(staleOfRun(product, run)).toEqual([{ code: 'defectsGiven', count: 2, of: null }]);

  undoEdit(product, 'test');
  expect([sideOf(given), sideOf(copy)]).toEqual(['test', 'test']);
  expect(staleOfRun(product, run)).toEqual([]);
}, 120_000);

it('keeps the mask of a picture that is called OK, says so, and has it again when it is NG', async () => {
  const id = named('bar/1.png');
  const hasMask = (): boolean => listImages(product.db).find((image) => image.id === id)!.maskFile !== null;
  const ok = await changePictures(product, [id], { label: 'normal' }, 'test');
  expect(ok.notes).toContainEqual({ code: 'maskRests', values: { n: 1 } });
  const ng = await changePictures(product, [id], { label: 'anomalous', kind: 'bar' }, 'test');
  expect([ng.notes.map(({ code }) => code).includes('maskRests'), hasMask()]).toEqual([false, true]);
  const good = listImages(product.db, { label: 'normal' })[0]!.id;
  await changePictures(product, [good], { label: 'anomalous' }, 'test');
  expect((await changePictures(product, [good], { label: 'normal' }, 'test')).notes).not.toContainEqual(
    expect.objectContaining({ code: 'maskRests' }),
  );
}, 120_000);
