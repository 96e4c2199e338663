import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { importFolder } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';

let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

const data = (...path: string[]): string => join(dir, 'data', ...path);
const run = (): Promise<ImportReport> => importFolder(product, data());
const codes = ({ notes }: ImportReport): string[] => notes.map(({ code }) => code);
const [width, height] = [20, 18];
async function write(path: string, pixels: Uint8Array, channels: 1 | 3): Promise<void> {
  await mkdir(dirname(data(path)), { recursive: true });
  const image = sharp(pixels, { raw: { width, height, channels } });
  await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(data(path));
}
/** Pictures of their own. */
async function pictures(...paths: string[]): Promise<void> {
  for (const [seed, path] of paths.entries()) {
    const random = createRandom(seed, 5);
    await write(
      path,
      Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 255)),
      3,
    );
  }
}

const named = { missing: 255, doubled: 254, bent: 253 };
const list = JSON.stringify(
  Object.entries(named).map(([defect_name, pixel_value]) => ({
    ...{ defect_name, pixel_value, saturation_threshold: 20, relative_saturation: false },
  })),
);
/** Rows of the mask, by their values. */
const valued = (path: string, rows: Record<number, number>): Promise<void> =>
  write(
    path,
    new Uint8Array(width * height).map((_, i) => rows[Math.floor(i / width)] ?? 0),
    1,
  );
const layersOf = (path: string): string[] => {
  const image = listImages(product.db).find(({ file }) => file === data(path))!;
  return readLabel(product, image.id).layers.map(({ kind, area }) => `${kind} ${area}`);
};
const test = (name: string): string => `pins/test/logical_anomalies/${name}.png`;
const truth = (name: string): string => `pins/ground_truth/logical_anomalies/${name}.png`;

it.each([['pins/defects_config.json'], ['Defects_Config.json']])(
  'masks are of the kinds that a list of their values names, in layers, also where a picture has one kind alone: %s',
  async (file) => {
    await pictures('pins/train/good/0.png', 'pins/test/good/0.png', ...['1', '2', '3', '4'].map(test));
    await valued(truth('1/000'), { 3: 255 });
    await valued(truth('1/001'), { 9: 254 });
    await valued(truth('2/000'), { 5: 253, 6: 255 });
    await valued(truth('3/000'), { 7: 253 });
    await valued(truth('4/000'), { 8: 100 });
    await writeFile(data(file), list);
    const report = await run();
    expect(report).toMatchObject({ layout: 'mvtec-loco', masks: 4, skipped: [] });
    expect(report.kinds).toEqual([{ kind: 'logical_anomalies', count: 4 }]);
    const said = report.notes.filter(({ code }) => code.startsWith('defect')).map(({ code, values }) => [code, values]);
    expect(said).toEqual([
      ['defectNames', { file, kinds: 'bent (2), doubled (1), missing (2)' }],
      ['defectValues', { file, n: 1, first: 'pins/ground_truth/logical_anomalies/4/000.png'.slice(5) }],
    ]);
    expect(layersOf(test('1'))).toEqual(['doubled 20', 'missing 20']);
    expect(layersOf(test('2'))).toEqual(['bent 20', 'missing 20']);
    expect(layersOf(test('3'))).toEqual(['bent 20']);
    expect(layersOf(test('4'))).toEqual(['logical_anomalies null']);
    expect(codes(await run())).not.toContain('masksKept');
  },
);

it.each([
  ['they were made black and white', list, 'defectNamesAside'],
  ['the list cannot be read', list.slice(1), 'defectNamesUnread'],
])('masks stay of the kind of their folder where %s, and it is said', async (_, text, code) => {
  await pictures('pins/train/good/0.png', 'pins/test/good/0.png', test('1'), test('2'));
  for (const name of ['1', '2']) await valued(truth(`${name}/000`), { 3: 255 });
  await writeFile(data('pins/defects_config.json'), text);
  const report = await run();
  expect(report).toMatchObject({ masks: 2, skipped: [] });
  expect(codes(report)).toContain(code);
  expect(layersOf(test('1'))).toEqual(['logical_anomalies null']);
});
