import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mask } from '#shared/vision/raster.ts';
import { readImageMask } from '#studio/dataset/imageMask.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { exportLabels } from '#studio/labelFiles/exportLabels.ts';
import { importLabels } from '#studio/labelFiles/importLabels.ts';
import { type LabelFormat, labelFormats } from '#studio/labelFiles/labelledPicture.ts';
import { openLayers } from '#studio/labeling/layers.ts';
import { saveStrokes } from '#studio/labeling/saveStrokes.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { runCli } from '../fixtures/cli.ts';
import { lineStroke } from '../fixtures/painting.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const who = 'tester';
const size = 32;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-labels-'));
  await writeProductFolder(join(dir, 'pictures'), 3, size);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function made(name: string, withMasks: boolean): Promise<Product> {
  const product = openProduct(join(dir, name), { mode: 'write', create: true });
  if (!withMasks) await rm(join(dir, 'pictures/ground_truth'), { recursive: true, force: true });
  await importFolder(product, join(dir, 'pictures'));
  return product;
}

const writeMask = (file: string, { width, height, data }: Mask): Promise<unknown> =>
  sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(file);

async function masksOf(product: Product): Promise<Map<string, number[]>> {
  const masks = new Map<string, number[]>();
  for (const image of listImages(product.db)) {
    const read = await readImageMask(image);
    if (read) masks.set(image.file, [...read.mask.data]);
  }
  return masks;
}

/** What is marked of a picture, by kind. */
async function layersOf(product: Product, file: string): Promise<[kind: string, pixels: number[]][]> {
  const { masks } = await openLayers(
    product,
    listImages(product.db).find((image) => image.file === file)!,
  );
  return [...masks].map(([kind, { data }]): [string, number[]] => [kind, [...data]]).sort();
}

