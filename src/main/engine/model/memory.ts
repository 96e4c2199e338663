import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import { type FeatureLayout, levelIndex, toGrid, unpackLevels } from './features.ts';
import type { FittedView } from './fittedViews.ts';
import { leftOf } from './judged.ts';
import { chooseKCentres } from './kCentres.ts';
import { randomOrthonormal } from './orthonormal.ts';
import type { NamedArrays } from './safetensors.ts';

/** Random cells offered to the choice of prototypes. */
const candidateCount = 60_000;
const prototypeCount = 2_000;
/** Channels of the random orthogonal projection in which distances are taken. */
const projectedChannels = 96;
/** Nearest prototypes whose distances are averaged: one alone leans on the luck of the choice. */
export const nearestCount = 2;
/** Added to the squared distance of a prototype that must not be used. */
const excluded = 1e9;

/**
 * Memory of normal features: prototypes of [stride 8 | stride 16] neighbourhoods, and the mean distance to the two
 * nearest. The idea is PatchCore's (Roth et al., CVPR 2022), the orthogonal projection Kim et al.'s (semi-orthogonal
 * embedding, 2021); prototypes remember their picture, so a training picture can be measured without its own.
 */
export interface Memory {
  /** [embedded channels, channels] with orthonormal columns. */
  projection: Float32Array;
  /** [K, channels] row-major, projected. */
  prototypes: Float32Array;
  /** Part that each prototype came from: index into the parts it was fitted on. */
  owners: Float32Array;
  /** After the projection. */
  channels: number;
}

/**
 * Neighbourhood embedding e: the network's memory levels (bilinear to the grid), each averaged 3×3 without counting padding.
 * @param z standardised levels of a batch. The caller owns the result [batch, height, width, channels].
 */
function embed(z: readonly Tensor4D[], layout: FeatureLayout): Tensor4D {
  const wanted = layout.architecture.memoryLevels.map((name) => z[levelIndex(layout, name)]!);
  return tf.concat(
    wanted.map((level) => tf.avgPool(toGrid(level, layout.grid), 3, 1, 'same')),
    3,
  );
}

const embeddedChannels = (layout: FeatureLayout): number =>
  layout.architecture.memoryLevels.reduce((sum, name) => sum + layout.levels[levelIndex(layout, name)]!.channels, 0);

/**
 * Chooses prototypes from random cells of the views.
 * @param region [cells of the grid] those that are judged; no prototype comes from the others
 * @param pause called now and then with the share done; may throw CancelledError
 */
