import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PreviewRequest, previewHeaderSchema } from '#shared/contract/studio.ts';
import { fullRoi, roiPixels } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { type PictureKeys, heldOutPicture } from '#shared/domain/purposes.ts';
import { sharperShape } from '#shared/domain/resolution.ts';
import { CancelledError } from '#shared/errors.ts';
import { forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { type ForgedSample, forgeSample, forgeView } from '#shared/vision/synthesis/forge.ts';
import { type ForgingSource, pictureSource } from '#forging/pictureSource.ts';
import { startTrainingPictures, viewCount } from '#engine/training/trainingPictures.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { pixelFile } from '#studio/dataset/cache.ts';
import { forgingRefs } from '#studio/dataset/pixels.ts';
import { stampRefs } from '#studio/dataset/stamps.ts';
import { workingView } from '#studio/dataset/workingView.ts';
import { forgeSyntheticSet } from '#studio/evaluation/syntheticSet.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { PreviewForge } from '#studio/synthesis/previewForge.ts';
import { synthesizeToFolder } from '#studio/synthesis/synthesizeToFolder.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const seed = 11;
/** The kinds that a first prior set does not draw. */
const laterKinds: PriorSet = {
  ...defaultPriorSet,
  kinds: Object.fromEntries(
    defectKinds.map((kind) => {
      const { enabled, ...prior } = defaultPriorSet.kinds[kind];
      return [kind, { ...prior, enabled: !enabled }];
    }),
  ) as PriorSet['kinds'],
};
const grid = { width: 8, height: 8 };
const forgerOf = (source: ForgingSource, priorSet: PriorSet): ((keys: PictureKeys) => ForgedSample) => {
  const parts = pictureSource(source);
  return (keys) => forgeSample(parts, priorSet, keys);
};
const training = (number: number): PictureKeys => ({ purpose: 'train', seed, number });

// At 256 px a picture decides its own plan; at every other size its reference does.
describe.each([128, 256, 384])('a forged picture of %i px', (size) => {
  const priorSet = size === 128 ? laterKinds : defaultPriorSet;
  let dir: string;
  let product: Product;
  let source: ForgingSource;
  /** The same without labelled defects: what judges a run. */
  let heldOut: ForgingSource;
  let direct: (keys: PictureKeys) => ForgedSample;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-forging-'));
    await writeProductFolder(join(dir, 'pictures'), 8, 160);
    product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
    await importFolder(product, join(dir, 'pictures'));
    const images = listImages(product.db, { split: 'train', label: 'normal' });
    const view = workingView(product, size, images);
    const [defect] = listImages(product.db, { label: 'anomalous' });
    await changePictures(product, [defect!.id], { split: 'train' }, 'test');
    const given = listImages(product.db, { split: 'train', label: 'anomalous' });
    heldOut = { parts: await forgingRefs(product, images, view), picture: view.picture };
    source = { ...heldOut, stamps: await stampRefs(product, given, view) };
    direct = forgerOf(source, priorSet);
  });
  afterAll(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is byte for byte what training is fed, in the order of its plan', async () => {
    const config = { picture: source.picture, seed, priorSet };
    const bases = [3, 1];
    const first = 5;
    const pictures = startTrainingPictures({ config, ...source, grid, bases, first }, 3);
    try {
      const parts = pictureSource(source);
      for (let n = 0; n < viewCount; n++) {
        const { base, pixels, coverage, drawn } = await pictures.next();
        expect(bases).toContain(base);
        expect(equal(pixels, forgeView(parts.image(base), { seed, number: n }).data)).toBe(true);
        expect([...coverage, ...drawn]).toEqual(Array(64).fill(0));
      }
      const forged = await Promise.all(Array.from({ length: 8 }, () => pictures.next()));
      forged.forEach(({ base, pixels, coverage, drawn }, i) => {
        const wanted = direct(training(first + i));
        expect({ base, drawn }).toEqual({ base: wanted.base, drawn: wanted.drawn });
        expect(equal(pixels, wanted.image.data)).toBe(true);
        expect(coverage).toEqual(cellCoverage(wanted.mask.data, source.picture, grid));
      });
    } finally {
      await pictures.close();
    }
  });

  it('is byte for byte what synthesize writes', async () => {
    const out = join(dir, 'forged');
    const order = { count: 5, seed, out, priorSet, size };
    const written = await synthesizeToFolder(product, order);
    expect(JSON.parse(await readFile(join(out, 'drawn.json'), 'utf8'))).toMatchObject({ pictures: written });
    for (const [number, { image, mask, drawn, maskShare }] of written.entries()) {
      const wanted = direct(training(number));
      expect(drawn).toEqual(wanted.drawn);
      expect(equal(await sharp(join(out, image)).raw().toBuffer(), wanted.image.data)).toBe(true);
      const grey = await sharp(join(out, mask)).toColourspace('b-w').raw().toBuffer();
      expect(equal(grey, wanted.mask.data)).toBe(true);
      expect(maskShare).toBe(wanted.mask.data.filter((value) => value > 0).length / size ** 2);
    }
  });

  it('is byte for byte what the preview shows, at the size that is asked for', async () => {
    const previews = new PreviewForge(2);
    try {
      const indices = [4, 0, 7];
      const request: PreviewRequest = { product: 'p', priorSet, seed, indices, size, look: 'working', known: [] };
      const body = Buffer.concat(await previews.forge(product, request, new AbortController().signal));
      const length = body.readUInt32LE(0);
      const header = previewHeaderSchema.parse(JSON.parse(body.toString('utf8', 4, 4 + length)));
      expect(header.picture).toEqual({ width: size, height: size });
      const wanted = indices.map((number) => direct(training(number)));
      expect(header.items.map(({ drawn }) => drawn)).toEqual(wanted.map(({ drawn }) => drawn));
      const bytes = wanted.flatMap(({ image, mask, clean }) => [image.data, mask.data, clean.data]);
      expect(body.subarray(4 + length).equals(Buffer.concat(bytes))).toBe(true);
    } finally {
      await previews.close();
    }
  });

  it('is shown as sharp as its photograph in the same shape, with the same defects at the same places', async () => {
    const previews = new PreviewForge(1);
    const answer = async (look: 'working' | 'sharp') => {
      const request = { product: 'p', priorSet, seed, indices: [4], size, look, known: [] };
      const body = Buffer.concat(await previews.forge(product, request, new AbortController().signal));
      const start = 4 + body.readUInt32LE(0);
      return { ...previewHeaderSchema.parse(JSON.parse(body.toString('utf8', 4, start))), bytes: body.subarray(start) };
    };
    try {
      const [working, sharper] = [await answer('working'), await answer('sharp')];
      const { width, height } = working.items[0]!.base;
      expect(sharper.picture).toEqual(sharperShape(working.picture, { width, height }));
      expect(sharper.items[0]!.drawn).toEqual(working.items[0]!.drawn);
      const images = listImages(product.db, { split: 'train', label: 'normal' });
      const view = { ...workingView(product, size, images), picture: sharper.picture };
      const given = listImages(product.db, { split: 'train', label: 'anomalous' });
      const [parts, stamps] = [await forgingRefs(product, images, view), await stampRefs(product, given, view)];
      const wanted = forgerOf({ parts, picture: view.picture, stamps }, priorSet)(training(4));
      const bytes = [wanted.image.data, wanted.mask.data, wanted.clean.data];
      expect(sharper.bytes.equals(Buffer.concat(bytes))).toBe(true);
    } finally {
      await previews.close();
    }
  });

  it('shows labelled defects that are given to training, stamped on good parts', () => {
    const all = Array.from({ length: 24 }, (_, number) => direct(training(number)).drawn);
    expect(all.flat().some(({ kind }) => kind === 'stamp')).toBe(priorSet.kinds.stamp.enabled);
  });

  it('leaves out the good parts that the asker knows, and those alone', async () => {
    const previews = new PreviewForge(1);
    const answer = async (known: string[]) => {
      const request: PreviewRequest = {
        product: 'p',
        priorSet,
        seed,
        indices: [4, 0, 7],
        size,
        look: 'working',
        known,
      };
      const body = Buffer.concat(await previews.forge(product, request, new AbortController().signal));
      const start = 4 + body.readUInt32LE(0);
      const header = previewHeaderSchema.parse(JSON.parse(body.toString('utf8', 4, start)));
      return { pixels: body.subarray(start), keys: header.items.map(({ base }) => base.key) };
    };
    try {
      const all = await answer([]);
      const some = await answer([all.keys[1]!, 'another']);
      expect(some.keys).toEqual(all.keys);
      const stride = size ** 2 * 7;
      const left = all.keys.map((key, i) => {
        const item = all.pixels.subarray(i * stride, (i + 1) * stride);
        return key === all.keys[1] ? item.subarray(0, size ** 2 * 4) : item;
      });
      expect(some.pixels.equals(Buffer.concat(left))).toBe(true);
      expect(some.pixels.length).toBeLessThan(all.pixels.length);
    } finally {
      await previews.close();
    }
  });

  it('is byte for byte what an evaluation judges, forged while the event loop turns', async () => {
    const out = join(dir, 'synthetic');
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const set = await forgeSyntheticSet(out, heldOut, priorSet, undefined);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
    expect(set.refs).toHaveLength(forgedOnLimits);
    const forge = forgerOf(heldOut, priorSet);
    for (const [number, ref] of set.refs.entries()) {
      const wanted = forge(heldOutPicture('limits', number));
      expect(equal(await readFile(ref.pixels), wanted.image.data)).toBe(true);
      expect(equal(set.masks[number]!.data, wanted.mask.data)).toBe(true);
      expect([set.bases[number], set.kinds[number]]).toEqual([wanted.base, wanted.drawn[0]!.kind]);
    }
  });
});

