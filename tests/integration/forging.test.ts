import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewRequest } from '#shared/contract/studio.ts';
import { fullRoi, roiPixels } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
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
import { type Preview, type PreviewItem, readPreview, shownIn } from '../../src/renderer/client/previewBody.ts';
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
      const request: PreviewRequest = {
        product: 'p',
        priorSet,
        seed,
        indices,
        size,
        look: 'working',
        known: [],
        shown: [],
      };
      const { picture, items } = await readAnswer(previews, product, request);
      expect(picture).toEqual({ width: size, height: size });
      expect(items).toHaveLength(3);
      for (const [i, item] of items.entries()) expectPicture(item, direct(training(indices[i]!)));
    } finally {
      await previews.close();
    }
  });

  it('is shown as sharp as its photograph in the same shape, with the same defects at the same places', async () => {
    const previews = new PreviewForge(1);
    const answer = async (look: 'working' | 'sharp') => {
      const { picture, items } = await readAnswer(previews, product, {
        ...{ product: 'p', priorSet, seed, indices: [4], size, look, known: [], shown: [] },
      });
      return { picture, item: items[0]! };
    };
    try {
      const [working, sharper] = [await answer('working'), await answer('sharp')];
      const { width, height } = working.item.header.base;
      expect(sharper.picture).toEqual(sharperShape(working.picture, { width, height }));
      expect(sharper.item.header.drawn).toEqual(working.item.header.drawn);
      const images = listImages(product.db, { split: 'train', label: 'normal' });
      const view = { ...workingView(product, size, images), picture: sharper.picture };
      const given = listImages(product.db, { split: 'train', label: 'anomalous' });
      const [parts, stamps] = [await forgingRefs(product, images, view), await stampRefs(product, given, view)];
      expectPicture(sharper.item, forgerOf({ parts, picture: view.picture, stamps }, priorSet)(training(4)));
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
    const answer = async (bases: ReadonlyMap<string, Uint8Array>) => {
      const request = { product: 'p', priorSet, seed, indices: [4, 0, 7], size, look: 'working' as const, shown: [] };
      const body = await bodyOf(previews, product, { ...request, known: [...bases.keys()] });
      return { bytes: body.byteLength, ...readPreview(body, { bases, items: new Map() }) };
    };
    try {
      const all = await answer(new Map());
      const { header, base } = all.items[1]!;
      const some = await answer(new Map([[header.base.key, base]]));
      const foreign = await answer(new Map([[`${header.base.key}, another`, base]]));
      expect(some.items.map(pixelsOf)).toEqual(all.items.map(pixelsOf));
      // but for the digits of its milliseconds
      expect(all.bytes - some.bytes).toBeGreaterThanOrEqual(3 * size ** 2 - 200);
      expect(Math.abs(foreign.bytes - all.bytes)).toBeLessThan(200);
    } finally {
      await previews.close();
    }
  });

  it('is not forged again, nor sent, where no prior that it hangs on was changed', async () => {
    const previews = new PreviewForge(2);
    const indices = Array.from({ length: 13 }, (_, i) => i);
    const ask = async (set: PriorSet, before: Preview | null) => {
      const { bases, items } = shownIn(before);
      const [known, shown] = [[...bases.keys()], [...items.keys()]];
      const request = { product: 'p', priorSet: set, seed, indices, size, look: 'working' as const, known, shown };
      const body = await bodyOf(previews, product, request);
      return { bytes: body.byteLength, preview: readPreview(body, { bases, items }) };
    };
    const changed = (kind: DefectKind): PriorSet => {
      const prior = priorSet.kinds[kind];
      const [low, high] = prior.size;
      return { ...priorSet, kinds: { ...priorSet.kinds, [kind]: { ...prior, size: [low, (low + high) / 2] } } };
    };
    try {
      let last = await ask(priorSet, null);
      const kinds = last.preview.items.map(({ header }) => header.drawn[0]!.kind);
      for (const kind of new Set(kinds)) {
        const before = last.preview.items;
        const { preview } = await ask(changed(kind), last.preview);
        const forge = forgerOf(source, changed(kind));
        for (const [i, item] of preview.items.entries()) {
          expectPicture(item, forge(training(i)));
          if (kinds[i] === kind) expect(item).not.toBe(before[i]);
        }
        expect(preview.items.filter((item, i) => item === before[i]).length).toBeGreaterThan(0);
        last = await ask(priorSet, preview);
      }
      const again = await ask({ ...priorSet, name: 'another' }, last.preview);
      expect(again.preview.items.every((item, i) => item === last.preview.items[i])).toBe(true);
      expect(again.bytes).toBeLessThan(size ** 2); // a header
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
      shown: [],
    };
    const images = listImages(product.db, { split: 'train', label: 'normal' });
    const made = async (size: number): Promise<number> =>
      (await readdir(dirname(pixelFile(product, images[0]!, workingView(product, size, images))))).length;
    try {
      await previews.forge(product, request, new AbortController().signal);
      expect(await made(96)).toBeLessThanOrEqual(3);
      const { items } = await readAnswer(previews, product, { ...request, size: 384 });
      const view = workingView(product, 384, images);
      const { width, height } = roiPixels(view.roi, 64, 64);
      expect(items[0]!.header.base).toMatchObject({ width, height });

      const parts = pictureSource({ parts: await forgingRefs(product, images, view), picture: view.picture });
      expectPicture(items[0]!, forgeSample(parts, defaultPriorSet, training(0)));
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
      shown: [],
    };
    const { signal } = new AbortController();
    const stop = new AbortController();
    const ended = previews.forge(product, request, stop.signal);
    const others = [0, 1].map((i) => previews.forge(product, { ...request, indices: [i] }, signal));
    setImmediate(() => stop.abort());
    await expect(ended).rejects.toBeInstanceOf(CancelledError);
    for (const pieces of await Promise.all(others)) expect(Buffer.concat(pieces).length).toBeGreaterThan(64 * 64 * 3);
    const last = previews.forge(product, request, signal);
    setImmediate(() => void previews.close());
    await expect(last).rejects.toBeInstanceOf(CancelledError);
  });
});

async function bodyOf(previews: PreviewForge, product: Product, request: PreviewRequest): Promise<ArrayBuffer> {
  const pieces = await previews.forge(product, request, new AbortController().signal);
  return Uint8Array.from(Buffer.concat(pieces)).buffer;
}

const readAnswer = async (...asked: Parameters<typeof bodyOf>): Promise<Preview> => readPreview(await bodyOf(...asked));

const pixelsOf = ({ image, mask, base }: PreviewItem): Uint8Array[] => [image, mask, base];

/** Byte for byte. */
function expectPicture({ header, image, mask, base }: PreviewItem, wanted: ForgedSample): void {
  expect(header.drawn).toEqual(wanted.drawn);
  expect([equal(image, wanted.image.data), equal(mask, wanted.mask.data), equal(base, wanted.clean.data)]).toEqual([
    true,
    true,
    true,
  ]);
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
