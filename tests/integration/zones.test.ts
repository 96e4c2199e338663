import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScoreJob, ScoreResult } from '#shared/contract/engine.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, runConfigSchema } from '#shared/domain/runs.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { type Zones, mostSpread, noZones } from '#shared/domain/zones.ts';
import { magma } from '#shared/vision/magma.ts';
import { createRandom } from '#shared/vision/random.ts';
import { forgeSample, forgeView } from '#shared/vision/synthesis/forge.ts';
import { hideIgnored, unpackZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { pixelFile } from '#studio/dataset/cache.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { seenPicture, spreadPicture } from '#studio/dataset/meanPicture.ts';
import { makeForgingPictures, nameForgingPictures } from '#studio/dataset/pixels.ts';
import { savePixelSize, savedPixelSize } from '#studio/dataset/pixelSize.ts';
import { workingView } from '#studio/dataset/workingView.ts';
import { saveOwnAreas, takeOwnAreas } from '#studio/dataset/ownAreas.ts';
import { takeZones, zonedView } from '#studio/dataset/zoneFiles.ts';
import { readZoneSet, readZones, saveZones } from '#studio/dataset/zones.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { staleOfEvaluation, staleOfRun } from '#studio/staleness.ts';
import { editStack } from '#studio/store/edits.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { findRun, insertRun } from '#studio/store/runs.ts';
import { keepZoneFiles, readRunFile, runImages, runView, writeRunFile } from '#studio/training/runFolder.ts';
import { trainingImages } from '#studio/training/runPictures.ts';
import { zoneFits } from '#studio/dataset/zoneFits.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const who = 'tester';
const size = 64;
const box = (left: number, top: number, right: number, bottom: number): [number, number][] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const withIgnored = (polygon: [number, number][]): Zones => ({ ...noZones, ignore: [{ name: 'print', polygon }] });
const corner = withIgnored(box(0.5, 0.5, 0.9, 0.8));

let dir: string;
let product: Product;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-zones-'));
  await writeProductFolder(join(dir, 'pictures'), 12, size);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, join(dir, 'pictures'));
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

describe('how zones fit single parts', () => {
  it('is told by how far what they should hide lies elsewhere, and not where nothing like it is near', async () => {
    const photograph = 256;
    /** A dark L on grey, moved; noise in its place where there is no move. */
    const write = async (name: string, move: [number, number] | null, light = 150): Promise<void> => {
      const random = createRandom(7);
      const grey = Buffer.alloc(photograph ** 2).fill(light);
      const [left, top] = [100 + (move?.[0] ?? 0), 110 + (move?.[1] ?? 0)];
      for (let y = 0; y < photograph; y++)
        for (let x = 0; x < photograph; x++) {
          const [u, v] = [x - left, y - top];
          const isMark = u >= 0 && v >= 0 && ((u < 10 && v < 40) || (v >= 30 && v < 40 && u < 50));
          if (move === null) grey[y * photograph + x] = 255 * random.next();
          else if (isMark) grey[y * photograph + x] = 40;
        }
      const image = sharp(grey, { raw: { width: photograph, height: photograph, channels: 1 } });
      await image
        .toColourspace('b-w')
        .png()
        .toFile(join(dir, 'marked', name));
    };
    await mkdir(join(dir, 'marked'));
    for (let i = 0; i < 12; i++) await write(`good-${i}.png`, [0, i % 2], 150 + i); // each of its own content
    await write('moved.png', [12, -9]);
    await write('noise.png', null);
    const marked = openProduct(join(dir, 'other'), { mode: 'write', create: true });
    try {
      await importFolder(marked, join(dir, 'marked'), { label: 'normal' });
      const images = listImages(marked.db, { label: 'normal' });
      const at = (name: string): number => images.findIndex(({ file }) => file.endsWith(name));
      const mark = { name: 'L', polygon: box(0.35, 0.4, 0.62, 0.62) };
      const fits = await zoneFits(marked, images, [mark]);
      expect(fits.map(({ image }) => image)).toEqual(images.map(({ id }) => id));
      expect(fits[at('good-0.png')]).toMatchObject({ zone: 'L', outside: 0, untold: 0, step: 1 });
      const { moved, outside } = fits[at('moved.png')]!;
      expect(outside).toBe(moved);
      expect(Math.abs(moved - 15)).toBeLessThan(1.5);
      expect(fits[at('noise.png')]).toMatchObject({ zone: null, outside: 0, untold: 1 });
      // a margin hides that much of it
      const [wide] = await zoneFits(marked, [images[at('moved.png')]!], [{ ...mark, margin: [12 / 256, 5 / 256] }]);
      expect(wide!.moved).toBe(moved);
      expect(Math.abs(wide!.outside - 4)).toBeLessThan(1.5);
      // where nothing stands out it is told of none
      const bare = await zoneFits(marked, images, [{ name: 'bare', polygon: box(0.05, 0.05, 0.2, 0.2) }]);
      expect(bare.every(({ zone, untold }) => zone === null && untold === 1)).toBe(true);
    } finally {
      marked.close();
    }
  });
});