describe('forging', () => {
  let dir: string;
  let product: Product;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-forging-'));
    await writeProductFolder(join(dir, 'pictures'), 8, 64);
    product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
    await importFolder(product, join(dir, 'pictures'));
  });
  afterAll(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('shows the first picture after the parts it needs were read, and one at a larger size alone', async () => {
    const previews = new PreviewForge(1);
    const request: PreviewRequest = {
      product: 'p',
      priorSet: defaultPriorSet,
      seed,
      indices: [0],
      size: 96,
      look: 'working',
      known: [],
    };
    const images = listImages(product.db, { split: 'train', label: 'normal' });
    const made = async (size: number): Promise<number> =>
      (await readdir(dirname(pixelFile(product, images[0]!, workingView(product, size, images))))).length;
    try {
      await previews.forge(product, request, new AbortController().signal);
      expect(await made(96)).toBeLessThanOrEqual(3);
      const sharp = Buffer.concat(
        await previews.forge(product, { ...request, size: 384 }, new AbortController().signal),
      );
      const header = previewHeaderSchema.parse(JSON.parse(sharp.toString('utf8', 4, 4 + sharp.readUInt32LE(0))));
      const view = workingView(product, 384, images);
      const { width, height } = roiPixels(view.roi, 64, 64);
      expect(header.items[0]!.base).toMatchObject({ width, height });

      const parts = pictureSource({ parts: await forgingRefs(product, images, view), picture: view.picture });
      const wanted = forgeSample(parts, defaultPriorSet, training(0));
      expect(
        sharp
          .subarray(4 + sharp.readUInt32LE(0))
          .subarray(0, 384 * 384 * 3)
          .equals(wanted.image.data),
      ).toBe(true);
    } finally {
      await previews.close();
    }
  });

  it('for an evaluation ends when that is cancelled, and names the part whose file is gone', async () => {
    const picture = squareOf(64);
    const parts = listImages(product.db, { split: 'train', label: 'normal' });
    const source = { parts: await forgingRefs(product, parts, { picture, roi: fullRoi }), picture };
    const stop = new AbortController();
    const set = forgeSyntheticSet(join(dir, 'synthetic'), source, defaultPriorSet, stop.signal);
    setImmediate(() => stop.abort());
    await expect(set).rejects.toBeInstanceOf(CancelledError);
    const gone = { parts: source.parts.map(({ pixels }) => ({ pixels: `${pixels}.gone` })), picture };
    const failed = forgeSyntheticSet(join(dir, 'synthetic'), gone, defaultPriorSet, undefined);
    await expect(failed).rejects.toMatchObject({ code: 'not-found', file: expect.stringMatching(/\.gone$/) });
  });

  it('for a preview ends by its own signal and when the studio closes, not by what another window asks for', async () => {
    const previews = new PreviewForge(1);
    const indices = Array.from({ length: 64 }, (_, i) => i);
    const request: PreviewRequest = {
      product: 'p',
      priorSet: defaultPriorSet,
      seed,
      indices,
      size: 64,
      look: 'working',
      known: [],
    };
    const { signal } = new AbortController();
    const stop = new AbortController();
    const ended = previews.forge(product, request, stop.signal);
    const others = [0, 1].map((i) => previews.forge(product, { ...request, indices: [i] }, signal));
    setImmediate(() => stop.abort());
    await expect(ended).rejects.toBeInstanceOf(CancelledError);
    for (const pieces of await Promise.all(others)) expect(Buffer.concat(pieces).length).toBeGreaterThan(64 * 64 * 7);
    const last = previews.forge(product, request, signal);
    setImmediate(() => void previews.close());
    await expect(last).rejects.toBeInstanceOf(CancelledError);
  });
});

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
