import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { seenBy } from '#shared/domain/polygons.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import type { ZoneSet } from '#shared/domain/zones.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { FloatMap, Raster } from '#shared/vision/raster.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { kindsOfView, packZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { score } from '#engine/evaluation/score.ts';
import { exportDetector } from '#engine/export/exportDetector.ts';
import { loadDetector } from '#engine/training/checkpoint.ts';
import { train } from '#engine/training/trainer.ts';
import { openModel } from '#scoring/model.ts';
import { decodeNpy } from '#scoring/npy.ts';
import { readRawMap } from '#studio/evaluation/mapFiles.ts';
import { writePackage } from '#studio/export/writePackage.ts';
import { backboneFile } from '#studio/paths.ts';
import { fixtureContent } from '../../fixtures/package.ts';
import { texturedPart } from '../../fixtures/parts.ts';
import { testPython } from '../../fixtures/python.ts';

/** No whole multiple of the working picture: each of its pixels mixes several of the photograph's. */
const side = 141;
const picture = { width: 96, height: 64 };
const region = { left: 0, top: 0, width: side, height: side };
const polygon: [number, number][] = [
  [0.55, 0.1],
  [0.93, 0.22],
  [0.8, 0.52],
  [0.5, 0.45],
];
/** Painted, three pixels of the photograph a cell. */
const cells = side / 3;
const isStain = (column: number, row: number): boolean => Math.hypot(column - 9, row - 37) < 5;
const stain = Uint8Array.from({ length: cells ** 2 }, (_, i) => (isStain(i % cells, Math.floor(i / cells)) ? 255 : 0));
const zones: Pick<ZoneSet, 'inspect' | 'ignore'> = {
  inspect: [],
  ignore: [
    { name: 'print', polygon },
    { name: 'stain', painted: { width: cells, height: cells, runs: runsOfMask(stain) } },
  ],
};
const photograph = { width: side, height: side };
const kinds = kindsOfView(zones, { picture, roi: fullRoi, photograph });
/** Pixels of the photograph that have anything of a zone. */
const touched = seenBy(
  polygon.map(([x, y]) => [x * side, y * side] as const),
  photograph,
  { x: 0.5, y: 0.5 },
).map((isTouched, i) => (isTouched || isStain(Math.floor((i % side) / 3), Math.floor(i / side / 3)) ? 1 : 0));

const part = (seed: number): Raster => texturedPart(side, seed);
/** A copy of a photograph with other values at some of its pixels. */
function painted(image: Raster, isPainted: (i: number) => boolean, value: (i: number) => number): Raster {
  const data = new Uint8Array(image.data);
  for (let i = 0; i < side * side; i++) if (isPainted(i)) data.fill(value(i), 3 * i, 3 * i + 3);
  return { ...image, data };
}
const inBox = (left: number, top: number, right: number, bottom: number) => (i: number) =>
  i % side >= left && i % side < right && Math.floor(i / side) >= top && Math.floor(i / side) < bottom;

const clean = part(900);
const random = createRandom(3);
const fillings: Record<string, Raster> = {
  clean,
  noise: painted(
    clean,
    (i) => touched[i] === 1,
    () => random.integer(0, 255),
  ),
  black: painted(
    clean,
    (i) => touched[i] === 1,
    () => 0,
  ),
  white: painted(
    clean,
    (i) => touched[i] === 1,
    () => 255,
  ),
  defect: painted(
    clean,
    (i) => touched[i] === 1 && (inBox(80, 40, 110, 60)(i) || inBox(20, 105, 36, 118)(i)),
    () => 10,
  ),
};
/** A dark bar from well within the zone to well outside of it. */
const bar = inBox(45, 44, 100, 56);
const straddling = painted(clean, bar, () => 10);
const outside = painted(
  clean,
  (i) => bar(i) && touched[i] === 0,
  () => 10,
);

interface Said {
  score: number;
  map: FloatMap;
}

function expectSame(one: Said, other: Said): void {
  expect(Math.abs(one.score - other.score)).toBeLessThanOrEqual(1e-6);
  const most = one.map.data.reduce((most, value, i) => Math.max(most, Math.abs(value - other.map.data[i]!)), 0);
  expect(most).toBeLessThanOrEqual(1e-6);
}

/** What every way of scoring has to show of the same pictures. */
function expectNoInfluence(said: Record<string, Said>): void {
  for (const name of Object.keys(fillings)) expectSame(said[name]!, said['clean']!);
  for (const { map } of Object.values(said)) {
    kinds.forEach((kind, i) => kind === zoneKinds.ignored && expect(map.data[i]).toBe(0));
  }
  // the test sees something: the part of a defect that lies outside is found, and counts alone
  expectSame(said['straddling']!, said['outside']!);
  expect(said['straddling']!.score).toBeGreaterThan(said['clean']!.score + 0.02);
  const rise = said['straddling']!.map.data.map((value, i) => value - said['clean']!.map.data[i]!);
  expect(meanOf(rise, isOnBar)).toBeGreaterThan(0.2);
  expect(meanOf(rise, isOnBar)).toBeGreaterThan(2 * meanOf(rise, isFarFromBar));
}

