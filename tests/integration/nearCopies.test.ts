import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DescribeJob } from '#shared/contract/engine.ts';
import { descriptorLength, describedSide } from '#shared/domain/descriptors.ts';
import { splitWarnings } from '#shared/domain/splitWords.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { describePictures } from '#engine/evaluation/describe.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { nameSessions, tellNearCopies, wantsDescribing } from '#studio/dataset/nearCopies.ts';
import { readSplit } from '#studio/dataset/split.ts';
import { startEngine } from '#studio/engineClient.ts';
import { backboneFile, projectRoot } from '#studio/paths.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { trainingImages } from '#studio/training/runPictures.ts';
import { frameOf, nextPlace } from '../fixtures/frames.ts';
import { useOwnProduct } from '../fixtures/ownProduct.ts';
import { writeParts } from '../fixtures/parts.ts';
import { expectNoLeakAsync } from '../fixtures/tensors.ts';

const who = 'tester';
let dir: string;
let product: Product;
useOwnProduct((own) => ({ dir, product } = own));

/** A part with a soft pattern of its own. */
async function patternedPart(side: number, random: Random): Promise<Raster> {
  const coarse = Uint8Array.from({ length: 8 * 8 * 3 }, () => random.integer(40, 210));
  const image = sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } }).resize(side, side, { kernel: 'cubic' });
  return { width: side, height: side, data: new Uint8Array(await image.raw().toBuffer()) };
}

/** Frames of recordings of some parts, in one folder. */
async function writeRecordings(parts: number, frames: number): Promise<string> {
  const folder = join(dir, 'frames');
  await mkdir(folder);
  for (let part = 0; part < parts; part++) {
    const random = createRandom(part, 3);
    const shown = await patternedPart(152, random);
    let place = { x: 0, y: 0 };
    for (let frame = 0; frame < frames; frame++) {
      const { width, height, data } = frameOf(shown, place, random);
      const file = join(folder, `part${part}-${frame}.png`);
      await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
      place = nextPlace(place, random, 2);
    }
  }
  return folder;
}

/** Stands for the engine: what a picture looks like from its coarse pixels. */
let looked = 0;
const lookingEngine = {
  async describePictures({ images }: DescribeJob) {
    const rows = [];
    for (const { id, pixels } of images) {
      looked++;
      const bytes = await readFile(pixels);
      // 8 × 16 places, each the mean of its pixels.
      const values = Array.from({ length: descriptorLength }, () => -128);
      const share = (16 * 8) / bytes.length;
      bytes.forEach((byte, at) => {
        const pixel = Math.floor(at / 3);
        const [row, column] = [Math.floor(pixel / describedSide / 16), Math.floor((pixel % describedSide) / 8)];
        values[row * 16 + column]! += byte * share;
      });
      const size = Math.hypot(...values);
      rows.push({ id, values: values.map((value) => value / size) });
    }
    return { rows };
  },
};

describe('near-copies of a product', () => {
  it('count as one part each, stay on one side, are said, and can be named as sessions', async () => {
    await importFolder(product, await writeRecordings(12, 10));
    looked = 0;
    expect(wantsDescribing(product)).toBe(true);
    const record = (await tellNearCopies(product, lookingEngine, who))!;
    expect(looked).toBe(120);
    expect(await tellNearCopies(product, lookingEngine, who)).toBeNull();
    expect(looked).toBe(120);
    expect(record).toMatchObject({ by: 'part', groups: 12, parts: { both: 0 } });
    expect(record.parts.train + record.parts.calibration).toBe(12);
    expect(splitWarnings(record).join(' ')).toContain(
      '120 pictures look like frames of 12 recordings: counted as 12 parts.',
    );
    const { train, calibration } = trainingImages(product);
    const partsOf = (images: readonly { part: string }[]) => new Set(images.map(({ part }) => part));
    expect(partsOf([...train, ...calibration]).size).toBe(12);
    expect([...partsOf(train)].filter((part) => partsOf(calibration).has(part))).toEqual([]);
    const named = nameSessions(product, who);
    expect(named).toMatchObject({ by: 'session', groups: 0, parts: { both: 0 } });
    expect(named.sessions.map(({ session }) => session).sort()).toContain('recording-12');
    expect(named.parts.train + named.parts.calibration).toBe(12);
    expect(listAudit(product.db).map(({ what }) => what)).toContain('recordings named as sessions');
    expect(() => nameSessions(product, who)).toThrowError(expect.objectContaining({ code: 'usage' }));
  });

  it('are not looked for where the parts are named: no engine is asked', async () => {
    const folder = await writeRecordings(2, 8);
    const sessionsFile = join(dir, 'sessions.csv');
    const rows = [0, 1].flatMap((part) => Array.from({ length: 8 }, (_, i) => `part${part}-${i}.png,day,part-${part}`));
    await writeFile(sessionsFile, ['file,session,part', ...rows].join('\n'));
    await importFolder(product, folder, { sessionsFile });
    expect(wantsDescribing(product)).toBe(false);
    expect(readSplit(product)).toMatchObject({ groups: 0, parts: { train: 1, calibration: 1 } });
  });
});

describe.skipIf(!existsSync(backboneFile))('descriptors', () => {
  const context = { signal: { aborted: false }, scored: () => undefined, breathe: () => Promise.resolve() };

  it('are of length about 1, the same alone and among others, and leave no tensor behind', async () => {
    const { dir: parts, refs } = await writeParts(3, describedSide);
    try {
      await expectNoLeakAsync(async () => {
        const { rows } = await describePictures({ backboneFile, images: refs }, context);
        const [alone] = (await describePictures({ backboneFile, images: refs.slice(1, 2) }, context)).rows;
        expect(rows.map(({ id, values }) => [id, values.length])).toEqual(refs.map(({ id }) => [id, descriptorLength]));
        for (const { values } of rows) expect(Math.hypot(...values)).toBeCloseTo(1, 0);
        alone!.values.forEach((value, i) => expect(value).toBeCloseTo(rows[1]!.values[i]!, 4));
      });
    } finally {
      await rm(parts, { recursive: true, force: true });
    }
  });

  /** Real parts that were photographed one by one; skipped where they are not there. The other sets: benchmarks/recordings.ts. */
  it.skipIf(!existsSync(join(projectRoot, '..', 'shared', 'data', 'cookie'))).each(['cookie', 'bottle'])(
    'join no parts of %s',
    async (name) => {
      await importFolder(product, join(projectRoot, '..', 'shared', 'data', name, 'train', 'good'));
      const engine = await startEngine();
      try {
        const record = await tellNearCopies(product, engine, who);
        expect(record).toMatchObject({ groups: 0 });
        expect(record!.parts.train + record!.parts.calibration).toBe(listImages(product.db).length);
      } finally {
        await engine.stop();
      }
    },
  );
});
