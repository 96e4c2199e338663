import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import {
  type ChannelStatistics,
  type FeatureLayout,
  statisticsFromArrays,
  statisticsToArrays,
  unpackLevels,
} from './features.ts';
import { type GaussianModel, fitGaussian, gaussianFromArrays, gaussianToArrays, placeGaussian } from './gaussian.ts';
import { type Memory, fitMemory, memoryFromArrays, memoryToArrays, placeMemory } from './memory.ts';
import {
  type PositionCalibration,
  calibrate,
  calibrationAffine,
  calibrationFromArrays,
  calibrationToArrays,
  fitPositionCalibration,
} from './positionCalibration.ts';
import type { NamedArrays } from './safetensors.ts';

/** The distances from normal that the head reads, in channel order. */
export const measureNames = ['memory', 'gaussian'] as const;
export type MeasureName = (typeof measureNames)[number];
export const measureCount = measureNames.length;

/** How far each measure's normal level is taken to differ from place to place; see {@link fitPositionCalibration}. */
const positionBelief: Readonly<Record<MeasureName, number>> = { memory: 30, gaussian: Infinity };

/** What is normal for this product, learned without any gradient: the fusion head reads distances from it. */
export interface NormalModel {
  statistics: ChannelStatistics;
  memory: Memory;
  gaussian: GaussianModel;
  /** Gaussians with one fold of the pictures left out; only training needs them. */
  withoutFold: GaussianModel[];
  calibration: Record<MeasureName, PositionCalibration>;
}

/**
 * Fits the model. Each picture is measured by a part of the model that has not seen it, else normal parts would look
 * better than parts never seen.
 * @param pictures standardised packed features of normal parts
 * @returns the model and the pictures' own calibrated distances [grid² × measureCount] each
 */
export async function fitNormalModel(
  layout: FeatureLayout,
  statistics: ChannelStatistics,
  pictures: readonly Float32Array[],
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<{ model: NormalModel; measures: Float32Array[] }> {
  const memory = await fitMemory(layout, pictures, random, pause);
  const { all, withoutFold } = await fitGaussian(layout, pictures, random.derive(2), pause);
  const device = placeDistances({ memory, gaussian: all, withoutFold }, layout);
  const raw: Record<MeasureName, Float32Array>[] = [];
  try {
    for (let i = 0; i < pictures.length; i++) {
      raw.push(device.distances(pictures[i], i));
      if (i % 8 === 0) await pause(1);
    }
  } finally {
    device.dispose();
  }
  const calibration = Object.fromEntries(
    measureNames.map((name) => {
      const maps = raw.map((distances) => distances[name]);
      return [name, fitPositionCalibration(maps, layout.grid, positionBelief[name])];
    }),
  ) as NormalModel['calibration'];
  const model = { statistics, memory, gaussian: all, withoutFold, calibration };
  return { model, measures: raw.map((distances) => interleave(distances, calibration)) };
}

/** Calibrates each measure and puts them side by side: [grid² × measureCount]. */
function interleave(
  distances: Record<MeasureName, Float32Array>,
  calibration: NormalModel['calibration'],
): Float32Array {
  const maps = measureNames.map((name) => calibrate(distances[name], calibrationAffine(calibration[name])));
  const joined = new Float32Array(maps[0].length * measureCount);
  maps.forEach((map, m) => map.forEach((value, i) => (joined[i * measureCount + m] = value)));
  return joined;
}

/** One measure out of {@link interleave}'s array. */
export function measureMap(measures: Float32Array, index: number): Float32Array {
  return Float32Array.from({ length: measures.length / measureCount }, (_, i) => measures[i * measureCount + index]);
}

interface DistancesOnDevice {
  distances(picture: Float32Array, owner: number): Record<MeasureName, Float32Array>;
  dispose(): void;
}

function placeDistances(
  model: Pick<NormalModel, 'memory' | 'gaussian' | 'withoutFold'>,
  layout: FeatureLayout,
): DistancesOnDevice {
  const memory = placeMemory(model.memory, layout.grid);
  const all = placeGaussian(model.gaussian, layout.grid);
  const withoutFold = model.withoutFold.map((fold) => placeGaussian(fold, layout.grid));
  return {
    distances: (picture, owner) =>
      tf.tidy(() => {
        const z: Tensor4D[] = unpackLevels(layout, [picture]);
        const unseen = owner >= 0 && withoutFold.length > 1 ? withoutFold[owner % withoutFold.length] : all;
        return {
          memory: memory.distance(z, owner).dataSync().slice() as Float32Array,
          gaussian: unseen.distance(z).dataSync().slice() as Float32Array,
        };
      }),
    dispose: () => [memory, all, ...withoutFold].forEach((item) => item.dispose()),
  };
}

/** The normal model on the device; dispose after use. */
export interface NormalModelOnDevice {
  /**
   * Calibrated distances of pictures.
   * @param pictures standardised packed features
   * @param owners picture of the fit that each stems from, which is then left out of the model; −1 for none
   * @returns one [grid² × measureCount] array a picture
   */
  measure(pictures: readonly Float32Array[], owners: readonly number[]): Float32Array[];
  dispose(): void;
}

export function placeNormalModel(model: NormalModel, layout: FeatureLayout): NormalModelOnDevice {
  const device = placeDistances(model, layout);
  return {
    measure: (pictures, owners) =>
      pictures.map((picture, i) => interleave(device.distances(picture, owners[i]), model.calibration)),
    dispose: () => device.dispose(),
  };
}

/** Measures of a batch as the head reads them [batch, grid, grid, measureCount]; the caller disposes. */
export function unpackMeasures(measures: readonly Float32Array[], grid: number): Tensor4D {
  const data = new Float32Array(measures.length * grid * grid * measureCount);
  measures.forEach((map, i) => data.set(map, i * grid * grid * measureCount));
  return tf.tensor4d(data, [measures.length, grid, grid, measureCount]);
}

/** @param withFolds folds are needed to resume, not to score */
export function normalModelToArrays(model: NormalModel, withFolds: boolean): NamedArrays {
  const folds = withFolds ? model.withoutFold.map((fold, i) => gaussianToArrays(`fold.${i}`, fold)) : [];
  const calibrations = measureNames.map((name) => calibrationToArrays(`${name}.position`, model.calibration[name]));
  return Object.assign(
    {},
    statisticsToArrays(model.statistics),
    memoryToArrays(model.memory),
    gaussianToArrays('gaussian', model.gaussian),
    ...folds,
    ...calibrations,
  ) as NamedArrays;
}

export function normalModelFromArrays(arrays: NamedArrays): NormalModel {
  const withoutFold: GaussianModel[] = [];
  while (arrays[`fold.${withoutFold.length}.mean`])
    withoutFold.push(gaussianFromArrays(`fold.${withoutFold.length}`, arrays));
  return {
    statistics: statisticsFromArrays(arrays),
    memory: memoryFromArrays(arrays),
    gaussian: gaussianFromArrays('gaussian', arrays),
    withoutFold,
    calibration: Object.fromEntries(
      measureNames.map((name) => [name, calibrationFromArrays(`${name}.position`, arrays)]),
    ) as NormalModel['calibration'],
  };
}
