import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import type { NamedArrays } from './safetensors.ts';

/** Calibrated distances are clamped to this range: below it says nothing, above it is far outside normal. */
export const calibratedRange = [-4, 8] as const;
/** Divides anything to nothing, in every runtime. */
export const silentScale = 1e20;

/** What distance is normal at each place of the part. */
export interface PositionCalibration {
  /** [cells] mean of the normal distance, smoothed 5×5. */
  mean: Float32Array;
  /** [cells] deviation, smoothed 5×5. */
  deviation: Float32Array;
  /** Mean and deviation of (d − mean) / deviation over the normals: the result is standardised again. */
  offset: number;
  scale: number;
}

/**
 * Over the judged cells alone: the others have no prototypes, and their distances would say nothing of the part.
 * @param distances one [cells] map a view of a normal part, measured by a model that has not seen the part
 * @param parts parts that the views show: those of one part count as one where belief is weighed against them
 * @param region [cells] 1 where a cell is judged
 * @param belief pictures' worth of belief that all places are alike: steadies the estimate where there are few pictures;
 * Infinity makes no difference between places
 * @param left of each map: [cells] 0 where its picture's own ignore areas leave nothing, else 1; undefined: it has none
 */
export function fitPositionCalibration(
  distances: readonly Float32Array[],
  parts: number,
  grid: Sides,
  region: Float32Array,
  belief: number,
  left: readonly (Float32Array | undefined)[] = [],
): PositionCalibration {
  const cells = cellsOf(grid);
  const sum = new Float64Array(cells);
  const squares = new Float64Array(cells);
  const counts = new Float64Array(cells);
  distances.forEach((map, picture) => {
    const own = left[picture];
    for (let i = 0; i < cells; i++) {
      if (own?.[i] === 0) continue;
      sum[i]! += map[i]!;
      squares[i]! += map[i]! ** 2;
      counts[i]!++;
    }
  });
  const total = (values: Float64Array): number => values.reduce((a, b, i) => (region[i] ? a + b : a), 0);
  const judged = Math.max(total(counts), 1);
  const overallMean = total(sum) / judged;
  const overallVariance = Math.max(total(squares) / judged - overallMean ** 2, 1e-8);
  const own = belief === Infinity ? 0 : parts / (parts + belief);
  const mean = sum.map((ofCell, i) => (counts[i] ? (own * ofCell) / counts[i] + (1 - own) * overallMean : overallMean));
  const deviation = squares.map((ofCell, i) => {
    const n = counts[i]!;
    if (n === 0) return Math.sqrt(overallVariance);
    const variance = Math.max(ofCell / n - (sum[i]! / n) ** 2, 0);
    return Math.sqrt(own * variance + (1 - own) * overallVariance);
  });
  const calibration = { mean: smooth(mean, grid, region), deviation: smooth(deviation, grid, region) };
  return { ...calibration, ...spreadOf(distances, calibration, region, left) };
}

function spreadOf(
  distances: readonly Float32Array[],
  { mean, deviation }: Pick<PositionCalibration, 'mean' | 'deviation'>,
  region: Float32Array,
  left: readonly (Float32Array | undefined)[],
): { offset: number; scale: number } {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (const [picture, map] of distances.entries()) {
    const own = left[picture];
    for (let i = 0; i < map.length; i++) {
      if (!region[i] || own?.[i] === 0) continue;
      const value = (map[i]! - mean[i]!) / deviation[i]!;
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const offset = sum / Math.max(count, 1);
  const scale = Math.sqrt(Math.max(squares / Math.max(count, 1) - offset ** 2, 1e-8));
  // As files keep them: a run that goes on from one measures with the same numbers as before.
  return { offset: Math.fround(offset), scale: Math.fround(scale) };
}

/** A calibration under which every distance reads as zero. */
export function silenced(calibration: PositionCalibration): PositionCalibration {
  return { ...calibration, mean: calibration.mean.map(() => 0), offset: 0, scale: silentScale };
}

/** 5×5 mean over the judged cells inside the grid; cells that have none around them keep their own value. */
function smooth(values: Float64Array, { width, height }: Sides, region: Float32Array): Float32Array {
  return Float32Array.from(values, (own, i) => {
    const row = Math.floor(i / width);
    const column = i % width;
    let sum = 0;
    let count = 0;
    for (let y = Math.max(row - 2, 0); y <= Math.min(row + 2, height - 1); y++) {
      for (let x = Math.max(column - 2, 0); x <= Math.min(column + 2, width - 1); x++) {
        if (!region[y * width + x]) continue;
        sum += values[y * width + x]!;
        count++;
      }
    }
    return count === 0 ? own : sum / count;
  });
}

/**
 * The calibration as one affine map a cell, q = clamp(d × gain − shift): what training, scoring and the exported graph
 * all compute.
 * @param region [cells] 0 where nothing is judged: there every distance reads as the lowest there is
 */
export function calibrationAffine(
  calibration: PositionCalibration,
  region: Float32Array,
): { gain: Float32Array; shift: Float32Array } {
  const { mean, deviation, offset, scale } = calibration;
  const gain = deviation.map((value, i) => region[i]! / (value * scale));
  const shift = gain.map((factor, i) => (region[i] ? mean[i]! * factor + offset / scale : -calibratedRange[0]));
  return { gain, shift };
}

/** q of one distance map; see {@link calibrationAffine}. */
export function calibrate(
  map: Float32Array,
  { gain, shift }: { gain: Float32Array; shift: Float32Array },
): Float32Array {
  const [low, high] = calibratedRange;
  return map.map((distance, i) => Math.min(Math.max(distance * gain[i]! - shift[i]!, low), high));
}

export function calibrationToArrays(name: string, calibration: PositionCalibration): NamedArrays {
  const shape = [calibration.mean.length];
  return {
    [`${name}.mean`]: { shape, data: calibration.mean },
    [`${name}.deviation`]: { shape, data: calibration.deviation },
    [`${name}.spread`]: { shape: [2], data: Float32Array.of(calibration.offset, calibration.scale) },
  };
}

export function calibrationFromArrays(name: string, arrays: NamedArrays): PositionCalibration {
  const [offset, scale] = arrays[`${name}.spread`]!.data;
  return {
    mean: arrays[`${name}.mean`]!.data,
    deviation: arrays[`${name}.deviation`]!.data,
    offset: offset!,
    scale: scale!,
  };
}
