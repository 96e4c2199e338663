import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/errors.ts';
import type { FoundImage } from '#studio/dataset/foundImage.ts';
import { type ImportPlan, type PlanOptions, planImport } from '#studio/dataset/plan.ts';

let dir = '';
beforeEach(async () => void (dir = await realpath(await mkdtemp(join(tmpdir(), 'flawsmith-folder-')))));
afterEach(() => rm(dir, { recursive: true, force: true }));

async function write(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), '');
  }
}
const plan = (options?: PlanOptions): Promise<ImportPlan> => planImport(dir, options);
const find = async (label?: 'normal' | 'anomalous'): Promise<FoundImage[]> => (await plan({ label })).images;
const relatives = async (): Promise<string[]> => (await find()).map((image) => image.relative);
const one = async (relative: string): Promise<FoundImage> =>
  (await find()).find((image) => image.relative === relative)!;

describe('the images of a folder', () => {
  it('are the files with a picture’s name, whatever its case, in order, without hidden ones', async () => {
    const kinds = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'gif', 'bmp', 'jp2', 'avif', 'heic'];
    await write(
      ...kinds.map((kind) => `a.${kind}`),
      'B.PNG',
      'notes.txt',
      'png',
      '.hidden.png',
      '.cache/x.png',
      'a.csv',
    );
    expect(await relatives()).toEqual([...kinds.map((kind) => `a.${kind}`), 'B.PNG'].sort());
  });

  it('stand beside archives that are named and not opened', async () => {
    await write('good/1.png', 'bad.zip');
    const { skipped, notes } = await planImport(dir);
    expect(skipped).toMatchObject([{ reason: 'archive' }]);
    expect(notes).toMatchObject([{ code: 'archives', values: { n: 1, first: 'bad.zip' } }]);
    await write('only/bad.zip');
    await expect(planImport(join(dir, 'only'))).rejects.toMatchObject({ hint: expect.stringContaining('Unpack') });
  });

  it('stand beside what tools made of them, which is named and left out, unless all is meant', async () => {
    await write('good/1.png', 'good/2.png', 'bad/3.png', 'bad/3_roi.png', 'bad/3_mask.png', 'overlays/3.jpg');
    const { images, skipped, notes } = await plan();
    expect(images.map(({ relative }) => relative)).toEqual(['bad/3.png', 'good/1.png', 'good/2.png']);
    expect(images[0]!.masks).toEqual([join(dir, 'bad/3_mask.png')]);
    const names = ['bad/3_roi.png', 'overlays/3.jpg'];
    expect(skipped).toMatchObject(names.map((name) => ({ file: join(dir, name), reason: 'derived' })));
    expect(notes.filter(({ code }) => code === 'derived')).toMatchObject([
      { values: { n: 2, first: names.join(', ') } },
    ]);
    const all = await plan({ layout: 'flat' });
    expect(all).toMatchObject({ images: { length: 6 }, skipped: [] });
  });

  it('beside files called annotated have a mask of them where these are black and white', async () => {
    await write('good/0.png');
    const [width, height] = [20, 16];
    const noise = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 89) % 251);
    const mark = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i < 60 ? 255 : 0));
    const save = (pixels: Uint8Array, path: string): Promise<unknown> =>
      sharp(pixels, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(join(dir, path));
    await save(noise, 'good/1.png');
    await save(mark, 'good/1_annotated.png');
    expect(await one('good/1.png')).toMatchObject({ label: 'anomalous', masks: [join(dir, 'good/1_annotated.png')] });
    await save(noise, 'good/1_annotated.png');
    expect(await one('good/1.png')).toMatchObject({ label: 'normal', masks: [] });
  });

  it('beside files in no form that is read are said to be good for want of a word, where nothing else says what they show', async () => {
    await write('parts/1.png', 'parts/2.png', 'parts/3.png', 'ann/2.png.json', 'readme.txt');
    await writeFile(join(dir, 'results.jsonl'), '{"image": "1.png"}\n{"image": "2.png"}\n');
    const unread = async (options?: PlanOptions) =>
      (await plan(options)).notes.find(({ code }) => code === 'unreadFiles');
    expect((await unread())?.values).toEqual({ n: 2, first: 'ann/2.png.json, results.jsonl' });
    expect(await unread({ label: 'normal' })).toBeUndefined();
    await write('parts2/good/1.png', 'parts2/bad/2.png', 'parts2/ann/2.png.json');
    expect((await planImport(join(dir, 'parts2'))).notes.map(({ code }) => code)).not.toContain('unreadFiles');
  });

  it('of several folders with good and bad parts each are one product where that is said, and of cameras where their sizes are one', async () => {
    await write('a/OK/1.png', 'a/NG/2.png', 'b/OK/3.png', 'b/NG/4.png');
    await expect(plan()).rejects.toMatchObject({ said: { code: 'severalOfOne' } });
    const { images } = await plan({ layout: 'good-bad' });
    expect(images.map(({ label, session }) => `${label} ${session}`)).toEqual([
      ...['anomalous a', 'normal a', 'anomalous b', 'normal b'],
    ]);
    const save = async (path: string, width: number): Promise<void> => {
      await write(path);
      await sharp({ create: { width, height: 18, channels: 3, background: '#777' } })
        .png()
        .toFile(join(dir, path));
    };
    for (const cam of ['cam1', 'cam2']) for (const as of ['OK', 'NG']) await save(`cams/${cam}/${as}/1.png`, 20);
    const { notes } = await planImport(join(dir, 'cams'));
    expect(notes.find(({ code }) => code === 'placesTogether')?.values).toEqual({ folders: 'cam1 (2), cam2 (2)' });
    for (const as of ['OK', 'NG']) await save(`cams/cam2/${as}/1.png`, 24);
    await expect(planImport(join(dir, 'cams'))).rejects.toMatchObject({ said: { code: 'severalOfOne' } });
  });

  it('without a layout are all good parts to train on, each folder a session, and a note names the folders', async () => {
    await write('top.png', 'monday/a.png', 'monday/late/b.png');
    expect(await one('top.png')).toEqual({
      file: join(dir, 'top.png'),
      relative: 'top.png',
      label: 'normal',
      kind: null,
      split: 'train',
      folderSplit: null,
      masks: [],
      maskKinds: [],
      shapes: null,
      session: 'session-1',
      part: null,
      row: { folder: '', label: 'normal', kind: null, split: null },
      chosen: null,
    });
    expect(await one('monday/a.png')).toMatchObject({ label: 'normal', session: 'monday' });
    expect(await one('monday/late/b.png')).toMatchObject({ session: 'monday/late' });
    const { layout, notes } = await plan();
    expect(layout).toBe('sessions');
    expect(notes.map(({ code, values }) => [code, values['folders']])).toEqual([
      ['unclearSessions', 'monday (1), monday/late (1)'],
    ]);
  });

  it('in the layout are good, defective with kind and mask, or for calibration, by their folder', async () => {
    await write('train/good/0.png', 'validation/good/1.png', 'test/good/2.png', 'test/OK/3.png', 'test/normal/4.png');
    await write('test/crack/007.png', 'ground_truth/crack/007_mask.png', 'test/dent/8.jpg', 'ground_truth/dent/8.png');
    await write('test/crack/009.png', 'extra/x.png', 'train/loose.png', 'train/crack/5.png');
    const session = 'session-1';
    expect(await one('train/good/0.png')).toMatchObject({ label: 'normal', kind: null, split: 'train', session });
    expect(await one('train/loose.png')).toMatchObject({ label: 'normal', kind: null, split: 'train', session });
    expect(await one('validation/good/1.png')).toMatchObject({ label: 'normal', split: 'calibration' });
    for (const good of ['good/2', 'OK/3', 'normal/4']) {
      expect(await one(`test/${good}.png`)).toMatchObject({
        label: 'normal',
        kind: null,
        split: 'test',
        masks: [],
      });
    }
    const claims = ['train/good/0', 'validation/good/1', 'test/good/2', 'test/crack/007'];
    const claimed = await Promise.all(claims.map(async (name) => (await one(`${name}.png`)).folderSplit));
    expect(claimed).toEqual([null, 'calibration', 'test', null]); // what the user's own folders say is not dealt anew
    const crack = { label: 'anomalous', kind: 'crack', split: 'test', session };
    expect(await one('test/crack/007.png')).toMatchObject({
      ...crack,
      masks: [join(dir, 'ground_truth/crack/007_mask.png')],
    });
    expect(await one('test/crack/009.png')).toMatchObject({ ...crack, masks: [] });
    expect((await one('test/dent/8.jpg')).masks).toEqual([join(dir, 'ground_truth/dent/8.png')]);
    // A defect is never trained on as a good part, wherever it lies.
    expect(await one('train/crack/5.png')).toMatchObject({ label: 'anomalous', kind: 'crack', split: 'test' });
    expect((await relatives()).filter((path) => /^(extra|ground_truth)/.test(path))).toEqual([]);
  });

  it('follow a label that is given instead of their folder’s', async () => {
    await write('train/good/0.png', 'test/crack/1.png', 'test/good/2.png', 'ground_truth/crack/1_mask.png');
    for (const image of await find('normal')) expect(image).toMatchObject({ label: 'normal', kind: null, masks: [] });
    expect((await find('normal')).map((image) => image.split)).toEqual(['test', 'test', 'train']);
    const [crack, good, train] = await find('anomalous');
    expect(crack).toMatchObject({ label: 'anomalous', kind: 'crack', split: 'test', masks: [expect.any(String)] });
    for (const image of [good, train])
      expect(image).toMatchObject({ label: 'anomalous', kind: 'defect', split: 'test' });
  });

  it('without a layout may be told to be defects', async () => {
    await write('a.png');
    expect(await find('anomalous')).toMatchObject([{ label: 'anomalous', kind: 'defect', split: 'test' }]);
  });

  it('are found through links, each folder once, and links to nowhere are passed over', async () => {
    await write('a/1.png');
    await mkdir(join(dir, 'elsewhere'));
    const outside = await mkdtemp(join(tmpdir(), 'flawsmith-outside-'));
    try {
      await writeFile(join(outside, '2.png'), '');
      await symlink(outside, join(dir, 'linked'));
      await symlink(join(dir, 'a/1.png'), join(dir, 'copy.png'));
      await symlink(dir, join(dir, 'a/loop'));
      await symlink(join(dir, 'nowhere.png'), join(dir, 'gone.png'));
      expect(await relatives()).toEqual(['a/1.png', 'copy.png', 'linked/2.png']);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('are missed with a reason: an empty folder, no folder, a file, a cancelled search', async () => {
    await mkdir(join(dir, 'empty'));
    await expect(planImport(join(dir, 'empty'))).rejects.toMatchObject({
      code: 'empty-folder',
      file: join(dir, 'empty'),
    });
    await expect(planImport(join(dir, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await write('file');
    const file = join(dir, 'file');
    await expect(planImport(file)).rejects.toMatchObject({ code: 'not-found', file });
    await expect(plan({ signal: { aborted: true } })).rejects.toBeInstanceOf(CancelledError);
  });
});
