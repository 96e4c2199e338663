import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Roi, fullRoi, roiPixels } from '#shared/domain/images.ts';
import { CancelledError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { type PictureView, ensureCache, pixelFile } from '#studio/dataset/cache.ts';
import { loadMask } from '#studio/dataset/imageMask.ts';
import { pixelRefs } from '#studio/dataset/pixels.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { writeSetting } from '#studio/store/settings.ts';
import { sourceSide } from '#studio/dataset/sourceSide.ts';

const view = (width: number, height = width, roi: Roi = fullRoi): PictureView => ({ picture: { width, height }, roi });
const half: Roi = { x: 0.5, y: 0, width: 0.5, height: 1 };

describe('working pictures on disk', () => {
  let dir = '';
  let product: Product;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-cache-'));
    product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  });
  afterEach(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function picture(
    name: string,
    seed = 1,
    width = 40,
    height = 30,
  ): Promise<{ raster: Raster; file: string; hash: string }> {
    const random = createRandom(seed);
    const data = Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 255));
    const file = join(dir, name);
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(file);
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return { raster: { width, height, data }, file, hash };
  }
  const record = (image: { file: string; hash: string }) => ({
    ...{ id: 1, width: 40, height: 30, label: 'normal' as const, kind: null, split: 'train' as const },
    ...{ maskFile: null, maskHash: null, session: 'monday', part: '7', ...image },
  });

  it('are never made of a file that holds something else than was imported', async () => {
    const image = await picture('a.png');
    await copyFile((await picture('b.png', 2)).file, image.file);
    await expect(ensureCache(product, [image], [view(32)])).rejects.toMatchObject({
      code: 'image-changed',
      file: image.file,
      hint: expect.stringContaining('import the folder again') as string,
    });
    await expect(readFile(pixelFile(product, image, view(32)))).rejects.toThrow();
  });

  it('are the resize of the region that the view names, each view in a folder of its own', async () => {
    const image = await picture('a.png');
    const views = [view(32), view(32, 64), view(32, 32, half)];
    for (const one of views) {
      await ensureCache(product, [image], [one]);
      const { width, height } = one.picture;
      const expected = resizeToRaster(image.raster, roiPixels(one.roi, 40, 30), one.picture).data;
      const bytes = await readFile(pixelFile(product, image, one));
      expect(bytes).toHaveLength(width * height * 3);
      expect(Uint8Array.from(bytes)).toEqual(expected);
    }
    expect(new Set(views.map((one) => pixelFile(product, image, one))).size).toBe(3);
  });

  it('are made once, and anew where a file was cut off; progress counts those that are made', async () => {
    const images = await Promise.all([1, 2, 3].map((seed) => picture(`${seed}.png`, seed)));
    const seen: [number, number][] = [];
    const ensure = (): Promise<void> =>
      ensureCache(product, images, [view(32)], { onProgress: (done, total) => seen.push([done, total]) });
    await ensure();
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const files = images.map((image) => pixelFile(product, image, view(32)));
    const [whole, times] = [
      await readFile(files[1]!),
      await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs)),
    ];
    await writeFile(files[1]!, whole.subarray(1));
    seen.length = 0;
    await ensure();
    expect(seen).toEqual([[1, 1]]);
    expect(await readFile(files[1]!)).toEqual(whole);
    expect((await stat(files[0]!)).mtimeMs).toBe(times[0]);
    seen.length = 0;
    await ensure();
    expect(seen).toEqual([]);
    expect(await readdir(join(files[0]!, '..'))).toHaveLength(3);
  });

  it('are the same where many are made by workers as where one is made here', async () => {
    const images = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => picture(`${seed}.png`, seed)));
    await ensureCache(product, images, [view(64)]);
    for (const image of images) {
      const expected = resizeToRaster(image.raster, roiPixels(fullRoi, 40, 30), { width: 64, height: 64 }).data;
      expect(Uint8Array.from(await readFile(pixelFile(product, image, view(64))))).toEqual(expected);
    }
  });

  it.each([2, 6])('name the original that is gone, of %i, and what to do', async (count) => {
    const images = await Promise.all(Array.from({ length: count }, (_, i) => picture(`${i}.png`, i)));
    await rm(images[0]!.file);
    const made = ensureCache(product, images, [view(32)]);
    await expect(made).rejects.toMatchObject({
      ...{ code: 'not-found', file: images[0]!.file },
      hint: expect.stringContaining('import'),
    });
    await writeFile(images[0]!.file, 'no picture');
    await expect(ensureCache(product, images, [view(32)])).rejects.toMatchObject({ code: 'image-changed' });
  });

  it('are not begun once the user cancels', async () => {
    const images = [await picture('a.png'), await picture('b.png', 2)];
    const stop = new AbortController();
    const made = ensureCache(product, images, [view(32)], { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(made).rejects.toBeInstanceOf(CancelledError);
    expect(await readdir(join(pixelFile(product, images[0]!, view(32)), '..'))).toHaveLength(1);
  });

  it('are named to the engine in order, with what they show', async () => {
    const images = [record(await picture('b.png', 2)), { ...record(await picture('a.png')), session: 'tuesday' }];
    const refs = await pixelRefs(product, images, view(32));
    expect(refs).toEqual(
      images.map((image) => ({
        ...{ id: image.hash, pixels: pixelFile(product, image, view(32)), session: image.session, part: '7' },
      })),
    );
    for (const { pixels } of refs) expect((await stat(pixels)).size).toBe(32 * 32 * 3);
  });

  it('have their mask cut and resized like them, whatever is not its ground', async () => {
    const levels = Uint8Array.from({ length: 40 * 30 }, (_, i) => (i % 40 >= 30 ? 1 : 0));
    const maskFile = join(dir, 'mask.png');
    await sharp(levels, { raw: { width: 40, height: 30, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(maskFile);
    const image = { file: join(dir, 'gone.png'), maskFile, maskHash: null, width: 40, height: 30 };
    const all = (await loadMask(image, view(40, 30)))!;
    expect([...all.data]).toEqual([...levels].map((level) => (level > 0 ? 255 : 0)));
    const cut = (await loadMask(image, view(4, 2, half)))!;
    expect([...cut.data]).toEqual([0, 0, 255, 255, 0, 0, 255, 255]);
    expect(await loadMask({ ...image, maskFile: null }, view(32))).toBeNull();
    for (const other of [{ width: 41 }, { height: 31 }]) {
      await expect(loadMask({ ...image, ...other }, view(32))).rejects.toMatchObject({
        code: 'mask-mismatch',
        file: maskFile,
      });
    }
  });

  it('are advised by the longer side of the middle photograph within the region', () => {
    const sides = [
      { width: 100, height: 50 },
      { width: 60, height: 300 },
      { width: 200, height: 10 },
    ];
    expect(sourceSide(product, sides)).toBe(200);
    expect(sourceSide(product, sides.slice(0, 2))).toBe(300);
    expect(sourceSide(product, [])).toBeNull();
    writeSetting(product.db, 'roi', JSON.stringify({ x: 0, y: 0, width: 0.5, height: 0.25 }));
    expect(sourceSide(product, sides)).toBe(75);
  });
});