describe('zones of a product', () => {
  it('are versions that can be taken back and done again, audited, and never numbered twice', () => {
    expect(saveZones(product, corner, who)).toMatchObject({ version: 1, zones: corner });
    const roi = { x: 0.1, y: 0, width: 0.9, height: 1 };
    expect(saveZones(product, { ...corner, roi }, who).version).toBe(2);
    expect(saveZones(product, { ...corner, roi }, who).version).toBe(2);
    undoEdit(product, who);
    expect([readZones(product), readZoneSet(product.db)!.version]).toEqual([corner, 1]);
    redoEdit(product, who);
    expect(readZones(product).roi).toEqual(roi);
    undoEdit(product, who);
    undoEdit(product, who);
    expect([readZones(product), readZoneSet(product.db)]).toEqual([noZones, null]);
    expect(saveZones(product, corner, who).version).toBe(3);
    const rows = listAudit(product.db).filter(({ what }) => what === 'zones');
    expect(rows.map((row) => (JSON.parse(row.new!) as { version: number }).version)).toEqual([1, 2, 3]);
  });

  it('are refused whole where one polygon is wrong, by its name', () => {
    saveZones(product, corner, who);
    const crossing: [number, number][] = [
      [0.1, 0.1],
      [0.9, 0.9],
      [0.9, 0.1],
      [0.1, 0.9],
    ];
    const wrong = { ...corner, inspect: [{ name: 'bore', polygon: crossing }] };
    expect(() => saveZones(product, wrong, who)).toThrow(/inspection area “bore” crosses itself: sides 1 and 3 meet/);
    expect(readZones(product)).toEqual(corner);
  });

  it('are read, set and cleared from the command line, which takes what it prints', async () => {
    product.close();
    const at = join(dir, 'product');
    const file = join(dir, 'zones.json');
    const stain = { name: 'stain', painted: { width: 8, height: 4, runs: [9, 4, 19] } };
    await writeFile(file, JSON.stringify({ ignore: [{ polygon: box(0, 0, 0.7, 0.7) }, stain] }));
    const set = await runCli('zones', at, '--set', file);
    const printed = { ...noZones, ignore: [{ name: 'ignore 1', polygon: box(0, 0, 0.7, 0.7) }, stain] };
    expect(set).toMatchObject({ code: 0, rows: [printed] });
    expect(set.stderr).toContain('cover 49 % of what would be inspected');
    await writeFile(file, JSON.stringify(set.rows[0]));
    expect((await runCli('zones', at, '--set', file)).rows).toEqual([printed]);
    await writeFile(file, JSON.stringify({ ignore: [{ polygon: box(0, 0, 2, 1) }] }));
    const refused = await runCli('zones', at, '--set', file);
    expect(refused.code).toBe(1);
    expect(refused.rows[0]).toMatchObject({
      error: { message: expect.stringContaining('“ignore 1” reaches outside') },
    });
    expect((await runCli('zones', at, '--clear')).rows).toEqual([noZones]);
    expect((await runCli('undo', at)).rows).toEqual([{ step: 'zones', inspect: 0, ignore: 0, undone: true }]);
    expect((await runCli('zones', at)).rows).toEqual([printed]);
    product = openProduct(at, { mode: 'write' });
  });
});

