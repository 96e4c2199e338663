import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findImages } from '#studio/dataset/folder.ts';
import { findSets, mvtecCategories } from '../../../benchmarks/quality/dataSets.ts';
import { parseVisaSplit, visaSets } from '../../../benchmarks/quality/visa.ts';
import { writeProductFolder } from '../../fixtures/product.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flawsmith-sets-'));
});
afterEach(() => rm(root, { recursive: true }));

const head = 'object,split,label,image,mask';

/** One object in VisA's own layout; its mask holds the number of a kind, not white. */
async function writeVisa(dir: string): Promise<void> {
  const pixels = (value: number, channels: 1 | 3) =>
    sharp(Buffer.alloc(32 * 24 * channels, value), { raw: { width: 32, height: 24, channels } });
  const images = join(dir, 'candle', 'Data', 'Images');
  await mkdir(join(images, 'Normal'), { recursive: true });
  await mkdir(join(images, 'Anomaly'), { recursive: true });
  await mkdir(join(dir, 'candle', 'Data', 'Masks', 'Anomaly'), { recursive: true });
  for (const [i, name] of ['Normal/0000', 'Normal/0001', 'Anomaly/000'].entries()) {
    await pixels(60 * i + 40, 3)
      .jpeg()
      .toFile(join(images, `${name}.JPG`));
  }
  await pixels(2, 1).toColourspace('b-w').png().toFile(join(dir, 'candle/Data/Masks/Anomaly/000.png'));
  await mkdir(join(dir, 'split_csv'));
  const lines = [
    head,
    'candle,train,normal,candle/Data/Images/Normal/0000.JPG,',
    'candle,test,normal,candle/Data/Images/Normal/0001.JPG,',
    'candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png',
  ];
  await writeFile(join(dir, 'split_csv', '1cls.csv'), `${lines.join('\r\n')}\r\n`);
}

describe('MVTec AD', () => {
  it('finds the categories that are there with their published split', async () => {
    await writeProductFolder(join(root, 'zipper'), 3, 32);
    const { sets, absent } = findSets(root, mvtecCategories, 'mvtec/');
    expect(sets).toEqual([{ name: 'mvtec/zipper', folder: join(root, 'zipper') }]);
    expect(absent).toHaveLength(14);
    const images = await findImages(sets[0].folder, undefined, undefined);
    expect(images.filter(({ split }) => split === 'train')).toHaveLength(3);
    expect(images.filter(({ maskFile }) => maskFile !== null)).toHaveLength(4);
  });
});

describe('VisA', () => {
  it('is laid out as its one-class split says, its masks made white', async () => {
    await writeVisa(join(root, 'visa'));
    const sets = await visaSets(join(root, 'visa'), join(root, 'scratch'), null);
    expect(sets).toEqual([{ name: 'visa/candle', folder: join(root, 'scratch', 'candle') }]);
    const images = await findImages(sets[0].folder, undefined, undefined);
    expect(images.map(({ relative, label, split }) => [relative, label, split])).toEqual([
      ['test/bad/000.JPG', 'anomalous', 'test'],
      ['test/good/0001.JPG', 'normal', 'test'],
      ['train/good/0000.JPG', 'normal', 'train'],
    ]);
    const mask = await sharp(images[0].maskFile!).raw().toBuffer();
    expect(new Set(mask)).toEqual(new Set([255]));
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