async function readTree(root: string): Promise<Record<string, string>> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }): Promise<[string, string]> => {
    const file = join(parentPath, name);
    return [file.slice(root.length), (await readFile(file)).toString('base64')];
  });
  return Object.fromEntries((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('labels out and in again', () => {
  it.each(labelFormats)('give the same pixels and the same files as %s', { timeout: 120_000 }, async (format) => {
    // Regions with holes, pieces that touch by corners alone, single pixels: two pixels of three at random.
    const values = fc.array(fc.constantFrom(0, 0, 255), { minLength: size * size, maxLength: size * size });
    const [a, b] = fc.sample(values, { numRuns: 2, seed: 4 }) as [number[], number[]];
    for (const [name, data] of [
      ['0', a],
      ['1', b],
    ] as const)
      await writeMask(join(dir, `pictures/ground_truth/bar/${name}_mask.png`), {
        ...{ width: size, height: size, data: Uint8Array.from(data) },
      });
    const from = await made('from', true);
    const out = join(dir, 'out');
    const exported = await exportLabels(from, { out, format });
    expect(exported).toMatchObject({ failures: [], without: [] });
    expect(exported.rows).toHaveLength(4);

    const expected = await masksOf(from);
    const to = await made('to', false);
    expect(await masksOf(to)).toEqual(new Map());
    const imported = await importLabels(to, { path: out, format: null }, who);
    expect(imported).toMatchObject({ format, failures: [], changed: 4, rows: exported.rows });
    expect(await masksOf(to)).toEqual(expected);

    const again = join(dir, 'again');
    await exportLabels(to, { out: again, format });
    expect(await readTree(again)).toEqual(await readTree(out));
    expect(await importLabels(to, { path: again, format }, who)).toMatchObject({ changed: 0, edit: null });
    from.close();
    to.close();
  });

  it('are one step that is undone whole, audited, and leave the masks from elsewhere as they lie', async () => {
    const product = await made('product', true);
    const before = await masksOf(product);
    const elsewhere = await readTree(join(dir, 'pictures'));
    const [good] = listImages(product.db, { label: 'normal', split: 'train' });
    const labels = join(dir, 'labels.json');
    const square = { segmentation: [[2, 2, 8, 2, 8, 6, 2, 6]], category_id: 1 };
    const bar = listImages(product.db, { label: 'anomalous' })[0]!;
    await writeFile(
      labels,
      JSON.stringify({
        images: [bar, good!].map(({ file }, id) => ({ id, file_name: file.slice(1), width: size, height: size })),
        categories: [{ id: 1, name: 'chip' }],
        annotations: [0, 1].map((image_id) => ({ id: image_id, image_id, ...square })),
      }),
    );
    const { edit, rows } = await importLabels(product, { path: labels, format: null }, who);
    expect(edit).toMatchObject({ code: 'labels', values: { n: 2, folder: 'labels.json' } });
    expect(rows.map(({ kind, regions, pixels }) => [kind, regions, pixels])).toEqual([
      ['chip', 1, 24],
      ['chip', 1, 24],
    ]);
    const sides = () =>
      listImages(product.db).map(({ id, label, kind, split, maskFile }) => [id, label, kind, split, maskFile]);
    const after = sides();
    expect(listImages(product.db, { label: 'anomalous' })).toHaveLength(5);
    expect(listAudit(product.db).filter(({ what }) => /^mask of image/.test(what))).toHaveLength(2);
    undoEdit(product, who);
    expect(await masksOf(product)).toEqual(before);
    expect(listImages(product.db, { label: 'anomalous' })).toHaveLength(4);
    expect(redoEdit(product, who)).toMatchObject({ kept: 0 });
    expect(sides()).toEqual(after);
    expect(await readTree(join(dir, 'pictures'))).toEqual(elsewhere);
    product.close();
  });

  it.each(labelFormats)('have the kinds that were painted apart as %s, and leave what was painted', async (format) => {
    const product = await made('product', true);
    const { id: image, file } = listImages(product.db, { label: 'normal', split: 'train' })[0]!;
    const empty = (): Mask => ({ width: size, height: size, data: new Uint8Array(size * size) });
    const actions = [
      lineStroke(empty(), 'scratch', [4, 4, 26, 4]),
      lineStroke(empty(), 'pit', [10, 20, 11, 20]),
    ] as const;
    await saveStrokes(product, { image, revision: 0, batch: 'first', actions }, who);
    const out = join(dir, 'out');
    const { rows, failures } = await exportLabels(product, { out, format });
    expect(failures).toEqual([]);
    const own = rows.filter((row) => row.file === file);
    const pixels = actions.map((action) => (action.do === 'stroke' ? [action.kind, 1, action.patch.added] : []));
    expect(own.map((row) => [row.kind, row.regions, row.pixels]).sort()).toEqual(pixels.sort());
    expect(await importLabels(product, { path: out, format }, who)).toMatchObject({ failures: [], edit: null });

    const other = await made('other', true);
    const without = await layersOf(other, file);
    expect(await importLabels(other, { path: out, format }, who)).toMatchObject({ failures: [], rows });
    const within = await layersOf(product, file);
    expect(within.map(([kind]) => kind)).toEqual(['pit', 'scratch']);
    expect(await layersOf(other, file)).toEqual(within);
    undoEdit(other, who);
    expect(await layersOf(other, file)).toEqual(without);
    expect(redoEdit(other, who)).toMatchObject({ kept: 0 });
    expect(await layersOf(other, file)).toEqual(within);
    await exportLabels(other, { out: join(dir, 'again'), format });
    expect(await readTree(join(dir, 'again'))).toEqual(await readTree(out));
    other.close();
    const more = lineStroke(empty(), 'dent', [4, 29, 26, 29]);
    await saveStrokes(product, { image, revision: 1, batch: 'second', actions: [more] }, who);
    const painted = await masksOf(product);
    const again = await importLabels(product, { path: out, format }, who);
    expect(again.failures.map((failure) => [failure.code, failure.file])).toEqual([['usage', file]]);
    expect(await masksOf(product)).toEqual(painted);
    product.close();
  });

  it('keep a picture that EXIF turns within its own sides upright, as masks', async () => {
    const file = join(dir, 'pictures/test/bar/turned.jpg');
    await sharp(join(dir, 'pictures/test/bar/0.png'))
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toFile(file);
    const from = await made('from', true);
    const data = Array.from({ length: size * size }, (_, i) => (i % size < 9 && i < 5 * size ? 255 : 0));
    const points = [
      [0, 0],
      [9, 0],
      [9, 5],
      [0, 5],
    ];
    const labelme = {
      shapes: [{ label: 'bar', points }],
      imagePath: 'turned.jpg',
      imageWidth: size,
      imageHeight: size,
    };
    await mkdir(join(dir, 'in'));
    await writeFile(join(dir, 'in/turned.json'), JSON.stringify(labelme));
    expect(await importLabels(from, { path: join(dir, 'in'), format: null }, who)).toMatchObject({
      changed: 1,
      failures: [],
    });
    await exportLabels(from, { out: join(dir, 'out'), format: 'png' });
    const expected = await masksOf(from);
    const to = await made('to', false);
    await importLabels(to, { path: join(dir, 'out'), format: 'png' }, who);
    const read = await masksOf(to);
    expect(read.get(file)).toEqual(data);
    expect(read).toEqual(expected);
    from.close();
    to.close();
  });
});

describe('labels on the command line', () => {
  it(
    'names what belongs to no picture or cannot be drawn, takes the rest, and is undone',
    { timeout: 120_000 },
    async () => {
      (await made('product', true)).close();
      const product = join(dir, 'product');
      const out = join(dir, 'out');
      const written = await runCli('labels', 'export', product, '--out', out, '--format', 'coco');
      expect(written.code).toBe(0);
      expect(Object.keys(written.rows[0] as object)).toEqual(['file', 'kind', 'regions', 'pixels']);
      const file = join(out, 'annotations.json');
      const coco = JSON.parse(await readFile(file, 'utf8')) as Record<
        'images' | 'annotations',
        Record<string, unknown>[]
      >;
      expect(coco.annotations[0]).toMatchObject({ id: 1, image_id: 1, category_id: 1, iscrowd: 1 });
      coco.images[0]!['file_name'] = 'bar/gone.png';
      coco.annotations[1]!['segmentation'] = [[1, 2, 3, 4]];
      coco.annotations[2]!['segmentation'] = [[1, 1, 5, 1, 5, 5, 1, 5]];
      await writeFile(file, JSON.stringify(coco));
      const taken = await runCli('labels', 'import', product, file);
      expect(taken.code).toBe(1);
      const errors = taken.rows.filter((row) => 'error' in (row as object)) as {
        error: { code: string; message: string };
      }[];
      expect(errors.map(({ error }) => error.code)).toEqual(['not-found', 'mask-mismatch']);
      expect(errors[0]!.error.message).toContain('bar/gone.png');
      expect(taken.rows).toContainEqual(expect.objectContaining({ kind: 'bar', regions: 1, pixels: 16 }));
      expect((await runCli('undo', product)).rows).toEqual([
        { step: 'labels', n: 1, folder: 'annotations.json', undone: true },
      ]);
      const full = await runCli('labels', 'export', product, '--out', out, '--format', 'png' satisfies LabelFormat);
      expect(full).toMatchObject({ code: 1, rows: [{ error: { code: 'not-writable' } }] });
    },
  );
});
