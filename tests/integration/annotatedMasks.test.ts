import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';

let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));
const data = (...path: string[]): string => join(dir, 'data', ...path);

beforeEach(async () => {
  await mkdir(data());
  for (const [name, width] of [
    ['small.png', 20],
    ['large.png', 40],
  ] as const) {
    await sharp(new Uint8Array(width * width * 3).fill(width), { raw: { width, height: width, channels: 3 } })
      .png()
      .toFile(data(name));
  }
});

type Box = [x: number, y: number, width: number, height: number];
interface Entry {
  name: string;
  size: number;
  boxes: Box[];
}

/** Imports a COCO file with these entries of pictures. */
async function imported(...entries: Entry[]): Promise<ImportReport> {
  const coco = {
    images: entries.map(({ name, size }, id) => ({ id, file_name: name, width: size, height: size })),
    annotations: entries.flatMap(({ boxes }, image_id) => boxes.map((bbox) => ({ image_id, category_id: 1, bbox }))),
    categories: [{ id: 1, name: 'dent' }],
  };
  await writeFile(data('coco.json'), JSON.stringify(coco));
  return importFolder(product, data());
}
async function markedOf(name: string): Promise<number[]> {
  const { maskFile } = listImages(product.db).find(({ file }) => file === data(name))!;
  const pixels = await sharp(maskFile!).extractChannel(0).raw().toBuffer();
  return [...pixels.keys()].filter((i) => pixels[i]! > 0);
}
const refusals = ({ refused }: ImportReport): unknown[] => refused.map(({ file, error }) => [file, error.code]);

it('of a file that was merged of pictures of different sizes stand on each picture as it was annotated', async () => {
  const small: Entry = { name: 'small.png', size: 20, boxes: [[2, 3, 1, 1]] };
  const large: Entry = { name: 'large.png', size: 40, boxes: [[30, 35, 2, 1]] };
  expect(await imported(small, large)).toMatchObject({ added: 2, masks: 2, refused: [] });
  expect(await markedOf('small.png')).toEqual([3 * 20 + 2]);
  expect(await markedOf('large.png')).toEqual([35 * 40 + 30, 35 * 40 + 31]);
});

it.each([
  ['first', [40, 20]],
  ['last', [20, 40]],
])(
  'of an entry for a picture of another size, which comes %s, give no mask, and the picture is named',
  async (_, sizes) => {
    const entries = sizes.map((size): Entry => ({ name: 'small.png', size, boxes: [[2, 3, 4, 4]] }));
    const report = await imported(...entries);
    expect(report).toMatchObject({ masks: 0, kinds: [{ kind: 'dent', count: 1 }] });
    expect(refusals(report)).toEqual([[data('small.png'), 'mask-mismatch']]);
    expect(report.refused[0]!.error.message).toContain('The annotated picture is 40 × 40, its image 20 × 20');
  },
);

it('of two entries of one size for a picture are drawn together', async () => {
  const entries = [2, 9].map((x): Entry => ({ name: 'small.png', size: 20, boxes: [[x, 3, 1, 1]] }));
  expect(await imported(...entries)).toMatchObject({ masks: 1, refused: [] });
  expect(await markedOf('small.png')).toEqual([3 * 20 + 2, 3 * 20 + 9]);
});

it.each([
  // left and right of the corner that it cuts off
  ['a corner outside', [[-3, 2, 2, -3, -3, -3]]],
  ['a box that touches the border', [[-2, 3, 0, 3, 0, 9, -2, 9]]],
])('that lie beside the picture although the box around them does not are named: %s', async (_, segmentation) => {
  const coco = {
    images: [{ id: 1, file_name: 'small.png', width: 20, height: 20 }],
    annotations: [
      { image_id: 1, category_id: 1, segmentation },
      { image_id: 1, category_id: 1, bbox: [5, 5, 3, 3] },
    ],
    categories: [{ id: 1, name: 'dent' }],
  };
  await writeFile(data('coco.json'), JSON.stringify(coco));
  const report = await importFolder(product, data());
  expect(report.masks).toBe(0);
  const said = `${report.refused.map(({ error }) => error.message).join()} ${report.warnings.join()}`;
  expect(said).toMatch(/beside (its|the) picture/);
});
