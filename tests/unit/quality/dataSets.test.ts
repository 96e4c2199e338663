import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planImport } from '#studio/dataset/plan.ts';
import { findSets, mvtecCategories } from '../../../benchmarks/quality/dataSets.ts';
import { parseVisaSplit, visaSets } from '../../../benchmarks/quality/visa.ts';
import { writeProductFolder } from '../../fixtures/product.ts';
import { writeVisaFolder } from '../../fixtures/visa.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flawsmith-sets-'));
});
afterEach(() => rm(root, { recursive: true }));

const head = 'object,split,label,image,mask';

describe('MVTec AD', () => {
  it('finds the categories that are there with their published split', async () => {
    await writeProductFolder(join(root, 'zipper'), 3, 32);
    const { sets, absent } = findSets(root, mvtecCategories, 'mvtec/');
    expect(sets).toEqual([{ name: 'mvtec/zipper', folder: join(root, 'zipper') }]);
    expect(absent).toHaveLength(14);
    const { images } = await planImport(sets[0]!.folder);
    expect(images.filter(({ split }) => split === 'train')).toHaveLength(3);
    expect(images.filter(({ masks }) => masks.length > 0)).toHaveLength(4);
  });
});

describe('VisA', () => {
  it('is laid out as its one-class split says, its masks made white', async () => {
    await writeVisaFolder(join(root, 'visa'), 'candle', 2, 32);
    const sets = await visaSets(join(root, 'visa'), join(root, 'scratch'), null);
    expect(sets).toEqual([{ name: 'visa/candle', folder: join(root, 'scratch', 'candle') }]);
    const { images } = await planImport(sets[0]!.folder);
    const counted = (split: string, label: string) =>
      images.filter((image) => image.split === split && image.label === label).length;
    expect([counted('train', 'normal'), counted('test', 'normal'), counted('test', 'anomalous')]).toEqual([2, 4, 4]);
    const masked = images.find(({ masks }) => masks.length > 0)!;
    const mask = await sharp(masked.masks[0]!).extractChannel(0).raw().toBuffer();
    expect(new Set(mask)).toEqual(new Set([0, 255]));
    expect(images.filter(({ masks }) => masks.length > 0)).toHaveLength(4);
  });

  it('is taken as it is where it was converted already', async () => {
    await writeProductFolder(join(root, 'pcb1'), 2, 32);
    expect(await visaSets(root, join(root, 'scratch'), null)).toEqual([
      { name: 'visa/pcb1', folder: join(root, 'pcb1') },
    ]);
    expect(await visaSets(root, join(root, 'scratch'), ['candle'])).toEqual([]);
  });

  it('names the line of a split that does not parse, and a picture that is not there', async () => {
    expect(() => parseVisaSplit(`${head}\ncandle,sometimes,normal,a.JPG,`)).toThrow(/line 2/);
    expect(() => parseVisaSplit('object,image\n')).toThrow(/columns/);
    await mkdir(join(root, 'split_csv'));
    await writeFile(join(root, 'split_csv', '1cls.csv'), `${head}\ncandle,train,normal,gone.JPG,\n`);
    await expect(visaSets(root, join(root, 'scratch'), null)).rejects.toThrow(/gone\.JPG/);
  });
});
