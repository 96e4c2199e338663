import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { openProduct } from '#studio/product.ts';
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
