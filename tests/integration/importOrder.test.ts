import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

it('the pictures of a folder stand in the order of their names, defective ones first, whichever is decoded first', async () => {
  const write = async (name: string, side: number, level: number): Promise<void> => {
    const create = { width: side, height: side, channels: 3 as const, background: { r: level, g: level, b: level } };
    await sharp({ create })
      .png()
      .toFile(join(dir, 'pictures', name));
  };
  for (const folder of ['bad', 'good']) await mkdir(join(dir, 'pictures', folder), { recursive: true });
  const name = (i: number): string => `${String(i).padStart(3, '0')}.png`;
  // every eighth takes long, and more come than are written at a time
  for (let i = 0; i < 90; i++) await write(`good/${name(i)}`, i % 8 === 0 ? 1600 : 32, i);
  for (let i = 0; i < 10; i++) await write(`bad/${name(i)}`, i === 0 ? 1600 : 32, 100 + i);
  await write(`good/${name(95)}`, 1600, 100); // the same as the first defective one, which is believed
  const product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  const { added } = await importFolder(product, join(dir, 'pictures'));
  const images = [...listImages(product.db)].sort((a, b) => a.id - b.id);
  product.close();
  expect([added, images.length]).toEqual([100, 100]);
  const bad = Array.from({ length: 10 }, (_, i) => join(dir, 'pictures', 'bad', name(i)));
  const good = Array.from({ length: 90 }, (_, i) => join(dir, 'pictures', 'good', name(i)));
  expect(images.map(({ file }) => file)).toEqual([...bad, ...good]);
});
