/**
 * Scoring without decode and resize against the bare backbone, in turns, and each of them by input size. Either has a process of its
 * own: the threads of two sessions in one process wait for work by spinning and hinder each other. Without PACKAGE a short run on the
 * sample product makes one, 256 px.
 * node scripts/with-node.mjs benchmarks/scoring.ts [PACKAGE [WEIGHTS.safetensors]]; the bare backbone is the package's own. Prints one
 * JSON object.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import { addPreprocessing } from '#engine/export/preprocessing.ts';
import { backboneWord } from '#shared/domain/backbones.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { type ScoringPackage, openPackage, scoreImage } from '#scoring/package.ts';
import { writeSamplePictures } from '#studio/sampleProduct.ts';
import { forkRow } from './quality/forkRow.ts';
import { defaultSettings } from './quality/settings.ts';

const threads = 2;
const seed = 0;
const warmUp = 3;
const repeats = 15;
const inputs: [number, number][] = [
  [256, 256],
  [512, 512],
  [1024, 1024],
  [4000, 3000],
];

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounded = (value: number): number => Number(value.toFixed(2));

async function medianMs(count: number, work: () => Promise<number | void>): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < warmUp + count; i++) {
    const start = performance.now();
    const own = await work();
    if (i >= warmUp) samples.push(own ?? performance.now() - start);
  }
  return median(samples);
}

const sessionOptions: ort.InferenceSession.SessionOptions = {
  intraOpNumThreads: threads,
  graphOptimizationLevel: 'all',
};

/** A package of a short run on the sample product, in a folder. */
async function makePackage(dir: string): Promise<string> {
  const [folder, keep] = [join(dir, 'pictures'), join(dir, 'made')];
  await writeSamplePictures(folder);
  const settings = defaultSettings({ steps: 20 }, 256);
  const order = { data: 'sample', folder, seed, settings, withRobustness: false, keep };
  await forkRow(order, { signal: new AbortController().signal, onMessage: () => undefined });
  return join(keep, 'package');
}

/** Starts a process that times one side, see timedSide.ts; the answer asks it for `count` calls and gives their ms. */
async function timedSide(args: string[]): Promise<{ time: (count: number) => Promise<number[]>; end: () => void }> {
  const child = fork(join(import.meta.dirname, 'quality/timedSide.ts'), [String(threads), ...args]);
  const answer = async (): Promise<number[]> => ((await once(child, 'message')) as [number[]])[0];
  await answer();
  const time = async (count: number): Promise<number[]> => {
    child.send(count);
    return answer();
  };
  return { time, end: () => child.kill() };
}

/**
 * Bare backbone and detector in turns of a few calls, so that whatever else the machine does weighs on both; ms of the model hold
 * its resize.
 */
async function compareWithBackbone(
  packageDir: string,
  weights: string[],
): Promise<{ backboneMs: number; modelMs: number }> {
  const sides = [await timedSide(['backbone', packageDir, ...weights]), await timedSide(['model', packageDir])];
  const samples: number[][] = [[], []];
  try {
    for (let turn = 0; turn < repeats; turn++) {
      // The first call of a turn wakes threads that had gone to sleep.
      for (const [i, side] of sides.entries()) samples[i]!.push(...(await side.time(6)).slice(1));
    }
  } finally {
    for (const side of sides) side.end();
  }
  return { backboneMs: median(samples[0]!), modelMs: median(samples[1]!) };
}

async function resizeMs(image: Raster, picture: PictureShape): Promise<number> {
  const graph = new OnnxGraph('resize');
  const input = graph.input('image', 'uint8', ['height', 'width', 3]);
  const roi = { x: 0, y: 0, width: 1, height: 1 };
  const resized = addPreprocessing(graph, input, { roi, picture });
  graph.output('picture', 'float32', [1, 3, picture.height, picture.width], resized);
  const session = await ort.InferenceSession.create(graph.serialize(), sessionOptions);
  const ms = await medianMs(repeats, async () => {
    await session.run({ image: new ort.Tensor('uint8', image.data, [image.height, image.width, 3]) });
  });
  await session.release();
  return ms;
}

function noise(width: number, height: number): Raster {
  const random = createRandom(seed, width, height);
  const data = Uint8Array.from({ length: width * height * 3 }, () => 100 + random.integer(0, 40));
  return { width, height, data };
}

/** Decode, resize and model by input size, ms. @param folder takes the pictures */
async function timeInputs(pkg: ScoringPackage, folder: string): Promise<Record<string, number>[]> {
  const { preprocessing } = pkg.manifest;
  const rows = [];
  for (const [width, height] of inputs) {
    const image = noise(width, height);
    const file = join(folder, `${width}.png`);
    await sharp(image.data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(file);
    rows.push({
      width,
      height,
      decodeMs: rounded(await medianMs(repeats, async () => (await scoreImage(pkg, file)).decodeMs)),
      resizeMs: rounded(await resizeMs(image, preprocessing)),
      modelMs: rounded(await medianMs(repeats, async () => (await scoreImage(pkg, image)).modelMs)),
    });
  }
  return rows;
}

const folder = await mkdtemp(join(tmpdir(), 'flawsmith-scoring-'));
try {
  const packageDir = process.argv[2] === undefined ? await makePackage(folder) : resolve(process.argv[2]);
  const { backboneMs, modelMs } = await compareWithBackbone(packageDir, process.argv.slice(3, 4));
  const openStart = performance.now();
  const pkg = await openPackage(packageDir, { threads });
  const openMs = performance.now() - openStart;
  try {
    const { width, height } = pkg.manifest.preprocessing;
    const ownResizeMs = await resizeMs(noise(width, height), { width, height });
    console.log(
      JSON.stringify({
        benchmark: 'scoring',
        backbone: backboneWord(pkg.manifest.backbone),
        width,
        height,
        threads,
        seed,
        openMs: rounded(openMs),
        budgetOpenMs: 1000,
        backboneMs: rounded(backboneMs),
        modelMs: rounded(modelMs),
        resizeMs: rounded(ownResizeMs),
        ratio: rounded((modelMs - ownResizeMs) / backboneMs),
        budgetRatio: 1.5,
        inputs: await timeInputs(pkg, folder),
        peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
        node: process.version,
        processor: cpus()[0]?.model ?? 'unknown',
      }),
    );
  } finally {
    await pkg.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
