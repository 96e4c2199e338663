import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRecord } from '#shared/domain/images.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type IgnoreZone, type Zones, noZones } from '#shared/domain/zones.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { type ZonePicture, unpackZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { packSource, unpackSource } from '#forging/packedParts.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { listOwnPictures, readForegrounds, readOwnAreas, saveOwnAreas } from '#studio/dataset/ownAreas.ts';
import { pixelFile } from '#studio/dataset/cache.ts';
import { meanOf } from '#studio/dataset/zoneFiles.ts';
import { saveZones } from '#studio/dataset/zones.ts';
import { workingView } from '#studio/dataset/workingView.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { editStack } from '#studio/store/edits.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { type PartForeground, foregroundOf, saveForeground } from '#studio/synthesis/foregrounds.ts';
import { forgingSourceOf, goodParts } from '#studio/synthesis/forgingSource.ts';
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
const clamp: IgnoreZone[] = [{ name: 'clamp', polygon: box(0.1, 0.1, 0.5, 0.4) }];
const stain: IgnoreZone[] = [{ name: 'stain', painted: { width: 8, height: 4, runs: [9, 4, 19] } }];
const shared: Zones = { ...noZones, ignore: [{ name: 'print', polygon: box(0.6, 0.6, 0.9, 0.9) }] };

let dir: string;
let product: Product;
let good: ImageRecord[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-own-'));
  await writeProductFolder(join(dir, 'pictures'), 12, size);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, join(dir, 'pictures'));
  good = goodParts(product);
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

describe('ignore areas of a single picture', () => {
  it('are steps that can be taken back and done again, audited, and kept when the product is opened anew', () => {
    const [one, other] = good;
    saveOwnAreas(product, one!, clamp, who);
    saveOwnAreas(product, other!, stain, who);
    saveOwnAreas(product, other!, stain, who);
    expect(readOwnAreas(product.db)).toEqual({ [one!.hash]: clamp, [other!.hash]: stain });
    expect(editStack(product.db).undo).toMatchObject({
      ...{ code: 'ownAreas', values: { name: basename(other!.file), ignore: 1 } },
    });
    undoEdit(product, who);
    expect(readOwnAreas(product.db)).toEqual({ [one!.hash]: clamp });
    redoEdit(product, who);
    saveOwnAreas(product, one!, [], who);
    expect(readOwnAreas(product.db)).toEqual({ [other!.hash]: stain });
    const rows = listAudit(product.db).filter(({ what }) => what.startsWith('ignore areas of'));
    expect(rows.map((row) => [row.old, row.new].map((text) => (JSON.parse(text!) as unknown[]).length))).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
    product.close();
    product = openProduct(join(dir, 'product'), { mode: 'write' });
    expect(listOwnPictures(product).map(({ ignore }) => ignore)).toEqual([stain]);
  });

  it('are refused whole where one is wrong, or leaves nothing beside the zones', () => {
    const [one] = good;
    saveZones(product, { ...noZones, inspect: [{ name: 'bore', polygon: box(0.2, 0.2, 0.4, 0.4) }] }, who);
    expect(() => saveOwnAreas(product, one!, [{ name: 'a', polygon: box(0, 0, 2, 1) }], who)).toThrow(/“a” reaches/);
    expect(() => saveOwnAreas(product, one!, [{ name: 'a', polygon: box(0.1, 0.1, 0.5, 0.5) }], who)).toThrow(
      /Nothing is left/,
    );
    expect(readOwnAreas(product.db)).toEqual({});
  });

  it('are read, set and cleared from the command line, which takes what it prints and lists such pictures', async () => {
    product.close();
    const at = join(dir, 'product');
    const file = join(dir, 'areas.json');
    const { file: picture } = good[2]!;
    const zones = (...options: string[]) => runCli('zones', at, '--picture', picture, ...options);
    await writeFile(file, JSON.stringify({ ignore: [{ polygon: box(0, 0, 0.3, 0.3) }, ...stain] }));
    const printed = { roi: null, inspect: [], ignore: [{ name: 'ignore 1', polygon: box(0, 0, 0.3, 0.3) }, ...stain] };
    const set = await zones('--set', file);
    expect(set).toMatchObject({ code: 0, rows: [printed] });
    expect(set.stderr).toContain('A package has the zones of the product alone');
    await writeFile(file, JSON.stringify(set.rows[0]));
    expect((await zones('--set', file)).rows).toEqual([printed]);
    const all = await runCli('zones', at);
    expect(all.rows).toEqual([noZones]);
    expect(all.stderr).toContain(`in this picture alone: ${picture}`);
    await writeFile(file, JSON.stringify({ inspect: [{ polygon: box(0, 0, 1, 1) }] }));
    expect(await zones('--set', file)).toMatchObject({
      ...{ code: 1, rows: [{ error: { message: expect.stringContaining('ignore areas alone') } }] },
    });
    expect((await zones('--clear')).rows).toEqual([{ roi: null, inspect: [], ignore: [] }]);
    expect((await runCli('undo', at)).rows).toEqual([
      { step: 'ownAreas', name: basename(picture), ignore: 0, undone: true },
    ]);
    expect((await zones()).rows).toEqual([printed]);
    expect((await runCli('zones', at, '--picture', 'nowhere.png')).code).toBe(1);
    product = openProduct(at, { mode: 'write' });
  });
});

