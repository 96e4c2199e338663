import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { dryRunImport } from '#studio/dataset/dryRun.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { type ImportOptions, importFolder } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { planImport } from '#studio/dataset/plan.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { findLabel } from '#studio/store/labels.ts';
import { listAudit } from '#studio/store/records.ts';
import { lookIntoFolder } from '#studio/workspace/folders.ts';
import { runCli } from '../fixtures/cli.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';

let dir = '';
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

const data = (...path: string[]): string => join(dir, 'data', ...path);
async function write(path: string, pixels: Uint8Array, channels: 1 | 3): Promise<void> {
  await mkdir(dirname(data(path)), { recursive: true });
  const image = sharp(pixels, { raw: { width: 20, height: 18, channels } });
  const grey = channels === 1 ? image.toColourspace('b-w') : image;
  await (path.endsWith('.jpg') ? grey.jpeg() : grey.png()).toFile(data(path));
}
/** Pictures of their own. */
async function pictures(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const random = createRandom(
      [...path].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7),
      5,
    );
    await write(
      path,
      Uint8Array.from({ length: 20 * 18 * 3 }, () => random.integer(0, 255)),
      3,
    );
  }
}
/** A mask with one marked row; none where it is null. */
const mask = (path: string, row: number | null): Promise<void> =>
  write(
    path,
    new Uint8Array(20 * 18).map((_, i) => (Math.floor(i / 20) === row ? 255 : 0)),
    1,
  );

const run = (options: ImportOptions = {}): Promise<ImportReport> => importFolder(product, data(), options);
const count = ({ images }: Pick<ImportReport, 'images'>, label: string): number =>
  images.filter((row) => row.label === label).reduce((sum, row) => sum + row.count, 0);
const codes = ({ notes }: Pick<ImportReport, 'notes'>): string[] => notes.map(({ code }) => code);
const maskOf = async (kind: string): Promise<Buffer> => {
  const image = listImages(product.db).find((row) => row.kind === kind)!;
  return sharp(image.maskFile!).extractChannel(0).raw().toBuffer();
};
const rowsMarked = (pixels: Buffer): number[] => [
  ...new Set([...pixels.entries()].filter(([, value]) => value > 0).map(([i]) => Math.floor(i / 20))),
];

