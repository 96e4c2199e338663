import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import type { NamedArrays } from './safetensors.ts';

/** A network's variables by name: those the optimiser moves, and batch normalisation's running statistics. */
export interface Weights {
  trainable: Record<string, Variable>;
  running: Record<string, Variable>;
}

/** Batch normalisation's epsilon. */
export const normalisationEpsilon = 1e-3;

/** `observe` receives each layer's batch mean and variance; it must clone what it keeps. */
export type Normalisation =
  { kind: 'running' } | { kind: 'batch'; observe: (name: string, mean: Tensor, variance: Tensor) => void };

let serial = 0;
/** tfjs wants globally unique variable names. */
function variable(values: Float32Array, shape: number[], trainable: boolean): Variable {
  const initial = tf.tensor(values, shape);
  const created = tf.variable(initial, trainable, `v${serial++}`);
  initial.dispose();
  return created;
}

/** Adds `<name>.kernel` (He normal over its fan-in; one tenth of it for output layers with a bias) and maybe `<name>.bias`. */
export function weightFrom(
  weights: Weights,
  random: Random,
  name: string,
  shape: [number, number, number, number],
  withBias = false,
): void {
  const [height, width, input, output] = shape;
  const fanIn = output === 1 && height > 1 ? height * width : height * width * input;
  const deviation = Math.sqrt(2 / fanIn) * (withBias ? 0.1 : 1);
  const values = Float32Array.from({ length: height * width * input * output }, () => random.normal(0, deviation));
  weights.trainable[`${name}.kernel`] = variable(values, shape, true);
  if (withBias) weights.trainable[`${name}.bias`] = variable(new Float32Array(output), [output], true);
}

export function createNormalisation(weights: Weights, name: string, channels: number): void {
  weights.trainable[`${name}.gamma`] = variable(new Float32Array(channels).fill(1), [channels], true);
  weights.trainable[`${name}.beta`] = variable(new Float32Array(channels), [channels], true);
  weights.running[`${name}.mean`] = variable(new Float32Array(channels), [channels], false);
  weights.running[`${name}.variance`] = variable(new Float32Array(channels).fill(1), [channels], false);
}

/** Batch normalisation (Ioffe & Szegedy 2015) over batch and cells. */
export function normalise(
  x: Tensor4D,
  get: (name: string) => Tensor,
  name: string,
  normalisation: Normalisation,
): Tensor4D {
  const gamma = get(`${name}.gamma`) as Tensor1D;
  const beta = get(`${name}.beta`) as Tensor1D;
  if (normalisation.kind === 'running') {
    const scale = tf.div(gamma, tf.sqrt(tf.add(get(`${name}.variance`), normalisationEpsilon)));
    return scaleAndShift(x, scale, get(`${name}.mean`), beta);
  }
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  normalisation.observe(name, mean, variance);
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, normalisationEpsilon)));
  return scaleAndShift(x, scale, mean, beta);
}

/** (x − mean) · scale + beta in two passes over x. */
function scaleAndShift(x: Tensor4D, scale: Tensor, mean: Tensor, beta: Tensor): Tensor4D {
  return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale))) as Tensor4D;
}

export function disposeWeights(weights: Weights): void {
  for (const group of [weights.trainable, weights.running]) Object.values(group).forEach((item) => item.dispose());
}

/** Copies of all variables, `<prefix><name>`. */
export function weightsToArrays(weights: Weights, prefix: string): NamedArrays {
  const arrays: NamedArrays = {};
  for (const [name, item] of Object.entries({ ...weights.trainable, ...weights.running })) {
    arrays[prefix + name] = { shape: item.shape, data: item.dataSync().slice() as Float32Array };
  }
  return arrays;
}

/** Assigns what {@link weightsToArrays} saved. @throws RangeError where a name or shape is missing */
export function assignWeights(weights: Weights, arrays: NamedArrays, prefix: string): void {
  for (const [name, item] of Object.entries({ ...weights.trainable, ...weights.running })) {
    const saved = arrays[prefix + name];
    if (saved?.shape.join() !== item.shape.join()) throw new RangeError(`Checkpoint lacks ${prefix + name}`);
    tf.tidy(() => item.assign(tf.tensor(saved.data, item.shape)));
  }
}