const zonesIn = async (file: string): Promise<ZonePicture> =>
  unpackZones(await readFile(file), { width: size, height: size });

describe('a picture with ignore areas of its own', () => {
  it('is seen without them and the zones, other pictures without the zones alone; the mean is without what lies there', async () => {
    saveZones(product, shared, who);
    const [one, other] = good;
    saveOwnAreas(product, one!, clamp, who);
    const { parts, picture } = await forgingSourceOf(product, good, size, {});
    const refs = good.map((_, i) => parts.at(i)!);
    expect(refs.map(({ own }) => own !== undefined)).toEqual(good.map((_, i) => i === 0));
    expect(refs[0]!.zones).toBe(refs[1]!.zones);
    const [own, all] = [await zonesIn(refs[0]!.own!), await zonesIn(refs[0]!.zones!)];
    const at = (x: number, y: number): number => Math.round(y * size) * size + Math.round(x * size);
    expect([own, all].map(({ kinds }) => [kinds[at(0.3, 0.3)], kinds[at(0.7, 0.7)], kinds[at(0.3, 0.7)]])).toEqual([
      [zoneKinds.ignored, zoneKinds.ignored, zoneKinds.judged],
      [zoneKinds.judged, zoneKinds.ignored, zoneKinds.judged],
    ]);
    // the fill is the mean of the others where the picture itself is not looked at
    const view = workingView(product, size, good);
    const rest = await meanOf(product, good.slice(1), view);
    own.kinds.forEach((kind, i) => {
      const isOwn = kind === zoneKinds.ignored && all.kinds[i] !== zoneKinds.ignored;
      if (isOwn) expect(own.fill.subarray(3 * i, 3 * i + 3)).toEqual(rest.subarray(3 * i, 3 * i + 3));
    });

    const source = pictureSource(unpackSource(packSource({ parts, picture })));
    expect(source.zones!(0)!.picture.kinds).toEqual(own.kinds);
    expect(source.zones!(1)!.picture.kinds).toEqual(all.kinds);
    const plain = new Uint8Array(await readFile(pixelFile(product, other!, view)));
    const seen = source.image(1).data;
    expect([0, 1, 2].map((c) => seen[3 * at(0.3, 0.3) + c])).toEqual([0, 1, 2].map((c) => plain[3 * at(0.3, 0.3) + c]));
    let onFirst = 0;
    for (let number = 0; number < 60; number++) {
      const priorSet = { ...defaultPriorSet, confineToForeground: false };
      const { base, mask, image } = forgeSample(source, priorSet, { purpose: 'train', seed: 4, number });
      if (base !== 0) continue;
      onFirst++;
      own.kinds.forEach((kind, i) => {
        if (kind !== zoneKinds.ignored) return;
        expect(mask.data[i]).toBe(0);
        expect([...image.data.subarray(3 * i, 3 * i + 3)]).toEqual([...own.fill.subarray(3 * i, 3 * i + 3)]);
      });
    }
    expect(onFirst).toBeGreaterThan(0);
    expect(listImages(product.db)).toHaveLength(20);
  });
});

const leftHalf = { width: 4, height: 1, runs: [0, 2, 2] };