describe('what zones are drawn over', () => {
  const partsNow = () => listImages(product.db, { split: 'train', label: 'normal' });

  it('is where the good parts differ: the deviation of each pixel, over the very pictures that the mean is of', async () => {
    const { picture, pixels } = await spreadPicture(product);
    const view = { picture, roi: fullRoi };
    const parts = await Promise.all(
      partsNow().map(async (part) => new Uint8Array(await readFile(pixelFile(product, part, view)))),
    );
    for (const at of [0, 4321, picture.width * picture.height - 1]) {
      const greys = parts.map((bytes) => (bytes[3 * at]! + bytes[3 * at + 1]! + bytes[3 * at + 2]!) / 3);
      const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
      const deviation = Math.sqrt(greys.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / greys.length);
      const step = Math.round(255 * Math.min(1, deviation / mostSpread));
      expect([...pixels.subarray(3 * at, 3 * at + 3)]).toEqual([...magma.subarray(3 * step, 3 * step + 3)]);
    }
    expect(new Set(pixels).size).toBeGreaterThan(20);
  });

  it('a part as the detector sees it with zones that are not saved, the same as a run sees it once they are', async () => {
    const roi = { x: 0, y: 0.1, width: 0.9, height: 0.9 };
    const [image] = partsNow();
    const seen = await seenPicture(product, image!, { ...corner, roi });
    expect(readZoneSet(product.db)).toBeNull();
    saveZones(product, { ...corner, roi }, who);
    const view = await zonedView(product, { picture: seen.picture, roi }, takeZones(product), partsNow());
    const zones = unpackZones(await readFile(view.zones!.picture), seen.picture);
    const bytes = new Uint8Array(await readFile(pixelFile(product, image!, { picture: seen.picture, roi })));
    expect(Buffer.from(seen.pixels).equals(hideIgnored(bytes.slice(), zones))).toBe(true);
    expect(Buffer.from(seen.pixels).equals(bytes)).toBe(false);
  });
});

const known = { mmPerPixel: 0.07, source: { by: 'measured', mm: 1.4, pixels: 20 } };
const scaleNow = () => savedPixelSize(product).pixelSize;

describe('the scale of a product', () => {
  it('is said, measured or cleared, as steps that can be taken back, each in the audit trail', () => {
    expect(savePixelSize(product, { mmPerPixel: 0.05 }, who).pixelSize).toEqual({
      ...{ mmPerPixel: 0.05, source: { by: 'typed' } },
    });
    expect(savePixelSize(product, { mm: 1.4, pixels: 20 }, who).pixelSize).toEqual({
      ...{ mmPerPixel: 1.4 / 20, source: known.source },
    });
    savePixelSize(product, { mm: 1.4, pixels: 20 }, who);
    savePixelSize(product, null, who);
    expect(scaleNow()).toBeNull();
    expect(undoEdit(product, who)).toMatchObject({ edit: { code: 'scaleCleared' }, kept: 0 });
    expect(scaleNow()).toMatchObject({ source: known.source });
    undoEdit(product, who);
    expect(scaleNow()).toEqual({ mmPerPixel: 0.05, source: { by: 'typed' } });
    undoEdit(product, who);
    expect(scaleNow()).toBeNull();
    redoEdit(product, who);
    redoEdit(product, who);
    expect(scaleNow()).toMatchObject({ source: known.source });
    const rows = listAudit(product.db).filter(({ what }) => what === 'scale');
    expect(rows.map((row) => JSON.parse(row.new ?? 'null') as unknown)).toEqual([
      { mmPerPixel: 0.05, source: { by: 'typed' } },
      { mmPerPixel: 1.4 / 20, source: known.source },
      null,
    ]);
    expect(() => savePixelSize(product, { mm: 1, pixels: 1e9 }, who)).toThrow(/A pixel measures/);
    expect(scaleNow()).toMatchObject({ source: known.source });
  });

  it('is there whole or not at all', () => {
    savePixelSize(product, { mmPerPixel: 0.05 }, who);
    product.db.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON main.audit BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    expect(() => savePixelSize(product, { mmPerPixel: 0.1 }, who)).toThrow('disk full');
    product.db.exec('DROP TRIGGER full');
    expect(scaleNow()?.mmPerPixel).toBe(0.05);
    expect(editStack(product.db).undo).toMatchObject({ code: 'scale', values: { mm: 0.05 }, state: 'done' });
  });

  it('is read, set and cleared from the command line, which says where pictures have several sizes', async () => {
    await writeProductFolder(join(dir, 'larger'), 2, 96);
    await importFolder(product, join(dir, 'larger'));
    product.close();
    const at = join(dir, 'product');
    const scale = (...options: string[]) => runCli('scale', at, ...options);
    expect(await scale()).toMatchObject({ code: 0, rows: [{ mmPerPixel: null, source: null }] });
    const set = await scale('--length', '1.4', '--pixels', '20');
    expect(set.rows[0]).toEqual({ mmPerPixel: 1.4 / 20, source: known.source });
    expect(set.rows[1]).toEqual({
      warning: expect.stringContaining('The pictures have 2 sizes (20 of 64 × 64, 10 of 96 × 96).'),
      sizes: [
        { width: 64, height: 64, pictures: 20 },
        { width: 96, height: 96, pictures: 10 },
      ],
    });
    expect((await scale('--pixels', '20')).code).toBe(2);
    expect((await scale('--mm-per-pixel', '0')).code).toBe(2);
    expect((await scale('--mm-per-pixel', '0.05')).rows[0]).toEqual({ mmPerPixel: 0.05, source: { by: 'typed' } });
    expect((await scale('--clear')).rows).toEqual([{ mmPerPixel: null, source: null }]);
    expect((await runCli('undo', at)).rows).toEqual([{ step: 'scaleCleared', undone: true }]);
    expect((await scale()).rows[0]).toEqual({ mmPerPixel: 0.05, source: { by: 'typed' } });
    product = openProduct(at, { mode: 'write' });
  });
});

