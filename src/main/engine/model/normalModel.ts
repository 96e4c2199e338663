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

/** What is normal for this product, learned without any gradient: the fusion head reads distances from it. */
export interface NormalModel {
  statistics: ChannelStatistics;
  memory: Memory;
  calibration: PositionCalibration;
}

/** Distances that the head reads, in channel order. */
export const measureCount = 1;

/**
 * Fits memory and position calibration. Each picture is measured without its own prototypes, else normal parts would
 * look better than parts never seen.
 * @param pictures standardised packed features of normal parts
 * @returns the model and the pictures' own calibrated distances [grid²] each
 */
export async function fitNormalModel(
  layout: FeatureLayout,
  statistics: ChannelStatistics,
  pictures: readonly Float32Array[],
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<{ model: NormalModel; measures: Float32Array[] }> {
  const memory = await fitMemory(layout, pictures, random, pause);
  const device = placeMemory(memory, layout.grid);
  const distances: Float32Array[] = [];
  try {
    for (let i = 0; i < pictures.length; i++) {
      const owner = pictures.length > 1 ? i : -1;
      distances.push(
        tf.tidy(() =>
          device
            .distance(unpackLevels(layout, [pictures[i]]), owner)
            .dataSync()
            .slice(),
        ) as Float32Array,
      );
      if (i % 8 === 0) await pause(1);
    }
  } finally {
    device.dispose();
  }
  const calibration = fitPositionCalibration(distances, layout.grid);
  const affine = calibrationAffine(calibration);
  return { model: { statistics, memory, calibration }, measures: distances.map((map) => calibrate(map, affine)) };
}

/** The normal model on the device; dispose after use. */
export interface NormalModelOnDevice {
  /**
   * Calibrated distances of a batch of one owner.
   * @param pictures standardised packed features
   * @param owners picture of the fit that each stems from, whose prototypes are left out; −1 for none
   * @returns one [grid² × measureCount] array a picture
   */
  measure(pictures: readonly Float32Array[], owners: readonly number[]): Float32Array[];
  dispose(): void;
}

export function placeNormalModel(model: NormalModel, layout: FeatureLayout): NormalModelOnDevice {
  const device = placeMemory(model.memory, layout.grid);
  const affine = calibrationAffine(model.calibration);
  return {
    measure: (pictures, owners) =>
      pictures.map((picture, i) => {
        const map = tf.tidy(() =>
          device.distance(unpackLevels(layout, [picture]), owners[i]).dataSync(),
        ) as Float32Array;
        return calibrate(map, affine);
      }),
    dispose: () => device.dispose(),
  };
}

/** Measures of a batch as the head reads them [batch, grid, grid, measureCount]; the caller disposes. */
export function unpackMeasures(measures: readonly Float32Array[], grid: number): Tensor4D {
  const data = new Float32Array(measures.length * grid * grid * measureCount);
  measures.forEach((map, i) => data.set(map, i * grid * grid * measureCount));
  return tf.tensor4d(data, [measures.length, grid, grid, measureCount]);
}

export function normalModelToArrays(model: NormalModel): NamedArrays {
  return {
    ...statisticsToArrays(model.statistics),
    ...memoryToArrays(model.memory),
    ...calibrationToArrays('memory.position', model.calibration),
  };
}

export function normalModelFromArrays(arrays: NamedArrays): NormalModel {
  return {
    statistics: statisticsFromArrays(arrays),
    memory: memoryFromArrays(arrays),
    calibration: calibrationFromArrays('memory.position', arrays),
  };
}