describe('masks', () => {
  it('beside pictures decide what is defective, and are never learnt', async () => {
    await pictures('a.png', 'b.png', 'c.png');
    await mask('a_mask.png', null);
    await mask('b_mask.png', 4);
    const report = await run();
    expect(report).toMatchObject({ layout: 'mask-beside', added: 3, masks: 1, kinds: [{ kind: 'defect', count: 1 }] });
    expect(listImages(product.db, { label: 'anomalous' }).map(({ file }) => file)).toEqual([data('b.png')]);
  });

  it('with any word behind the name of their picture are seen by their two values, which a second photograph has not', async () => {
    await pictures('good/1.png', 'good/1_left.png', 'bad/2.png', 'bad/3.png', 'bad/3_left.png');
    for (const name of ['bad/2_bw.png', 'bad/3_bw.png']) await mask(name, 4);
    const { images } = await planImport(data());
    expect(images).toHaveLength(5);
    expect(images.filter(({ masks }) => masks.length > 0).map(({ relative }) => relative)).toEqual([
      'bad/2.png',
      'bad/3.png',
    ]);
  });

  it('of several kinds on one picture stay apart as layers, go and come with their import, and are the same when they come again', async () => {
    await pictures('images/1.png', 'images/2.png', 'images/3.png');
    await mask('masks/scratch/1.png', 3);
    await mask('masks/dent/1.png', 9);
    await mask('masks/dent/2.png', 5);
    const planned = (await planImport(data())).images.find(({ relative }) => relative === 'images/1.png');
    expect(planned).toMatchObject({ kind: 'dent', maskKinds: ['dent', 'scratch'] });
    const dry = await dryRunImport(product.dir, data());
    expect(dry.warnings.join()).toContain('1 picture with defects of several kinds (dent, scratch)');
    const report = await run();
    expect(report).toMatchObject({ masks: 2, notes: expect.arrayContaining(dry.notes) });
    const of = (name: string) => listImages(product.db).find(({ file }) => file === data(name))!;
    const image = of('images/1.png');
    const marked = async (): Promise<number[]> =>
      rowsMarked(await sharp(of('images/1.png').maskFile!).extractChannel(0).raw().toBuffer());
    const layers = (): string[] => readLabel(product, image.id).layers.map(({ kind, area }) => `${kind} ${area}`);
    expect(layers().sort()).toEqual(['dent 20', 'scratch 20']);
    expect(await marked()).toEqual([3, 9]);
    expect(findLabel(product.db, of('images/2.png').id)).toBeNull();
    undoEdit(product, 'a tester');
    expect(findLabel(product.db, image.id)).toBeNull();
    redoEdit(product, 'a tester');
    expect(layers()).toHaveLength(2);
    expect(findLabel(product.db, image.id)?.mask).toBe(basename(image.maskFile!));
    expect(codes(await run())).not.toContain('masksKept');
    await mask('masks/dent/1.png', 11);
    expect(codes(await run())).toContain('masksTaken');
    expect(layers()).toHaveLength(2);
    expect(await marked()).toEqual([3, 11]);
  });

  it('of an annotation of several kinds are layers too; of one kind they are one mask', async () => {
    await pictures('1.png', '2.png', '3.png');
    const box = (id: number, image: number, category: number, y: number): object => ({
      ...{ id, image_id: image, category_id: category, iscrowd: 0, area: 8 },
      ...{ bbox: [2, y, 4, 2], segmentation: [[2, y, 6, y, 6, y + 2, 2, y + 2]] },
    });
    const coco = {
      images: [1, 2, 3].map((id) => ({ id, file_name: `${id}.png`, width: 20, height: 18 })),
      categories: ['scratch', 'dent'].map((name, i) => ({ id: i + 1, name })),
      annotations: [box(1, 1, 1, 2), box(2, 1, 2, 8), box(3, 1, 2, 12), box(4, 2, 1, 4)],
    };
    await writeFile(data('coco.json'), JSON.stringify(coco));
    expect(codes(await run())).toContain('severalKinds');
    const [two, one] = ['dent', 'scratch'].map((kind) => listImages(product.db).find((row) => row.kind === kind)!);
    expect(readLabel(product, two!.id).layers.map(({ kind, area }) => `${kind} ${area}`)).toEqual([
      'dent 16',
      'scratch 8',
    ]);
    expect(findLabel(product.db, one!.id)).toBeNull();
  });

  it('of one picture are united in the product’s own folder', async () => {
    await pictures('train/good/1.png', 'test/odd/1.png');
    await mask('ground_truth/odd/1/0.png', 3);
    await mask('ground_truth/odd/1/1.png', 9);
    expect(await run()).toMatchObject({ layout: 'mvtec-loco', masks: 1 });
    expect(listImages(product.db, { label: 'anomalous' })[0]!.maskFile).toMatch(
      /product[\\/]masks[\\/][0-9a-f]{64}\.png$/,
    );
    expect(rowsMarked(await maskOf('odd'))).toEqual([3, 9]);
  });

  it('are drawn of annotations at the picture’s size, and refused for another one', async () => {
    await pictures('images/1.png', 'images/2.png', 'images/3.png');
    const shape = (id: number) => ({ image_id: id, category_id: 1, segmentation: [[0, 5, 20, 5, 20, 7, 0, 7]] });
    const coco = {
      images: [1, 2, 3].map((id) => ({ id, file_name: `${id}.png`, width: id === 3 ? 40 : 20, height: 18 })),
      annotations: [shape(2), shape(3)],
      categories: [{ id: 1, name: 'scratch' }],
    };
    await writeFile(data('coco.json'), JSON.stringify(coco));
    const report = await run();
    expect(report).toMatchObject({ layout: 'coco', added: 3, masks: 1, kinds: [{ kind: 'scratch', count: 2 }] });
    expect(report.refused).toMatchObject([{ file: data('images/3.png'), error: { code: 'mask-mismatch' } }]);
    const file = listImages(product.db).find((image) => image.file === data('images/2.png'))!.maskFile!;
    expect(rowsMarked(await sharp(file).extractChannel(0).raw().toBuffer())).toEqual([5, 6]);
    expect((await sharp(file).metadata()).format).toBe('png');
  });

  it('are not drawn of marks without an area, beside the picture or unreadable: each is said, and none is a good part', async () => {
    await pictures('images/1.png', 'images/2.png', 'images/3.png', 'images/4.png');
    const shapes = {
      2: {
        shape_type: 'linestrip',
        points: [
          [2, 2],
          [9, 9],
        ],
      },
      3: {
        shape_type: 'rectangle',
        points: [
          [40, 2],
          [50, 9],
        ],
      },
      4: { shape_type: 'mask', points: [[2, 2]], mask: 'iVBORw0KGgoAAAAN' },
    };
    for (const [name, shape] of Object.entries(shapes))
      await writeFile(data(`images/${name}.json`), JSON.stringify({ shapes: [{ label: 'scratch', ...shape }] }));
    const dry = await dryRunImport(join(dir, 'none'), data());
    const report = await run();
    for (const { added, masks, kinds, warnings, refused } of [dry, report]) {
      expect([added, masks, kinds]).toEqual([4, 0, [{ kind: 'scratch', count: 3 }]]);
      expect(warnings.join(' ')).toContain(
        '1 mark on 1 picture of types that cover no area or are not known (linestrip × 1): images/2.png (scratch).',
      );
      const said = refused.map(({ file, error }) => [file, error.code, error.message.split(':')[0]]).sort();
      expect(said).toEqual([
        [data('images/3.png'), 'mask-mismatch', 'The annotation marks scratch beside its picture'],
        [data('images/4.png'), 'mask-mismatch', 'The annotation’s mask of scratch cannot be read'],
      ]);
    }
    const kept = listImages(product.db).sort((a, b) => (a.file < b.file ? -1 : 1));
    expect(kept.map(({ label, maskFile }) => [label, maskFile])).toEqual([
      ['normal', null],
      ...Array.from({ length: 3 }, () => ['anomalous', null]),
    ]);
    const asked = await planImport(data(), { label: 'normal' });
    expect(asked.notes.filter(({ code }) => code.startsWith('marks'))).toEqual([]);
  });

  it('that bear the name of their picture and another ending are told by what they show', async () => {
    await pictures('MT_Crack/1.jpg', 'MT_Crack/2.jpg', 'MT_Free/3.jpg', 'MT_Free/3.png');
    await mask('MT_Crack/1.png', 2);
    await mask('MT_Crack/2.png', 3);
    const report = await run();
    expect(report).toMatchObject({ masks: 2, added: 4 });
    expect(count(report, 'anomalous')).toBe(2);
  });

  it('in a folder of good parts that mark something make the picture defective, with a word', async () => {
    await pictures('good/1.png', 'good/2.png');
    await mask('masks/good/1.png', 3);
    await mask('masks/good/2.png', null);
    const report = await run();
    expect(count(report, 'anomalous')).toBe(1);
    expect(codes(report)).toContain('maskOnGood');
  });

  it('that are missing or empty are named', async () => {
    await pictures('good/1.png', 'bad/1.png', 'bad/2.png');
    await mask('masks/bad/1.png', null);
    const report = await run();
    expect(report.masks).toBe(0);
    expect(report.warnings.join()).toMatch(/1 of 2 defective pictures have no mask: bad\/2\.png/);
    expect(report.warnings.join()).toMatch(/marks nothing: bad\/1\.png/);
  });

  it('are found again with their pictures where a folder has moved', async () => {
    await pictures('train/good/1.png', 'test/dent/2.png');
    await mask('ground_truth/dent/2_mask.png', 4);
    await run();
    await rename(data(), join(dir, 'moved'));
    const report = await importFolder(product, join(dir, 'moved'));
    expect(report).toMatchObject({ added: 0, masks: 1 });
    expect(report.relocated).toHaveLength(2);
    expect(listImages(product.db, { label: 'anomalous' })[0]!.maskFile).toBe(
      join(dir, 'moved/ground_truth/dent/2_mask.png'),
    );
  });

  it('are all there after more pictures than go into one transaction', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `bad/${i}.png`);
    await pictures('good/1.png', ...names);
    for (const name of names) await mask(`masks/${name}`, 3);
    expect(await run()).toMatchObject({ added: 151, masks: 150 });
    expect(listImages(product.db)).toHaveLength(151);
  });
});