/** Good parts to forge on under the zones in force. */
async function sourceNow(): Promise<ReturnType<typeof pictureSource>> {
  const images = listImages(product.db, { split: 'train', label: 'normal' });
  const whole = workingView(product, size, images);
  await makeForgingPictures(product, images, whole);
  const view = await zonedView(product, whole, takeZones(product), images);
  return pictureSource({ parts: nameForgingPictures(product, images, view), picture: view.picture });
}
const keysOf = (number: number) => ({ purpose: 'train', seed: 4, number }) as const;

describe('forging beside zones', () => {
  it.each([true, false])(
    'reaches into none of them, and leaves what is ignored as it is (on the part: %s)',
    async (on) => {
      saveZones(product, { ...corner, inspect: [{ name: 'right', polygon: box(0.3, 0, 1, 1) }] }, who);
      const source = await sourceNow();
      const zones = source.zones!(0)!;
      const { kinds, fill } = zones.picture;
      const priorSet = { ...defaultPriorSet, confineToForeground: on };
      const seen = new Set(kinds);
      expect(seen).toEqual(new Set([zoneKinds.judged, zoneKinds.seen, zoneKinds.ignored]));
      let marked = 0;
      const check = (pixels: Uint8Array): void =>
        kinds.forEach((kind, i) => {
          if (kind !== zoneKinds.ignored) return;
          expect(pixels.subarray(3 * i, 3 * i + 3)).toEqual(fill.subarray(3 * i, 3 * i + 3));
        });
      for (let number = 0; number < 24; number++) {
        const { image, clean, mask } = forgeSample(source, priorSet, keysOf(number));
        [image, clean, forgeView(clean, { seed: 4, number }, zones)].forEach(({ data }) => check(new Uint8Array(data)));
        kinds.forEach((kind, i) => kind !== zoneKinds.judged && expect(mask.data[i]).toBe(0));
        marked += mask.data.some(Boolean) ? 1 : 0;
      }
      expect(marked).toBe(24);
    },
  );

  it('gives the same bytes as without, where the zones leave nothing out', async () => {
    const without = await sourceNow();
    expect(without.zones!(0)).toBeNull();
    saveZones(product, { ...noZones, inspect: [{ name: 'all', polygon: box(0, 0, 1, 1) }] }, who);
    const within = await sourceNow();
    expect(within.zones!(0)!.picture.kinds.every((kind) => kind === zoneKinds.judged)).toBe(true);
    for (let number = 0; number < 12; number++) {
      const [one, other] = [without, within].map((source) => forgeSample(source, defaultPriorSet, keysOf(number)));
      expect(other).toEqual(one);
    }
  });
});

/** An engine that gives every picture the same score and the same map. */
const flatEngine = {
  score: async ({ images, mapsDir }: ScoreJob): Promise<ScoreResult> => {
    await mkdir(mapsDir!, { recursive: true });
    const rows = [];
    for (const { id } of images) {
      const map = join(mapsDir!, `${id}.f32`);
      await writeFile(map, new Uint8Array(new Float32Array(size * size).fill(0.3).buffer));
      rows.push({ id, score: 0.3, map });
    }
    return { rows, map: { width: size, height: size }, judged: { share: 1, outline: [] } };
  },
} as unknown as EngineClient;

/** A run in the store and on disk, as training leaves it. */
async function addRun(): Promise<string> {
  const config = runConfigSchema.parse({
    ...{ schema: 1, size, seed: 0, budget: { steps: 1 } },
    ...{ loss: defaultLossWeights, priorSet: defaultPriorSet },
  });
  const createdAt = new Date(0).toISOString();
  const learned = { acceptLimit: 0.4, rejectLimit: 0.6, pixelLimit: 0.5, basis: 'calibration' } as const;
  const blank = { step: 1, steps: 1, seconds: 1, finishedAt: null, weightChange: null, reason: null, backend: null };
  const { id } = insertRun(product.db, { ...blank, state: 'trained', createdAt, config, learned, decision: null });
  const { train, calibration } = trainingImages(product);
  const own = takeOwnAreas(product, [...train, ...calibration]);
  const sides = { train: runImages(train, own), calibration: runImages(calibration, own) };
  const { roi } = noZones;
  const zones = takeZones(product) ?? undefined;
  const file = { schema: 1, run: id, createdAt, config, roi, ...(zones && { zones }), ...sides, versions: {} } as const;
  await writeRunFile(product, file);
  await keepZoneFiles(product, file, (await zonedView(product, runView(file), zones ?? null, train)).zones);
  return id;
}

