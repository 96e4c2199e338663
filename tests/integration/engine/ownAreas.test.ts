import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, ScoreRow } from '#shared/contract/engine.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { kindsOfView, packZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { score } from '#engine/evaluation/score.ts';
import { readSafetensors } from '#engine/model/safetensors.ts';
import { train } from '#engine/training/trainer.ts';
import { readRawMap } from '#studio/evaluation/mapFiles.ts';
import { backboneFile } from '#studio/paths.ts';
import { texturedPart } from '../../fixtures/parts.ts';

const side = 64;
const picture = { width: side, height: side };
const box = (left: number, top: number, right: number, bottom: number): [number, number][] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
/** Of a single picture, left; the product's own zone lies at the right. */
const ignore = [{ name: 'clamp', polygon: box(0.1, 0.2, 0.4, 0.7) }];
const view = { picture, roi: { x: 0, y: 0, width: 1, height: 1 }, photograph: picture };
const kinds = kindsOfView({ inspect: [], ignore }, view);

const clean = (seed: number): Raster => texturedPart(side, seed);
/** A picture with other values wherever the area of its own is. */
function filled(image: Raster, value: () => number): Raster {
  const data = new Uint8Array(image.data);
  kinds.forEach((kind, i) => kind === zoneKinds.ignored && data.fill(value(), 3 * i, 3 * i + 3));
  return { ...image, data };
}
const random = createRandom(5);
const noise = (image: Raster): Raster => filled(image, () => random.integer(0, 255));
const black = (image: Raster): Raster => filled(image, () => 0);

describe.skipIf(!existsSync(backboneFile))('what lies in an ignore area of a single picture', () => {
  let dir: string;
  let own: string;
  const context = {
    signal: { aborted: false },
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    progress: () => undefined,
    scored: () => undefined,
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-own-'));
    own = join(dir, 'own.zones');
    await writeFile(own, packZones({ ...picture, kinds, fill: new Uint8Array(3 * side * side).fill(120) }));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function write(folder: string, id: string, image: Raster): Promise<PixelRef> {
    const pixels = join(dir, `${folder}-${id}.rgb`);
    await writeFile(pixels, image.data);
    return { id, pixels, session: 'a', part: id };
  }

  /** @param change of the pictures with an area of their own: one to train on, one to calibrate on */
  async function trained(name: string, change: (image: Raster) => Raster, hasOwn: boolean): Promise<string> {
    const runDir = join(dir, name);
    await mkdir(runDir);
    const refs: PixelRef[] = [];
    for (let i = 0; i < 14; i++) {
      const isChanged = i === 0 || i === 10;
      const ref = await write(name, String(i), isChanged ? change(clean(i)) : clean(i));
      refs.push(isChanged && hasOwn ? { ...ref, own } : ref);
    }
    const result = await train(
      {
        run: { id: 'run-0001', key: 'a' },
        runDir,
        config: {
          ...{ schema: 1, size: side, picture, seed: 1, budget: { steps: 4 } },
          ...{ loss: defaultLossWeights, priorSet: { ...defaultPriorSet, confineToForeground: false } },
        },
        train: refs.slice(0, 10),
        calibration: refs.slice(10),
        backboneFile,
        resume: false,
      },
      context,
    );
    expect(result.outcome).toBe('trained');
    return join(runDir, 'checkpoint.safetensors');
  }

  const tensorsOf = async (file: string) => (await readSafetensors(file)).tensors;
  const judgements = (name: string): Promise<string> => readFile(join(dir, name, 'validation.jsonl'), 'utf8');

  it('has no influence on what is learned, on the limits, on scores or on the maps, where it reads 0', async () => {
    const [one, other] = [await trained('noise', noise, true), await trained('black', black, true)];
    expect(await tensorsOf(other)).toEqual(await tensorsOf(one));
    const figures = async (name: string): Promise<unknown[]> =>
      (await judgements(name))
        .trim()
        .split('\n')
        .map((row) => ({ ...(JSON.parse(row) as object), seconds: 0 }));
    expect(await figures('black')).toEqual(await figures('noise'));

    const probe = clean(70);
    const images: PixelRef[] = [];
    for (const [id, image] of Object.entries({ clean: probe, noise: noise(probe), black: black(probe) })) {
      images.push({ ...(await write('probe', id, image)), own });
    }
    images.push(await write('probe', 'whole', noise(probe)));
    const { rows } = await score({ checkpoint: one, backboneFile, images, mapsDir: join(dir, 'maps') }, context);
    const mapOf = ({ map }: ScoreRow): Float32Array => readRawMap(map!, picture).data;
    for (const row of rows.slice(1, 3)) {
      expect(row.score).toBe(rows[0]!.score);
      expect(mapOf(row)).toEqual(mapOf(rows[0]!));
    }
    kinds.forEach((kind, i) => kind === zoneKinds.ignored && expect(mapOf(rows[0]!)[i]).toBe(0));
    // the same noise where no area of its own hides it is seen
    expect(rows[3]!.score).toBeGreaterThan(rows[0]!.score + 0.02);
    expect(mapOf(rows[3]!).some((value, i) => kinds[i] === zoneKinds.ignored && value > 0)).toBe(true);
  });

  it('is no part of the package: what a run judges is the same for pictures without areas of their own', async () => {
    const { region, judged, zones } = await tensorsOf(join(dir, 'noise', 'checkpoint.safetensors'));
    expect([region!.data, judged!.data].every((values) => values.every((value) => value === 1))).toBe(true);
    expect(zones).toBeUndefined();
  });

  it('changes what is learned where it is not said to be ignored', async () => {
    const [said, seen] = [join(dir, 'noise', 'checkpoint.safetensors'), await trained('seen', noise, false)];
    const [a, b] = [await tensorsOf(said), await tensorsOf(seen)];
    expect(a['memory.prototypes']!.data).not.toEqual(b['memory.prototypes']!.data);
  });
});