describe('the same picture', () => {
  it('among good and defective parts is not learnt, and both places are named', async () => {
    await pictures('train/good/1.png', 'test/dent/2.png');
    await cp(data('test/dent/2.png'), data('train/good/same.png'));
    const report = await run();
    expect(report.added).toBe(2);
    expect(report.duplicates).toHaveLength(1);
    expect(report.warnings.join()).toMatch(/train\/good\/same\.png and test\/dent\/2\.png/);
    expect(listImages(product.db, { label: 'normal' }).map(({ file }) => file)).toEqual([data('train/good/1.png')]);
  });

  it('as one that is refused is refused for the same reason', async () => {
    await pictures('1.png');
    for (const name of ['x.png', 'y.png']) await writeFile(data(name), 'no picture');
    const report = await run();
    expect(report.duplicates).toEqual([]);
    expect(report.refused.map(({ file }) => file).sort()).toEqual([data('x.png'), data('y.png')]);
    for (const { file, error } of report.refused)
      expect([error.file, error.message]).toEqual([file, expect.stringContaining(file)]);
  });
});

describe('a label that is given later', () => {
  it('relabels what is in the product, with an audit row', async () => {
    await pictures('a/1.png', 'a/2.png', 'b/3.png');
    expect(count(await run(), 'normal')).toBe(3);
    const report = await importFolder(product, data('b'), { label: 'anomalous', who: 'anna' });
    expect(report).toMatchObject({ added: 0, relabelled: 1 });
    expect(count(report, 'anomalous')).toBe(1);
    expect(listImages(product.db, { label: 'anomalous' })).toMatchObject([{ split: 'test', kind: 'defect' }]);
    expect(listAudit(product.db).some(({ who, what }) => who === 'anna' && what.startsWith('label of image'))).toBe(
      true,
    );
    expect(await importFolder(product, data('b'), { label: 'normal' })).toMatchObject({ relabelled: 1 });
  });

  it('is needed: another folder alone changes nothing, and says so', async () => {
    await pictures('parts/1.png', 'parts/2.png');
    await importFolder(product, data('parts'));
    await rename(data('parts'), data('bad'));
    await pictures('good/3.png');
    const report = await run();
    expect(report.relabelled).toBe(0);
    expect(codes(report)).toContain('labelKept');
    expect(count(report, 'anomalous')).toBe(0);
  });
});