const staleNow = (run: string): string[] => staleOfRun(product, findRun(product.db, run)!).map(describeStale);

describe('a run and its zones', () => {
  it('counts for nothing what they leave out: pixels, parts of masks, and defects that lie there whole', async () => {
    const whole = await evaluateRun(product, flatEngine, await addRun());
    expect(whole).toMatchObject({ nAnomalous: 4, nMasked: 4 });
    expect(whole.outsideZones).toBeUndefined();

    saveZones(product, withIgnored(box(0, 0, 0.3, 1)), who);
    const part = await evaluateRun(product, flatEngine, await addRun());
    expect(part).toMatchObject({ nAnomalous: 4, nMasked: 4 });

    saveZones(product, withIgnored(box(0.1, 0.2, 0.8, 0.6)), who);
    const none = await evaluateRun(product, flatEngine, await addRun());
    expect(none).toMatchObject({ nNormal: 4, nAnomalous: 0, nMasked: 0, outsideZones: 4 });
    expect(none.synthetic!.nMasked).toBeGreaterThan(0);
  });

  it('counts for nothing what is ignored in single pictures, and says that it was judged for other areas once they change', async () => {
    const run = await addRun();
    const record = findRun(product.db, run)!;
    const [bad, other] = listImages(product.db, { split: 'test', label: 'anomalous' });
    const staleFigures = (): string[] => staleOfEvaluation(product, record)!.map(describeStale);
    const before = await evaluateRun(product, flatEngine, run);
    saveOwnAreas(product, bad!, [{ name: 'tape', polygon: box(0, 0, 1, 0.9) }], who);
    expect([staleNow(run), staleFigures()]).toEqual([[], ['made for other zones']]);
    const report = await evaluateRun(product, flatEngine, run);
    expect(report).toMatchObject({ nAnomalous: 3, nMasked: 3, outsideZones: 1 });
    expect(staleFigures()).toEqual([]);
    expect(Object.keys(report.basis!.ignored!)).toEqual([bad!.hash]);
    undoEdit(product, who);
    expect(staleFigures()).toEqual(['made for other zones']);
    // what lies beside its defect changes the pixels that count, and takes no picture out
    saveOwnAreas(product, other!, [{ name: 'tape', polygon: box(0, 0.9, 1, 1) }], who);
    expect(await evaluateRun(product, flatEngine, run)).toMatchObject({ nAnomalous: 4, nMasked: 4 });
    undoEdit(product, who);
    const { basis, ...figures } = await evaluateRun(product, flatEngine, run);
    expect(figures).toEqual({ ...before, basis: undefined });
    expect(basis!.ignored).toBeUndefined();

    const [part] = trainingImages(product).train;
    saveOwnAreas(product, part!, corner.ignore, who);
    const made = await addRun();
    expect([staleNow(run), staleNow(made)]).toEqual([['made for other zones'], []]);
    const { train } = await readRunFile(product, made);
    expect(train.filter(({ ignore }) => ignore)).toMatchObject([{ hash: part!.hash, ignore: corner.ignore }]);
    undoEdit(product, who);
    expect([staleNow(run), staleNow(made)]).toEqual([[], ['made for other zones']]);
  });

  it('keeps them, and says that it was made for others once the product has others', async () => {
    const before = await addRun();
    expect(staleNow(before)).toEqual([]);
    saveZones(product, corner, who);
    const run = await addRun();
    expect([staleNow(before), staleNow(run)]).toEqual([['made for other zones'], []]);
    saveZones(product, withIgnored(box(0.5, 0.5, 0.9, 0.81)), who);
    expect(staleNow(run)).toEqual(['made for other zones']);
    const { zones } = await readRunFile(product, run);
    expect(zones).toMatchObject({ version: 1, ignore: corner.ignore, photograph: { width: size, height: size } });
    const kept = unpackZones(await readFile(product.path('runs', run, 'view.zones')), { width: size, height: size });
    expect(kept.kinds).toContain(zoneKinds.ignored);
    undoEdit(product, who);
    expect(staleNow(run)).toEqual([]);
  });
});
