import type { TrainJob } from '#shared/contract/engine.ts';
import { mostPooled } from '#shared/domain/runs.ts';
import type { Random } from '#shared/vision/random.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type FeatureLayout, extractFeatures, standardise } from '../model/features.ts';
import type { NormalModel, NormalModelOnDevice } from '../model/normalModel.ts';
import { FeaturePool, type PooledPicture } from './featurePool.ts';
import type { Batch } from './step.ts';
import { poolRealDefects, realPerStep } from './realDefects.ts';
import { cellsOfEach } from './pictures.ts';
import { type PictureBatch, freshOf, pooledBefore } from './poolPlan.ts';
import { type TrainingPictures, startTrainingPictures, viewCount } from './trainingPictures.ts';

/** Pictures a step: normal, pseudo-anomalous, changed views of the first normals. */
const batchPictures = { normals: 8, anomalous: 8, views: 2 } as const;
const viewsPerTake = 8;

export interface PictureFeedOptions {
  job: TrainJob;
  layout: FeatureLayout;
  backbone: Backbone;
  normal: NormalModel;
  device: NormalModelOnDevice;
  /** Good parts with their features. */
  normals: readonly PooledPicture[];
  /** Ids of the good parts that the normal model was fitted on, in its order. */
  fitted: readonly string[];
  /** Steps done when the run starts or goes on: the pool is filled with what it held then. */
  from: number;
  /** Called between batches; may throw CancelledError. */
  pause(): Promise<void>;
}

/** The pictures of the steps: forged in workers, their features computed once and pooled. */
export interface PictureFeed {
  /** The pictures of the next step, the newly forged among them. */
  batch(random: Random): Promise<Batch>;
  close(): Promise<void>;
}

/** Starts the workers, and fills the pool far enough for the first step. Holds no tensor. */
export async function startPictureFeed(options: PictureFeedOptions): Promise<PictureFeed> {
  const { normals, from } = options;
  const pool = new FeaturePool(mostPooled(options.layout.picture));
  const pooled = pooledBefore(from, pool.capacity);
  const { pictures, ownerOf } = startPictures(options, pooled[0]!.first);
  const leftOf = ownCells(options);
  const take = async ({ first, count }: PictureBatch): Promise<PooledPicture[]> => {
    const taken = await takeForged(options, pictures, { ownerOf, leftOf }, count);
    pool.addAll(taken, first);
    return taken;
  };
  let step = from;
  try {
    const views: PooledPicture[] = [];
    while (views.length < viewCount)
      views.push(...(await takeForged(options, pictures, { ownerOf, leftOf }, viewsPerTake)));
    for (const batch of pooled) await take(batch);
    const real = await poolRealDefects(options.job.real ?? [], options);
    const realCount = real.length > 0 ? realPerStep : 0;
    return {
      async batch(random) {
        const fresh = await take(freshOf(step++));
        const seen = Array.from({ length: batchPictures.views }, () => random.pick(views));
        const others = batchPictures.normals - seen.length;
        return {
          views: seen,
          normals: [
            ...seen.map((view) => normals[view.owner]!),
            ...Array.from({ length: others }, () => random.pick(normals)),
          ],
          anomalous: [
            ...fresh,
            ...pool.draw(batchPictures.anomalous - fresh.length - realCount, random),
            ...Array.from({ length: realCount }, () => random.pick(real)),
          ],
        };
      },
      close: () => pictures.close(),
    };
  } catch (error) {
    await pictures.close();
    throw error;
  }
}

function startPictures(
  { job, layout, fitted }: PictureFeedOptions,
  first: number,
): {
  pictures: TrainingPictures;
  ownerOf: ReadonlyMap<number, number>;
} {
  const { config, train, stamps } = job;
  const bases = numbersOf(fitted, train);
  const pictures = startTrainingPictures({ config, parts: train, stamps, grid: layout.grid, bases, first });
  return { pictures, ownerOf: new Map(bases.map((base, owner) => [base, owner])) };
}

/** Where the parts of these ids stand in the list, in the order of the ids: no table of a hundred thousand is kept for a few hundred. */
function numbersOf(ids: readonly string[], list: TrainJob['train']): number[] {
  const wanted = new Map(ids.map((id, place) => [id, place]));
  const numbers = new Array<number>(ids.length);
  list.forEach(({ id }, number) => {
    const place = wanted.get(id);
    if (place !== undefined) numbers[place] = number;
  });
  return numbers;
}

/** The cells that the own ignore areas of a training part leave, by its number; each read once. */
function ownCells({ job, layout }: PictureFeedOptions): (base: number) => Promise<Float32Array | undefined> {
  const known = new Map<number, Float32Array | undefined>();
  return async (base) => {
    if (job.train[base]!.own === undefined) return undefined;
    if (!known.has(base)) known.set(base, (await cellsOfEach([job.train[base]!], layout))[0]);
    return known.get(base);
  };
}

interface OfBase {
  ownerOf: ReadonlyMap<number, number>;
  leftOf: ReturnType<typeof ownCells>;
}

/** Computes the features and distances of the next forged pictures. */
async function takeForged(
  { backbone, layout, normal, device, pause }: PictureFeedOptions,
  pictures: TrainingPictures,
  { ownerOf, leftOf }: OfBase,
  count: number,
): Promise<PooledPicture[]> {
  const forged = await Promise.all(Array.from({ length: count }, () => pictures.next()));
  const features = extractFeatures(
    backbone,
    layout,
    forged.map(({ pixels }) => pixels),
  );
  features.forEach((picture) => standardise(layout, normal.statistics, picture));
  const owners = forged.map(({ base }) => ownerOf.get(base) ?? -1);
  const left = await Promise.all(forged.map(({ base }) => leftOf(base)));
  const measures = device.measure(features, owners, left);
  await pause();
  return forged.map(({ coverage }, i) => ({
    features: features[i]!,
    measures: measures[i]!,
    coverage,
    owner: owners[i]!,
    left: left[i],
  }));
}