/** Pixels of the map by where their middle lies in the photograph: on the bar outside of the zone, and far from it. */
const middleOf = (i: number): [number, number] => [
  ((i % picture.width) + 0.5) * (side / picture.width),
  (Math.floor(i / picture.width) + 0.5) * (side / picture.height),
];
const isOnBar = (i: number): boolean => {
  const [x, y] = middleOf(i);
  return kinds[i] === zoneKinds.judged && bar(Math.floor(y) * side + Math.floor(x));
};
const isFarFromBar = (i: number): boolean => {
  const [x, y] = middleOf(i);
  return kinds[i] === zoneKinds.judged && Math.hypot(Math.max(45 - x, x - 100, 0), Math.max(44 - y, y - 56, 0)) > 40;
};
function meanOf(values: Float32Array, isMeant: (i: number) => boolean): number {
  const meant = values.filter((_, i) => isMeant(i));
  return meant.reduce((sum, value) => sum + value, 0) / meant.length;
}

describe.skipIf(!existsSync(backboneFile))('what lies in an ignore zone', () => {
  let dir: string;
  let model: string;
  const context = {
    signal: { aborted: false },
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    progress: () => undefined,
    scored: () => undefined,
  };
  const probes = { ...fillings, straddling, outside };
  const checkpoint = (): string => join(dir, 'run', 'checkpoint.safetensors');

  async function write(id: string, image: Raster): Promise<PixelRef> {
    const pixels = join(dir, `${id}.rgb`);
    await writeFile(pixels, resizeToRaster(image, region, picture).data);
    return { id, pixels, session: 'a', part: id };
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-zones-'));
    await mkdir(join(dir, 'run'));
    const parts = await Promise.all(Array.from({ length: 16 }, (_, i) => write(String(i), part(i))));
    const pixels = await Promise.all(parts.map((ref) => readFile(ref.pixels)));
    const fill = Uint8Array.from(pixels[0]!, (_, i) => pixels.reduce((sum, one) => sum + one[i]!, 0) / pixels.length);
    const file = join(dir, 'view.zones');
    await writeFile(file, packZones({ ...picture, kinds, fill }));
    const refs = parts.map((ref) => ({ ...ref, zones: file }));
    const job: TrainJob = {
      run: { id: 'run-0001', key: 'a' },
      runDir: join(dir, 'run'),
      config: {
        ...{ schema: 1, size: 96, picture, seed: 1, budget: { steps: 6 } },
        ...{ loss: defaultLossWeights, priorSet: { ...defaultPriorSet, confineToForeground: false } },
      },
      train: refs.slice(0, 10),
      calibration: refs.slice(10),
      backboneFile,
      resume: false,
    };
    expect(await train(job, context)).toMatchObject({ outcome: 'trained', step: 6 });
    model = join(dir, 'model.onnx');
    await exportDetector({ checkpoint: checkpoint(), backboneFile, roi: fullRoi, out: model });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('has no influence in the engine, which keeps the zones in the checkpoint alone', async () => {
    const images = await Promise.all(Object.entries(probes).map(([id, image]) => write(id, image)));
    const scored = await score({ checkpoint: checkpoint(), backboneFile, images, mapsDir: join(dir, 'maps') }, context);
    const said = scored.rows.map(({ id, score: value, map }) => [id, { score: value, map: readRawMap(map!, picture) }]);
    expectNoInfluence(Object.fromEntries(said) as Record<string, Said>);
    const ignored = kinds.filter((kind) => kind === zoneKinds.ignored).length;
    expect(scored.judged.share).toBeCloseTo(1 - ignored / kinds.length, 6);
    const { detector } = await loadDetector(checkpoint());
    expect(detector.normal.judged.zones?.kinds).toEqual(kinds);
  });

  it('has none in the exported model, from whole photographs', async () => {
    const open = await openModel(await readFile(model), model, { threads: 1 });
    const said: Record<string, Said> = {};
    for (const [name, image] of Object.entries(probes)) said[name] = await open.score(image);
    await open.close();
    expectNoInfluence(said);
  });

  const python = testPython();
  it.skipIf(python === null)('has none in Python (needs FLAWSMITH_TEST_PYTHON)', async () => {
    const content = await fixtureContent(dir, [60]);
    const { preprocessing, outputs } = content.manifest;
    const manifest = {
      ...content.manifest,
      preprocessing: { ...preprocessing, ...picture, zones: { version: 1, ...zones, photograph } },
      outputs: { ...outputs, mapWidth: picture.width, mapHeight: picture.height },
    };
    await writePackage({ ...content, model, manifest });
    const files = Object.keys(probes).map((name) => join(dir, `${name}.png`));
    for (const [i, { data }] of Object.values(probes).entries()) {
      await sharp(data, { raw: { width: side, height: side, channels: 3 } })
        .png()
        .toFile(files[i]!);
    }
    const maps = join(dir, 'python-maps');
    const program = [join(content.out, 'score.py'), '--maps', maps, ...files];
    const rows = execFileSync(python!, program, { encoding: 'utf8' }).trim().split('\n');
    const said: Record<string, Said> = {};
    for (const [i, name] of Object.keys(probes).entries()) {
      const { score: value } = JSON.parse(rows[i]!) as { score: number };
      said[name] = { score: value, map: decodeNpy(await readFile(join(maps, `${name}.npy`)), name) };
    }
    expectNoInfluence(said);
  });
});
