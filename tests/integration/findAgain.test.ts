import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { findAgain } from '#studio/dataset/findAgain.ts';
import { loadMasks } from '#studio/dataset/imageMask.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { findMissing, summarizeMissing } from '#studio/dataset/missing.ts';
import type { Product } from '#studio/product.ts';
import { editStack } from '#studio/store/edits.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';
import { startTestStudio } from '../fixtures/studio.ts';

const side = 20;
const view = { picture: { width: side, height: side }, roi: fullRoi };
let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

async function grey(file: string, level: (x: number, y: number) => number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => level(i % side, Math.floor(i / side)));
  await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(file);
}
const part = (file: string, seed: number): Promise<void> => grey(file, (x, y) => (x * 7 + y * 3 + 31 * seed) % 256);

/** Four good parts and two with a mask of a line each. */
async function writeParts(root: string): Promise<void> {
  for (let i = 0; i < 4; i++) await part(join(root, `train/good/${i}.png`), i);
  for (let i = 0; i < 2; i++) {
    await grey(join(root, `test/dent/${i}.png`), (x, y) => (x * 5 + y * 11 + 40 * i) % 256);
    await grey(join(root, `ground_truth/dent/${i}_mask.png`), (_, y) => (y === 3 + i ? 255 : 0));
  }
}
const missing = async () => summarizeMissing(await findMissing(product));
const files = (): string[] =>
  listImages(product.db)
    .flatMap(({ file, maskFile }) => (maskFile === null ? [file] : [file, maskFile]))
    .sort();
const masks = async () =>
  (await loadMasks(product, listImages(product.db, { label: 'anomalous' }), view, 'tester')).masks;
const foundAgain = () => listAudit(product.db).filter(({ what }) => what === 'pictures found again');

describe('pictures whose folder was renamed', () => {
  const [old, now] = [() => join(dir, 'data'), () => join(dir, 'moved')];
  beforeEach(async () => {
    await writeParts(old());
    await importFolder(product, old());
  });

  it('are missed by the topmost folder that is gone', async () => {
    expect(await missing()).toEqual({ images: 0, masks: 0, folders: [], moreFolders: 0 });
    await rename(old(), now());
    expect(await missing()).toEqual({
      ...{ images: 6, masks: 2, moreFolders: 0 },
      folders: [{ folder: old(), isGone: true, images: 6, masks: 2 }],
    });
  });

  it('are found with their masks, which are read again; nothing else of the folder comes in, and it is audited', async () => {
    const before = files();
    const [stack, read] = [editStack(product.db), await masks()];
    await rename(old(), now());
    await expect(masks()).rejects.toMatchObject({ code: 'not-found' });
    await part(join(now(), 'train/good/new.png'), 77);
    const found = await findAgain(product, now(), { who: 'tester' });
    expect(found).toEqual({
      ...{ folder: now(), changedMasks: 0, refused: 0 },
      images: { found: 6, missing: 0 },
      masks: { found: 2, missing: 0 },
      unknown: { count: 1, first: [join(now(), 'train/good/new.png')] },
    });
    expect(files()).toEqual(before.map((file) => file.replace(old(), now())));
    expect(await masks()).toEqual(read);
    expect(editStack(product.db)).toEqual(stack); // where files lie is no step of a person
    expect(foundAgain()).toMatchObject([{ who: 'tester', new: JSON.stringify({ n: 6, folder: now() }) }]);
    await expect(findAgain(product, now())).rejects.toMatchObject({ code: 'usage' });
  });

  it('are found as far as they are there, and the rest is said to be missing still', async () => {
    await rename(old(), now());
    await rm(join(now(), 'train/good/2.png'));
    await rm(join(now(), 'ground_truth/dent/1_mask.png'));
    expect(await findAgain(product, now())).toMatchObject({
      images: { found: 5, missing: 1 },
      masks: { found: 1, missing: 1 },
      unknown: { count: 0 },
    });
    expect(await missing()).toMatchObject({ images: 1, masks: 1 });
    await mkdir(join(old(), 'train/good'), { recursive: true });
    expect((await missing()).folders).toContainEqual({
      ...{ folder: join(old(), 'train/good'), isGone: false, images: 1, masks: 0 },
    });
  });

  it('stay missed where another folder holds none of them, and that one stays outside', async () => {
    await rename(old(), now());
    const other = join(dir, 'other');
    for (let i = 0; i < 3; i++) await part(join(other, `${i}.png`), 50 + i);
    const before = files();
    expect(await findAgain(product, other)).toMatchObject({
      images: { found: 0, missing: 6 },
      unknown: { count: 3 },
    });
    expect(files()).toEqual(before);
    expect(foundAgain()).toEqual([]);
  });

  it('are found by an import too, audited the same way', async () => {
    await rename(old(), now());
    const report = await importFolder(product, now(), { who: 'importer' });
    expect([report.added, report.relocated.length]).toEqual([0, 6]);
    expect(foundAgain()).toMatchObject([{ who: 'importer' }]);
    expect(await missing()).toMatchObject({ images: 0, masks: 0 });
  });
});

it('the studio says what is missing as the word of the stage, until it is found', async () => {
  const studio = await startTestStudio();
  try {
    const folder = join(studio.dir, 'open', 'data');
    await writeParts(folder);
    const { id } = await studio.client.products.create({ dir: '', name: 'Ring' });
    await studio.finished(await studio.client.dataset.import({ product: id, folder }));
    const word = async () => (await studio.client.products.list()).find((one) => one.id === id)!.stages.dataset;
    expect(await word()).toEqual({ state: 'done', word: '4 good' });
    const now = join(studio.dir, 'open', 'moved');
    await rename(folder, now);
    expect(await studio.client.missing.list({ product: id })).toMatchObject({ images: 6, masks: 2 });
    expect(await word()).toEqual({ state: 'need', word: '6 missing' });
    await expect(studio.client.missing.find({ product: id, folder: '/' })).rejects.toThrow(/not open/);
    const job = await studio.finished(await studio.client.missing.find({ product: id, folder: now }));
    expect(job.result).toMatchObject({ images: { found: 6, missing: 0 }, masks: { found: 2, missing: 0 } });
    expect(await word()).toEqual({ state: 'done', word: '4 good' });
  } finally {
    await studio.close();
  }
});
