import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { createRandom } from '#shared/vision/random.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import { type FeatureLayout, toGrid } from './features.ts';
import { type Weights, createNormalisation, normalise, type Normalisation, weightFrom } from './layers.ts';

/** Channels of an adapter, of the fused features, of the feature projection. */
export const headWidths = { adapter: 48, fused: 64, projected: 32 } as const;

/** What the head reads: the standardised levels and the calibrated distances [batch, height, width, measures], height and width of the grid. */
export interface HeadInputs {
  /** Names of the levels, in their order. */
  names: readonly string[];
  levels: Tensor4D[];
  measures: Tensor4D;
}

export interface HeadOutputs {
  /** Pixel logits [batch, height, width, 1]. */
  logits: Tensor4D;
  /** Side logits, one per adapter, at the adapter's own resolution, brought to the grid. */
  sides: Tensor4D[];
  /** Projection of the fused features [batch, height, width, 32] for the feature constraint. */
  projected: Tensor4D;
}

/** The names of the adapters: one per level, and one for the distances from normal. */
export const adapterNamesOf = (levels: readonly string[]): string[] => [...levels, 'measures'];

export const levelNamesOf = ({ levels }: FeatureLayout): string[] => levels.map(({ name }) => name);

/** Trainable weights and running statistics of a fresh head; the same seed gives the same start. The caller disposes. */
export function createHead(layout: FeatureLayout, measures: number, seed: number): Weights {
  const random = createRandom(seed, 0xead);
  const inputs = [...layout.levels.map((level) => level.channels), measures];
  const adapterNames = adapterNamesOf(levelNamesOf(layout));
  const weights: Weights = { trainable: {}, running: {} };
  const { adapter, fused, projected } = headWidths;
  adapterNames.forEach((name, i) => {
    weightFrom(weights, random, `adapter.${name}`, [1, 1, inputs[i]!, adapter]);
    createNormalisation(weights, `adapter.${name}`, adapter);
    weightFrom(weights, random, `side.${name}`, [1, 1, adapter, 1], true);
  });
  weightFrom(weights, random, 'fuse', [1, 1, adapter * adapterNames.length, fused]);
  createNormalisation(weights, 'fuse', fused);
  weightFrom(weights, random, 'mix.depthwise', [3, 3, fused, 1]);
  createNormalisation(weights, 'mix.depthwise', fused);
  weightFrom(weights, random, 'mix.pointwise', [1, 1, fused, fused]);
  createNormalisation(weights, 'mix.pointwise', fused);
  weightFrom(weights, random, 'score', [1, 1, fused, 1], true);
  weightFrom(weights, random, 'project', [1, 1, fused, projected], true);
  return weights;
}

/**
 * Multi-level fusion: adapters per level, concatenation on the grid, one residual block, pixel logits; a side logit per
 * adapter. Call inside tf.tidy or a gradient; the caller owns the outputs.
 * @param normalisation 'batch' while training (statistics are reported through `observe`), 'running' for scoring
 */
export function runHead(
  get: (name: string) => Tensor4D,
  inputs: HeadInputs,
  grid: Sides,
  normalisation: Normalisation,
): HeadOutputs {
  const adapterNames = adapterNamesOf(inputs.names);
  const sources = [...inputs.levels, inputs.measures];
  const adapted = adapterNames.map((name, i) =>
    tf.relu(normalise(convolve(sources[i]!, get(`adapter.${name}.kernel`)), get, `adapter.${name}`, normalisation)),
  );
  const sides = adapterNames.map((name, i) => toGrid(biased(adapted[i]!, get, `side.${name}`), grid));
  const joined = tf.concat(
    adapted.map((level) => toGrid(level, grid)),
    3,
  );
  const fused = tf.relu(normalise(convolve(joined, get('fuse.kernel')), get, 'fuse', normalisation));
  const mixed = residualBlock(fused, get, normalisation);
  return { logits: biased(mixed, get, 'score'), sides, projected: biased(mixed, get, 'project') };
}

function residualBlock(x: Tensor4D, get: (name: string) => Tensor4D, normalisation: Normalisation): Tensor4D {
  let y = tf.depthwiseConv2d(x, get('mix.depthwise.kernel'), 1, 'same');
  y = tf.relu(normalise(y, get, 'mix.depthwise', normalisation));
  y = normalise(convolve(y, get('mix.pointwise.kernel')), get, 'mix.pointwise', normalisation);
  return tf.relu(tf.add(x, y));
}

/** A 1×1 convolution as the matrix product it is: the kernels of TensorFlow's CPU gradient are faster for it. */
function convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const out = kernel.shape[3];
  const rows = tf.reshape(x, [batch * height * width, channels]);
  const product = tf.matMul(rows, tf.reshape(kernel, [channels, out]));
  return tf.reshape(product, [batch, height, width, out]) as Tensor4D;
}

function biased(x: Tensor4D, get: (name: string) => Tensor4D, name: string): Tensor4D {
  return tf.add(convolve(x, get(`${name}.kernel`)), get(`${name}.bias`) as unknown as Tensor1D) as Tensor4D;
}
