import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { squareOf } from '#shared/domain/pictures.ts';
import { warningsBeforeTraining } from '#studio/dataset/contentBeforeTraining.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { writeGoodBad } from '../fixtures/goodBad.ts';

let dir = '';
let product: Product;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-before-'));
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

it('says before a training which pictures changed or went since their import', async () => {
  await writeGoodBad(join(dir, 'parts'), 10, 0);
  await importFolder(product, join(dir, 'parts'));
  const parts = listImages(product.db, { label: 'normal' });
  const warnings = async (): Promise<string[]> =>
    (await warningsBeforeTraining(product, parts, squareOf(64))).map(({ message }) => message);
  expect(await warnings()).toEqual([]);
  await copyFile(join(dir, 'parts/good/3.png'), join(dir, 'parts/good/4.png'));
  await rm(join(dir, 'parts/good/7.png'));
  await rm(join(dir, 'parts/good/8.png'));
  const [gone, changed, ...more] = await warnings();
  expect(more).toEqual([]);
  expect(gone).toMatch(/^2 of 10 good parts are no longer where they were imported from \([78]\.png, [78]\.png\)/);
  expect(changed).toMatch(/^1 of 10 good parts looked at hold something else than was imported \(4\.png\)/);
});