describe('folders', () => {
  it('of the studio’s own are named and never imported', async () => {
    await pictures('parts/1.png', 'old/x.png', 'package/golden/g.png');
    await writeFile(data('old/product.db'), '');
    await writeFile(data('package/manifest.json'), '{}');
    await writeFile(data('package/model.onnx'), '');
    await mkdir(data('.flawsmith'));
    const { images, notes } = await planImport(data());
    expect(images.map(({ relative }) => relative)).toEqual(['parts/1.png']);
    expect(notes.filter(({ code }) => code === 'ownFolder').map(({ values }) => values['folder'])).toEqual(
      expect.arrayContaining(['old', 'package', '.flawsmith']),
    );
    await expect(planImport(product.dir)).rejects.toMatchObject({ code: 'usage' });
    await mkdir(product.path('masks'));
    await expect(planImport(product.path('masks'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('test and masks of a data set are what they are, named alone too', async () => {
    await pictures('train/good/1.png', 'test/good/2.png', 'test/dent/3.png', 'ground_truth/dent/3_mask.png');
    const { images, notes } = await planImport(data('test'));
    expect(images.map(({ relative, split, label }) => [relative, split, label])).toEqual([
      ['dent/3.png', 'test', 'anomalous'],
      ['good/2.png', 'test', 'normal'],
    ]);
    expect(notes.map(({ code }) => code)).toContain('rootIsTest');
    await expect(planImport(data('ground_truth'))).rejects.toMatchObject({ code: 'usage' });
    expect((await planImport(data('ground_truth'), { layout: 'flat' })).images).toHaveLength(1);
  });

  it('called bad hold defects, with a word, unless a label is given', async () => {
    await pictures('NG/1.png');
    const { images, notes } = await planImport(data('NG'));
    expect(images).toMatchObject([{ label: 'anomalous', kind: 'NG' }]);
    expect(notes.map(({ code }) => code)).toContain('rootIsDefect');
    expect((await planImport(data('NG'), { label: 'normal' })).images).toMatchObject([{ label: 'normal' }]);
  });

  it('give a row for every file that is neither taken nor a mask', async () => {
    await pictures('train/good/1.png', 'extra/2.png');
    await writeFile(data('licence.txt'), 'x');
    for (const name of ['.hidden.png', '._1.png', 'Thumbs.db', 'desktop.ini']) await writeFile(data(name), 'x');
    const { skipped } = await planImport(data());
    expect(skipped.map(({ file, reason }) => [file, reason])).toEqual([
      [data('extra/2.png'), 'outsideSplits'],
      [data('licence.txt'), 'notPicture'],
    ]);
  });

  it('are plain data once planned', async () => {
    await pictures('good/1.png', 'bad/2.png');
    const plan = await planImport(data());
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

describe('a dry run', () => {
  it('says what the import says and writes nothing', async () => {
    await pictures('good/1.png', 'good/2.png', 'bad/3.png');
    await mask('masks/bad/3.png', 2);
    const none = join(dir, 'none');
    const dry = await dryRunImport(none, data());
    expect(existsSync(none)).toBe(false);
    const real = await run();
    expect(dry).toEqual({ ...real, split: dry.split });
    await pictures('good/4.png');
    const before = await readdir(product.dir);
    const again = await dryRunImport(product.dir, data());
    expect(again).toMatchObject({ added: 1, duplicates: expect.objectContaining({ length: 3 }) });
    expect(await readdir(product.dir)).toEqual(before);
    expect(listImages(product.db)).toHaveLength(3);
  });
});

describe('the command', () => {
  it('prints one row for a dry run, a row a file else, and lists layouts for an unknown one', async () => {
    await pictures('good/1.png', 'good/2.png', 'bad/3.png');
    await writeFile(data('notes.txt'), 'x');
    for (let i = 0; i < 25; i++) await writeFile(data(`${i}.log`), 'x');
    const target = join(dir, 'other');
    const dry = await runCli('import', target, data(), '--dry-run');
    expect(dry.rows).toHaveLength(1);
    expect(dry.rows[0]).toMatchObject({
      ...{ layout: 'good-bad', added: 3, relabelled: 0, duplicates: 0, relocated: 0, refused: 0, skipped: 26 },
      ...{ masks: 0, kinds: [{ kind: 'bad', count: 1 }], sessions: ['session-1'], warnings: expect.any(Array) },
    });
    expect([dry.code, existsSync(target)]).toEqual([0, false]);
    const real = await runCli('import', target, data());
    expect(real.rows.slice(0, -1)).toEqual([
      { file: data('**', '*.log'), skipped: 'not a picture', count: 25 },
      { file: data('notes.txt'), skipped: 'not a picture' },
    ]);
    expect(real.rows.at(-1)).toMatchObject({ added: 3, skipped: 26 });
    const unknown = await runCli('import', target, data(), '--layout', 'mvtek');
    expect(unknown.code).toBe(2);
    expect(JSON.stringify(unknown.rows)).toMatch(/mvtec.*visa|visa.*mvtec/);
    const flat = await runCli('import', join(dir, 'flat'), data(), '--layout', 'flat', '--dry-run');
    expect(flat.rows[0]).toMatchObject({ layout: 'flat', kinds: [] });
  });

  it('names every refused file where not one can be read', async () => {
    await mkdir(data());
    for (const name of ['1.png', '2.png']) await writeFile(data(name), 'no picture');
    const { rows, code } = await runCli('import', join(dir, 'other'), data());
    expect(code).toBe(1);
    expect(rows.map(({ file }) => file)).toEqual(expect.arrayContaining([data('1.png'), data('2.png')]));
    expect(rows).toHaveLength(3);
  });

  it('leaves no product behind for a folder with several data sets', async () => {
    await pictures('a/good/1.png', 'a/bad/2.png', 'b/good/3.png', 'b/bad/4.png');
    const { rows, code } = await runCli('import', join(dir, 'other'), data());
    expect([code, existsSync(join(dir, 'other'))]).toEqual([2, false]);
    expect(JSON.stringify(rows)).toMatch(/: a, b/);
  });

  it('says by a look into a folder that it holds several data sets, and calls none empty but one without pictures', async () => {
    await pictures('a/good/1.png', 'a/bad/2.png', 'b/good/3.png', 'b/bad/4.png');
    const several = { code: 'usage', said: { code: 'severalOfOne', values: { path: data(), n: 2, names: 'a, b' } } };
    await expect(lookIntoFolder(data())).rejects.toMatchObject(several);
    expect(await lookIntoFolder(data('a'))).toMatchObject({ normal: 1, anomalous: 1, why: null });
    await mkdir(data('none'));
    expect(await lookIntoFolder(data('none'))).toMatchObject({ layout: null, why: 'nothing' });
  });
});
