import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ContentWatch } from '#studio/dataset/contentWatch.ts';
import { settleScale } from '#studio/dataset/depth.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { Importer } from '#studio/dataset/importer.ts';
import { noRemarks, startReport } from '#studio/dataset/importReport.ts';
import { planImport } from '#studio/dataset/plan.ts';
import { openProduct } from '#studio/product.ts';
import { startEdit } from '#studio/store/edits.ts';
import { listImages } from '#studio/store/images.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-order-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = async (name: string, side: number, level: number): Promise<void> => {
  const create = { width: side, height: side, channels: 3 as const, background: { r: level, g: level, b: level } };
  await sharp({ create })
    .png()
    .toFile(join(dir, 'pictures', name));
};
/** What an import of the folder leaves, in the order of the rows. */
async function imported() {
  const product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  const { added } = await importFolder(product, join(dir, 'pictures'));
  const images = [...listImages(product.db)].sort((a, b) => a.id - b.id);
  product.close();
  return { added, images };
}

it('the pictures of a folder stand in the order of their names, defective ones first, whichever is decoded first', async () => {
  for (const folder of ['bad', 'good']) await mkdir(join(dir, 'pictures', folder), { recursive: true });
  const name = (i: number): string => `${String(i).padStart(3, '0')}.png`;
  // every eighth takes long, and more come than are written at a time
  for (let i = 0; i < 90; i++) await write(`good/${name(i)}`, i % 8 === 0 ? 1600 : 32, i);
  for (let i = 0; i < 10; i++) await write(`bad/${name(i)}`, i === 0 ? 1600 : 32, 100 + i);
  await write(`good/${name(95)}`, 1600, 100); // the same as the first defective one, which is believed
  // the same as another defective one, and read long before it
  await copyFile(join(dir, 'pictures', 'bad', name(3)), join(dir, 'pictures', 'good', '000-a.png'));
  // the same as a good one that comes before it, and read before that
  await copyFile(join(dir, 'pictures', 'good', name(8)), join(dir, 'pictures', 'good', '008b.png'));
  const { added, images } = await imported();
  expect([added, images.length]).toEqual([100, 100]);
  const bad = Array.from({ length: 10 }, (_, i) => join(dir, 'pictures', 'bad', name(i)));
  const good = Array.from({ length: 90 }, (_, i) => join(dir, 'pictures', 'good', name(i)));
  expect(images.map(({ file }) => file)).toEqual([...bad, ...good]);
});

it('a picture that lies among the good and the defective ones is defective, at its place among these, whichever is read first', async () => {
  for (const folder of ['good', 'ng']) await mkdir(join(dir, 'pictures', folder), { recursive: true });
  await write('good/a.png', 32, 1);
  await write('good/b.png', 1600, 2);
  await write('ng/c.png', 1600, 3);
  await copyFile(join(dir, 'pictures', 'good', 'a.png'), join(dir, 'pictures', 'ng', 'd.png'));
  const { added, images } = await imported();
  const rows = images.map(({ file, label, split }) => [relative(join(dir, 'pictures'), file), label, split]);
  expect([added, rows]).toEqual([
    3,
    [
      [join('ng', 'c.png'), 'anomalous', 'test'],
      [join('ng', 'd.png'), 'anomalous', 'test'],
      [join('good', 'b.png'), 'normal', rows[2]![2]],
    ],
  ]);
});

/** What stands in a new product once the pictures were read in this order of their places. */
async function readIn(order: readonly number[]) {
  const product = openProduct(join(dir, `product-${order.join('')}`), { mode: 'write', create: true });
  const plan = await planImport(join(dir, 'pictures'), {});
  const report = startReport(plan);
  const remarks = noRemarks();
  const who = 'test';
  const edit = startEdit(product.db, { who, code: 'import', values: { folder: dir, n: 0, relabelled: 0 } });
  const scale = await settleScale(product, [], undefined, { who });
  const asked = { session: undefined, label: undefined, only: undefined, who, edit, scale };
  const importer = new Importer(product, report, remarks, new ContentWatch(), new Map(), asked);
  for (const place of order) await importer.add(plan.images[place]!, place, () => readFile(plan.images[place]!.file));
  importer.flush();
  const below = (file: string): string => relative(join(dir, 'pictures'), file);
  const images = listImages(product.db).map(({ file, kind, maskFile }) => [
    below(file),
    kind,
    maskFile && below(maskFile),
  ]);
  product.close();
  return { images, masks: report.masks, duplicates: report.duplicates.length, refused: report.refused.length };
}

it('of equal defective pictures the first stands, with the first mask that one of them brings, whichever is read first', async () => {
  const kinds = ['crack', 'dent', 'hole'];
  for (const folder of [
    ...kinds.map((kind) => `test/${kind}`),
    'train/good',
    'ground_truth/dent',
    'ground_truth/hole',
  ]) {
    await mkdir(join(dir, 'pictures', folder), { recursive: true });
  }
  for (const kind of kinds) await write(`test/${kind}/1.png`, 32, 90);
  for (const [kind, left] of [
    ['dent', 3],
    ['hole', 12],
  ] as const) {
    const mask = Buffer.alloc(32 * 32);
    for (let y = 5; y < 12; y++) mask.fill(255, y * 32 + left, y * 32 + left + 6);
    const file = join(dir, 'pictures', 'ground_truth', kind, '1_mask.png');
    await sharp(mask, { raw: { width: 32, height: 32, channels: 1 } })
      .png()
      .toFile(file);
  }
  const first = [join('test', 'crack', '1.png'), 'crack', join('ground_truth', 'dent', '1_mask.png')];
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    expect(await readIn(order), order.join()).toEqual({ images: [first], masks: 1, duplicates: 2, refused: 0 });
  }
});