describe('where the part is in a picture', () => {
  const sourceNow = async () => {
    const { parts, picture } = await forgingSourceOf(product, good, size, {});
    return pictureSource(unpackSource(packSource({ parts, picture })));
  };
  const priorSet = { ...defaultPriorSet, confineToForeground: true };
  const forgedOn = (source: Awaited<ReturnType<typeof sourceNow>>, wanted: number) =>
    Array.from({ length: 80 }, (_, number) =>
      forgeSample(source, priorSet, { purpose: 'train', seed: 4, number }),
    ).filter(({ base }) => base === wanted);

  it('is as it is found until somebody corrects it, which can be taken back, and is audited', async () => {
    const [one] = good;
    const found = await foregroundOf(product, one!);
    expect(found.isCorrected).toBe(false);
    saveForeground(product, one!, leftHalf, who);
    const corrected: PartForeground = { painted: leftHalf, isCorrected: true };
    expect(await foregroundOf(product, one!)).toEqual(corrected);
    expect(editStack(product.db).undo).toMatchObject({ code: 'foreground', values: { name: basename(one!.file) } });
    undoEdit(product, who);
    expect(await foregroundOf(product, one!)).toEqual(found);
    redoEdit(product, who);
    product.close();
    product = openProduct(join(dir, 'product'), { mode: 'write' });
    expect(await foregroundOf(product, one!)).toEqual(corrected);
    saveForeground(product, one!, null, who);
    expect(await foregroundOf(product, one!)).toEqual(found);
    expect(() => saveForeground(product, one!, { width: 2, height: 1, runs: [2] }, who)).toThrow(/somewhere/);
    const rows = listAudit(product.db).filter(({ what }) => what.startsWith('where the part is in'));
    expect(rows.map((row) => [row.old, row.new].map((text) => JSON.parse(text ?? 'null') as unknown))).toEqual([
      [null, leftHalf],
      [leftHalf, null],
    ]);
  });

  it('is read, set, cleared and written as a mask from the command line, which takes what it writes', async () => {
    product.close();
    const at = join(dir, 'product');
    const { file: picture } = good[1]!;
    const foreground = (...options: string[]) => runCli('foreground', at, '--picture', picture, ...options);
    const mask = (name: string): string => join(dir, name);
    const found = await foreground('--out', mask('found.png'));
    expect(found).toMatchObject({ code: 0, rows: [{ file: picture, corrected: false }] });
    const shareIn = async (name: string): Promise<number> => {
      const { data } = await sharp(mask(name)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
      return data.filter((value) => value === 255).length / data.length;
    };
    const { share } = found.rows[0] as { share: number };
    expect(share).toBeGreaterThan(0.1);
    expect(await shareIn('found.png')).toBeCloseTo(share, 1);

    // the left half, as a mask of zeros and ones
    const half = Buffer.from(Array.from({ length: size * size }, (_, i) => (i % size < size / 2 ? 1 : 0)));
    await sharp(half, { raw: { width: size, height: size, channels: 1 } })
      .png()
      .toFile(mask('half.png'));
    const corrected = { file: picture, corrected: true, share: 0.5 };
    expect((await foreground('--set', mask('half.png'))).rows).toEqual([corrected]);
    expect((await runCli('foreground', at)).rows).toEqual([corrected]); // those that were corrected
    expect((await runCli('foreground', at, '--clear')).code).toBe(2); // of which picture?
    expect((await foreground('--out', mask('again.png'))).rows).toEqual([corrected]);
    expect(await shareIn('again.png')).toBe(0.5);
    expect((await foreground('--set', mask('again.png'))).rows).toEqual([corrected]);
    expect((await foreground('--clear')).rows).toEqual(found.rows);
    const undone = async () => (await runCli('undo', at)).rows;
    expect(await undone()).toEqual([{ step: 'foregroundCleared', name: basename(picture), undone: true }]);
    expect((await foreground()).rows).toEqual([corrected]);
    expect(await undone()).toEqual([{ step: 'foreground', name: basename(picture), undone: true }]); // the same again was no step
    expect((await foreground()).rows).toEqual(found.rows);

    const refused = async (...options: string[]) => {
      const { code, rows } = await foreground(...options);
      return [code, (rows[0] as { error: { code: string } }).error.code];
    };
    await sharp({ create: { width: size, height: size, channels: 3, background: 'black' } })
      .png()
      .toFile(mask('black.png'));
    await sharp(mask('half.png')).resize(32).toFile(mask('small.png'));
    expect(await refused('--set', mask('black.png'))).toEqual([1, 'bad-config']);
    expect(await refused('--set', mask('small.png'))).toEqual([1, 'mask-mismatch']);
    expect(await refused('--out', picture)).toEqual([1, 'not-writable']);
    product = openProduct(at, { mode: 'write' });
    expect(readForegrounds(product.db)).toEqual({});
  });

  it('is where defects are placed on that picture, and on no other', async () => {
    const [one] = good;
    const before = await sourceNow();
    saveForeground(product, one!, (await foregroundOf(product, one!)).painted, who);
    const same = await sourceNow();
    const [kept, found] = [same, before].map((source) => source.foreground(0).data);
    const differing = kept!.filter((value, i) => value !== found![i]).length;
    expect(differing / found!.filter(Boolean).length).toBeLessThan(0.03); // half a cell along the outline

    saveForeground(product, one!, leftHalf, who);
    const source = await sourceNow();
    const { width, data } = source.foreground(0);
    expect([...data].every((value, i) => value === (i % width < width / 2 ? 255 : 0))).toBe(true);
    const forged = forgedOn(source, 0);
    expect(forged.length).toBeGreaterThan(0);
    expect(forged).not.toEqual(forgedOn(before, 0));
    // a harmless shift moves the part by a few pixels
    const beyond = forged.flatMap(({ mask }) => [...mask.data].filter((value, i) => value && i % size > size / 2 + 6));
    expect(beyond).toEqual([]);
    expect(forgedOn(source, 1)).toEqual(forgedOn(before, 1));
  });
});