export async function fitMemory(
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  region: Float32Array,
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<Memory> {
  const embedded = embeddedChannels(layout);
  const channels = Math.min(projectedChannels, embedded);
  // lengths shrink alike in all directions, on average
  const projection = randomOrthonormal(embedded, channels, random);
  const { candidates, owners } = await drawCandidates(layout, pictures, region, projection, random, pause);
  const chosen = await chooseKCentres(candidates, channels, prototypeCount, random, pause);
  const prototypes = new Float32Array(chosen.length * channels);
  chosen.forEach((row, i) => prototypes.set(candidates.subarray(row * channels, (row + 1) * channels), i * channels));
  return { projection, prototypes, owners: Float32Array.from(chosen, (row) => owners[row]!), channels };
}

async function drawCandidates(
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  region: Float32Array,
  projection: Float32Array,
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<{ candidates: Float32Array; owners: Int32Array }> {
  const most = Math.ceil(candidateCount / pictures.length);
  const offered = pictures.map(({ left }) => cellsIn(leftOf(region, left)));
  const counts = offered.map(({ length }) => Math.min(length, most));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const embedded = embeddedChannels(layout);
  const channels = projection.length / embedded;
  const candidates = new Float32Array(total * channels);
  const owners = new Int32Array(total);
  let row = 0;
  for (const [i, { features, owner }] of pictures.entries()) {
    const projected = tf.tidy(() =>
      project(embed(unpackLevels(layout, [features]), layout), projection).dataSync(),
    ) as Float32Array;
    for (const cell of randomCells(offered[i]!, counts[i]!, random)) {
      candidates.set(projected.subarray(cell * channels, (cell + 1) * channels), row * channels);
      owners[row++] = owner;
    }
    if (i % 16 === 0) await pause(0);
  }
  return { candidates, owners };
}

const cellsIn = (region: Float32Array): Int32Array =>
  Int32Array.from(region.keys()).filter((cell) => region[cell] !== 0);

/** Embedded cells, one a row, projected [cells, channels]. The caller owns the result. */
function project(e: Tensor4D, projection: Float32Array): Tensor2D {
  return tf.tidy(() => {
    const embedded = e.shape[3];
    const matrix = tf.tensor2d(projection, [embedded, projection.length / embedded]);
    return tf.matMul(tf.reshape(e, [-1, embedded]) as Tensor2D, matrix);
  });
}

/** `count` different ones of the cells: the head of a partial Fisher–Yates shuffle. */
function randomCells(cells: Int32Array, count: number, random: Random): Int32Array {
  const order = cells.slice();
  for (let i = 0; i < count; i++) {
    const j = random.integer(i, order.length - 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.subarray(0, count);
}

/** The memory on the device; dispose after use. */
export interface MemoryOnDevice {
  /**
   * Mean Euclidean distance of each cell to the nearest allowed prototypes, {@link nearestCount} where there are so many.
   * @param z standardised levels, batch of one or more
   * @param owner picture whose prototypes are left out, or −1; for the whole batch
   * @returns [batch, height, width, 1], owned by the caller
   */
  distance(z: readonly Tensor4D[], owner: number): Tensor4D;
  dispose(): void;
}

export function placeMemory(memory: Memory, layout: FeatureLayout): MemoryOnDevice {
  const { grid } = layout;
  const count = memory.prototypes.length / memory.channels;
  const prototypes = tf.keep(tf.tensor2d(memory.prototypes, [count, memory.channels]));
  const squares = tf.keep(tf.tidy(() => tf.sum(tf.square(prototypes), 1)));
  const penalty = (owner: number): Tensor2D =>
    tf.tensor2d(
      memory.owners.map((candidate) => (candidate === owner ? excluded : 0)),
      [1, count],
    );
  return {
    distance: (z, owner) =>
      tf.tidy(() => {
        const e = embed(z, layout);
        const rows = project(e, memory.projection);
        let relative = tf.sub(squares, tf.mul(tf.matMul(rows, prototypes, false, true), 2));
        if (owner >= 0) relative = tf.add(relative, penalty(owner));
        const { indices } = tf.topk(tf.neg(relative), Math.min(nearestCount, count), false);
        // From the differences, not as |e|² + |p|² − 2 e·p: that rounds away what is small.
        const apart = tf.sub(tf.expandDims(rows, 1), tf.gather(prototypes, indices));
        const distances = tf.sqrt(tf.sum(tf.square(apart), 2));
        return tf.reshape(tf.mean(distances, 1), [e.shape[0], grid.height, grid.width, 1]) as Tensor4D;
      }),
    dispose: () => tf.dispose([prototypes, squares]),
  };
}

export function memoryToArrays(memory: Memory): NamedArrays {
  const count = memory.owners.length;
  return {
    'memory.projection': {
      shape: [memory.projection.length / memory.channels, memory.channels],
      data: memory.projection,
    },
    'memory.prototypes': { shape: [count, memory.channels], data: memory.prototypes },
    'memory.owners': { shape: [count], data: memory.owners },
  };
}

export function memoryFromArrays(arrays: NamedArrays): Memory {
  const prototypes = arrays['memory.prototypes']!;
  return {
    projection: arrays['memory.projection']!.data,
    prototypes: prototypes.data,
    owners: arrays['memory.owners']!.data,
    channels: prototypes.shape[1]!,
  };
}
