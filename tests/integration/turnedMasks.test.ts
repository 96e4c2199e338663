import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { turnMask } from '#shared/vision/maskCoding.ts';
import { type Mask, type Sides, createMask } from '#shared/vision/raster.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { readImageMask } from '#studio/dataset/imageMask.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';

let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

const data = (path: string): string => join(dir, 'data', path);
async function save(path: string, image: Sharp): Promise<void> {
  await mkdir(dirname(data(path)), { recursive: true });
  await image.toFile(data(path));
}
async function picture(path: string, { width, height }: Sides, orientation: number): Promise<void> {
  const random = createRandom(orientation, width);
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 255));
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  await save(path, image.withMetadata({ orientation }).jpeg());
}
/** Marks the pixels of a box [left, top, right, bottom[. */
function boxMask({ width, height }: Sides, [left, top, right, bottom]: readonly number[]): Mask {
  const mask = createMask(width, height);
  mask.data.forEach((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x >= left! && x < right! && y >= top! && y < bottom!) mask.data[i] = 255;
  });
  return mask;
}
const maskFile = ({ width, height, data: pixels }: Mask): Sharp =>
  sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png();
async function readBack(): Promise<Mask> {
  const [image] = listImages(product.db, { label: 'anomalous' });
  return (await readImageMask(image!))!.mask;
}

const square = { width: 20, height: 20 };
/** EXIF turns after which a picture has the sides that its stored pixels have. */
const turns = [
  ...[2, 3, 4].map((turn) => [turn, { width: 24, height: 18 }] as const),
  [6, square],
  [8, square],
] as const;

describe.each(turns)(
  'a mask that the studio makes, of a picture that EXIF %i turns within its own sides',
  (turn, sides) => {
    it('stands where an annotation of the upright picture marks', async () => {
      const box = [2, 3, 9, 8];
      const [left, top, right, bottom] = box;
      await picture('1.jpg', sides, turn);
      const points = [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ];
      const said = { imageWidth: sides.width, imageHeight: sides.height, shapes: [{ label: 'dent', points }] };
      await writeFile(data('1.json'), JSON.stringify(said));
      expect(await importFolder(product, join(dir, 'data'))).toMatchObject({ added: 1, masks: 1 });
      expect(await readBack()).toEqual(boxMask(sides, box));
    });

    it('unites masks that were drawn on its stored pixels', async () => {
      await picture('train/good/1.jpg', sides, 1);
      await picture('test/odd/1.jpg', sides, turn);
      const boxes = [
        [0, 0, 4, 3],
        [8, 5, 12, 7],
      ];
      for (const [i, box] of boxes.entries()) await save(`ground_truth/odd/1/${i}.png`, maskFile(boxMask(sides, box)));
      expect(await importFolder(product, join(dir, 'data'))).toMatchObject({ layout: 'mvtec-loco', masks: 1 });
      const stored = boxMask(sides, boxes[0]!);
      boxMask(sides, boxes[1]!).data.forEach((value, i) => (stored.data[i] ||= value));
      expect(await readBack()).toEqual(turnMask(stored, turn));
    });
  },
);

it('of an annotation round the whole picture marks the whole picture, and is named', async () => {
  await picture('1.jpg', square, 1);
  const points = [
    [0, 0],
    [20, 0],
    [20, 20],
    [0, 20],
  ];
  await writeFile(data('1.json'), JSON.stringify({ shapes: [{ label: 'dent', points }] }));
  const report = await importFolder(product, join(dir, 'data'));
  expect(report).toMatchObject({ masks: 1 });
  expect(report.warnings.join()).toContain('The mask 1.jpg marks 100 % of its picture');
  expect((await readBack()).data.every((value) => value === 255)).toBe(true);
});

it('that is white all over marks the whole picture, and is named as more than half', async () => {
  await picture('good/1.jpg', square, 1);
  await picture('bad/2.jpg', square, 2);
  await save('masks/bad/2.png', maskFile(boxMask(square, [0, 0, 20, 20])));
  const report = await importFolder(product, join(dir, 'data'));
  expect(report).toMatchObject({ masks: 1 });
  expect(report.warnings.join()).toContain('The mask 2.png marks 100 % of its picture');
  expect((await readBack()).data.every((value) => value === 255)).toBe(true);
});
