import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import { type FeatureLayout, channelsOf, sideBySide, unpackLevels } from './features.ts';
import { type FittedView, countFolds, foldOf } from './fittedViews.ts';
import type { NamedArrays } from './safetensors.ts';
import { whitening } from './whitening.ts';

/** Channels kept of all, 368 of Lite0, 400 of Lite2: a random choice carries nearly all of it (Defard et al. 2021, PaDiM). */
const keptChannels = 140;
/** Added to the diagonal of standardised features' covariance; steadies it where there are few pictures. */
const ridge = 0.3;
/** About so many blocks a side that a picture is divided into. */
const wantedBlocks = 16;

/**
 * A Gaussian of normal features at each place of the part, and the Mahalanobis distance from it. The idea is PaDiM's;
 * sharing covariances in blocks, the ridge and the cross-fitting are ours.
 */
export interface GaussianModel {
  /** Kept channels, ascending: indices into all levels' side by side. */
  channels: Int32Array;
  /** [cells, channels]. */
  mean: Float32Array;
  /** Per block the transposed inverse Cholesky factor W: |(x − mean) W| is the distance. [blocks, channels, channels]. */
  whitening: Float32Array;
}

/** The model of all pictures, and one for each fold with that fold left out. */
export interface CrossFitted {
  all: GaussianModel;
  withoutFold: GaussianModel[];
}

/** How the grid falls into blocks that share a covariance (each cell keeps its own mean). */
export interface Blocks {
  /** Cells of a block: so many that there are about 16 blocks a side, all alike. */
  block: Sides;
  /** Blocks across and down. */
  count: Sides;
}

export function blocksOf(grid: Sides): Blocks {
  const block = { width: blockSide(grid.width), height: blockSide(grid.height) };
  return { block, count: { width: grid.width / block.width, height: grid.height / block.height } };
}

/** Of the numbers that divide the side, the one that comes nearest to 16 blocks, by their ratio. */
function blockSide(cells: number): number {
  const sides = Array.from({ length: cells }, (_, i) => i + 1).filter((side) => cells % side === 0);
  const off = (side: number): number => Math.abs(Math.log(cells / side / wantedBlocks));
  return sides.reduce((best, side) => (off(side) < off(best) - 1e-9 ? side : best));
}

/** Features at each cell [batch, height, width, kept]: all levels brought to the grid, kept channels only. */
function cellFeatures(z: readonly Tensor4D[], grid: Sides, channels: Int32Array): Tensor4D {
  return tf.gather(sideBySide(z, grid), tf.tensor1d(channels, 'int32'), 3);
}

/** [batch, height, width, c] → [blocks, batch · cells of a block, c]. */
function toBlocks(x: Tensor4D): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  const { block, count } = blocksOf({ width, height });
  const split = tf.reshape(x, [batch, count.height, block.height, count.width, block.width, channels]);
  const turned = tf.transpose(split, [1, 3, 0, 2, 4, 5]);
  return tf.reshape(turned, [cellsOf(count), batch * cellsOf(block), channels]);
}

