/**
 * A training step fed by the synthesis workers against the same step fed from memory, in one run (budget ≤ 1.25 where cores
 * are free), and the parts of a step. node scripts/with-node.mjs benchmarks/step.ts; prints one JSON object.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { renderSamplePart } from '#shared/vision/sample/index.ts';
import { tf } from '#engine/backend/tensorflow.ts';
import { loadBackbone } from '#engine/model/backbones/index.ts';
import { channelStatistics, extractFeatures, featureLayout, standardise } from '#engine/model/features.ts';
import { judgedByCells } from '#engine/model/judged.ts';
import { createHead } from '#engine/model/head.ts';
import { unmovedViews } from '#engine/model/fittedViews.ts';
import { fitNormalModel } from '#engine/model/fitNormalModel.ts';
import { measureCount, placeNormalModel } from '#engine/model/normalModel.ts';
import { FeaturePool, type PooledPicture } from '#engine/training/featurePool.ts';
import { createTrainingState, trainStep } from '#engine/training/step.ts';
import { type TrainingPicture, startTrainingPictures, viewCount } from '#engine/training/trainingPictures.ts';
import { backboneFile } from '#studio/paths.ts';
import { wholeRegion } from '#shared/vision/judgedRegion.ts';

const size = 256;
const parts = 24;
const steps = 40;
const warmUp = 6;
const fresh = 2;

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const round = (value: number): number => Math.round(value * 10) / 10;

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-step-'));
try {
  const pixels: Uint8Array[] = [];
  const files: { pixels: string }[] = [];
  for (let i = 0; i < parts; i++) {
    const { image } = renderSamplePart(i, { session: 1, size });
    pixels.push(image.data);
    const file = join(dir, `${i}.rgb`);
    files.push({ pixels: file });
    await writeFile(file, image.data);
  }
  const backbone = await loadBackbone(backboneFile);
  const layout = featureLayout(squareOf(size), backbone.architecture);
  const features = pixels.flatMap((picture) => extractFeatures(backbone, layout, [picture]));
  const statistics = channelStatistics(layout, features);
  features.forEach((picture) => standardise(layout, statistics, picture));
  const { model, measures } = await fitNormalModel(
    layout,
    statistics,
    unmovedViews(features),
    judgedByCells(wholeRegion(layout.grid), layout.grid, layout.picture),
    createRandom(1),
    async () => undefined,
  );
  const device = placeNormalModel(model, layout);
  const normals = features.map((picture, i) => ({
    features: picture,
    measures: measures[i]!,
    coverage: null,
    owner: i,
  }));
  const config = { picture: layout.picture, seed: 0, priorSet: defaultPriorSet };
  const training = startTrainingPictures({ config, parts: files, grid: layout.grid, bases: [0], first: 0 });
  for (let i = 0; i < viewCount; i++) await training.next(); // what follows has defects
  const state = createTrainingState(createHead(layout, measureCount, 0));
  const pool = new FeaturePool(64);
  const times = { features: [] as number[], measures: [] as number[], head: [] as number[] };
  const tensors: number[] = [];

  const measured = <T>(list: number[], work: () => T): T => {
    const began = performance.now();
    const result = work();
    list.push(performance.now() - began);
    return result;
  };
  const step = (forged: TrainingPicture[], index: number): void => {
    const computed = measured(times.features, () =>
      extractFeatures(
        backbone,
        layout,
        forged.map((picture) => picture.pixels),
      ),
    );
    computed.forEach((picture) => standardise(layout, statistics, picture));
    const distances = measured(times.measures, () =>
      device.measure(
        computed,
        forged.map((picture) => picture.base),
      ),
    );
    const pooled = forged.map(({ coverage, base }, i): PooledPicture => ({
      features: computed[i]!,
      measures: distances[i]!,
      coverage,
      owner: base,
    }));
    pool.addAll(pooled, index * forged.length);
    const random = createRandom(9, index);
    const batch = {
      normals: Array.from({ length: 8 }, () => random.pick(normals)),
      anomalous: pool.draw(8, random),
      views: normals.slice(0, 2),
    };
    measured(times.head, () =>
      trainStep(state, layout, batch, { feature: 1, score: 1, consistency: 1 }, 1e-3, index, random),
    );
    tensors.push(tf.memory().numTensors);
  };
  const run = async (next: () => Promise<TrainingPicture[]>, first: number): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < steps + warmUp; i++) {
      const began = performance.now();
      step(await next(), first + i);
      await new Promise((resolve) => setImmediate(resolve));
      if (i >= warmUp) all.push(performance.now() - began);
    }
    return median(all);
  };
  const take = (): Promise<TrainingPicture[]> => Promise.all(Array.from({ length: fresh }, () => training.next()));
  const fed = await run(take, 0);
  const kept = await take();
  await training.close();
  const fromMemory = await run(() => Promise.resolve(kept), 1000);
  process.stdout.write(
    `${JSON.stringify({
      benchmark: 'step',
      ratio: Math.round((100 * fed) / fromMemory) / 100,
      budget: '<= 1.25 where cores are free',
      fedMs: round(fed),
      fromMemoryMs: round(fromMemory),
      featuresMs: round(median(times.features)),
      measuresMs: round(median(times.measures)),
      headMs: round(median(times.head)),
      tensorsFirst: tensors[0],
      tensorsLast: tensors.at(-1),
      cores: cpus().length,
      load: round(loadavg()[0]!),
    })}\n`,
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}
process.exit(0);