/** A random choice of all levels' channels, side by side. */
export function drawChannels(layout: FeatureLayout, random: Random): Int32Array {
  const total = channelsOf(layout);
  const order = Int32Array.from({ length: total }, (_, i) => i);
  const kept = Math.min(keptChannels, total);
  for (let i = 0; i < kept; i++) {
    const j = random.integer(i, total - 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, kept).sort();
}

/**
 * Fits means and covariances on all pictures and without each fold.
 * @param pictures standardised packed features
 * @param channels of {@link drawChannels}
 * @param pause called between pieces of work; may throw CancelledError
 */
export async function fitGaussian(
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  channels: Int32Array,
  pause: (done: number) => Promise<void>,
): Promise<CrossFitted> {
  const usedFolds = countFolds(pictures);
  const parts: Moments[] = [];
  for (let fold = 0; fold < usedFolds; fold++) {
    const members = pictures.filter(({ owner }) => foldOf(owner) === fold);
    parts.push(await momentsOf(layout, members, channels, pause));
  }
  const withoutFold: GaussianModel[] = [];
  for (let fold = 0; fold < usedFolds; fold++) {
    withoutFold.push(modelFrom(addMoments(parts.filter((_, i) => i !== fold)), channels));
    await pause(fold / usedFolds);
  }
  return { all: modelFrom(addMoments(parts), channels), withoutFold };
}

/** Sums over pictures: n per cell [cells], Σx per cell [cells, c], and Σxxᵀ per block [blocks, c, c] in float64-safe sizes. */
interface Moments {
  counts: Float32Array;
  grid: Sides;
  sum: Float32Array;
  products: Float32Array;
}

async function momentsOf(
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  channels: Int32Array,
  pause: (done: number) => Promise<void>,
): Promise<Moments> {
  const { grid } = layout;
  const counts = new Float32Array(cellsOf(grid)).fill(pictures.length);
  for (const { left } of pictures) left?.forEach((isLeft, cell) => (counts[cell]! -= 1 - isLeft));
  const blocks = cellsOf(blocksOf(grid).count);
  let sum = tf.zeros([cellsOf(grid), channels.length]);
  let products = tf.zeros([blocks, channels.length, channels.length]);
  for (let i = 0; i < pictures.length; i += 8) {
    const next = tf.tidy(() => {
      const batch = pictures.slice(i, i + 8);
      const x = onlyLeft(
        cellFeatures(
          unpackLevels(
            layout,
            batch.map(({ features }) => features),
          ),
          grid,
          channels,
        ),
        batch,
      );
      const rows = toBlocks(x);
      return [
        tf.add(sum, tf.reshape(tf.sum(x, 0), [cellsOf(grid), -1])),
        tf.add(products, tf.matMul(rows, rows, true, false)),
      ];
    });
    tf.dispose([sum, products]);
    [sum, products] = next as [typeof sum, typeof products];
    await pause(0);
  }
  const moments = {
    counts,
    grid,
    sum: sum.dataSync().slice() as Float32Array,
    products: products.dataSync().slice() as Float32Array,
  };
  tf.dispose([sum, products]);
  return moments;
}

/** Features of no weight, zeros, where a picture's own ignore areas leave nothing. */
function onlyLeft(x: Tensor4D, pictures: readonly FittedView[]): Tensor4D {
  if (!pictures.some(({ left }) => left)) return x;
  const [batch, height, width] = x.shape;
  const cells = height * width;
  const weights = new Float32Array(batch * cells).fill(1);
  pictures.forEach(({ left }, i) => left && weights.set(left, i * cells));
  return tf.mul(x, tf.tensor4d(weights, [batch, height, width, 1]));
}

function addMoments(parts: readonly Moments[]): Moments {
  const total: Moments = {
    counts: new Float32Array(parts[0]!.counts.length),
    grid: parts[0]!.grid,
    sum: new Float32Array(parts[0]!.sum.length),
    products: new Float32Array(parts[0]!.products.length),
  };
  for (const part of parts) {
    addTo(total.counts, part.counts);
    addTo(total.sum, part.sum);
    addTo(total.products, part.products);
  }
  return total;
}

/** A loop: a call for each of the 25 million products of 384 px takes longer than adding them. */
function addTo(sums: Float32Array, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
}

/** Covariance of a block = (Σxxᵀ − Σ over its cells of n·mean·meanᵀ) / (Σn − 1) + ridge; of a cell that none left the mean is 0. */
function modelFrom({ counts, grid, sum, products }: Moments, channels: Int32Array): GaussianModel {
  const c = channels.length;
  const blocks = blocksOf(grid);
  const mean = sum.map((value, i) => value / Math.max(counts[Math.floor(i / c)]!, 1));
  const factors = new Float32Array(cellsOf(blocks.count) * c * c);
  for (let block = 0; block < cellsOf(blocks.count); block++) {
    const covariance = Float64Array.from(products.subarray(block * c * c, (block + 1) * c * c));
    let total = 0;
    for (const cell of cellsOfBlock(block, blocks)) {
      const count = counts[cell]!;
      total += count;
      for (let i = 0; i < c; i++) {
        const mi = mean[cell * c + i]! * count;
        for (let j = 0; j < c; j++) covariance[i * c + j]! -= mi * mean[cell * c + j]!;
      }
    }
    const divisor = Math.max(total - 1, 1);
    for (let i = 0; i < covariance.length; i++) covariance[i]! /= divisor;
    for (let i = 0; i < c; i++) covariance[i * c + i] = Math.max(covariance[i * c + i]!, 0) + ridge;
    factors.set(whitening(covariance, c), block * c * c);
  }
  return { channels, mean, whitening: factors };
}

function cellsOfBlock(number: number, { block, count }: Blocks): number[] {
  const top = Math.floor(number / count.width) * block.height;
  const left = (number % count.width) * block.width;
  const stride = count.width * block.width;
  const cells: number[] = [];
  for (let y = 0; y < block.height; y++) {
    for (let x = 0; x < block.width; x++) cells.push((top + y) * stride + left + x);
  }
  return cells;
}

/** A model on the device; dispose after use. */
export interface GaussianOnDevice {
  /** Natural logarithm of the Mahalanobis distance of each cell, [batch, height, width, 1]; the caller owns it. */
  distance(z: readonly Tensor4D[]): Tensor4D;
  dispose(): void;
}

export function placeGaussian(model: GaussianModel, grid: Sides): GaussianOnDevice {
  const c = model.channels.length;
  const { block, count } = blocksOf(grid);
  const mean = tf.keep(tf.tensor4d(model.mean, [1, grid.height, grid.width, c]));
  const factors = tf.keep(tf.tensor3d(model.whitening, [cellsOf(count), c, c]));
  return {
    distance: (z) =>
      tf.tidy(() => {
        const x = tf.sub(cellFeatures(z, grid, model.channels), mean) as Tensor4D;
        const white = tf.matMul(toBlocks(x), factors);
        const squared = tf.sum(tf.square(white), 2);
        const logarithm = tf.mul(tf.log(tf.add(squared, 1e-6)), 0.5);
        const batch = x.shape[0];
        const split = tf.reshape(logarithm, [count.height, count.width, batch, block.height, block.width]);
        return tf.reshape(tf.transpose(split, [2, 0, 3, 1, 4]), [batch, grid.height, grid.width, 1]) as Tensor4D;
      }),
    dispose: () => tf.dispose([mean, factors]),
  };
}

export function gaussianToArrays(name: string, model: GaussianModel): NamedArrays {
  const c = model.channels.length;
  return {
    [`${name}.channels`]: { shape: [c], data: Float32Array.from(model.channels) },
    [`${name}.mean`]: { shape: [model.mean.length / c, c], data: model.mean },
    [`${name}.whitening`]: { shape: [model.whitening.length / c / c, c, c], data: model.whitening },
  };
}

export function gaussianFromArrays(name: string, arrays: NamedArrays): GaussianModel {
  return {
    channels: Int32Array.from(arrays[`${name}.channels`]!.data),
    mean: arrays[`${name}.mean`]!.data,
    whitening: arrays[`${name}.whitening`]!.data,
  };
}
