import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../backend/tensorflow.ts';
import type { NamedArrays } from '../model/safetensors.ts';

const decayFirst = 0.9;
const decaySecond = 0.999;
const epsilon = 1e-8;

/** AdamW (Loshchilov & Hutter 2019): decoupled weight decay, on kernels only. */
export interface AdamW {
  /** One update in place. Gradients stay the caller's to dispose. */
  apply(variables: Record<string, Variable>, gradients: NamedTensorMap, learningRate: number): void;
  toArrays(): NamedArrays;
  fromArrays(arrays: NamedArrays): void;
  dispose(): void;
}

/** @param variables the variables by our names; gradients come by tfjs's variable names */
export function createAdamW(variables: Record<string, Variable>, weightDecay: number): AdamW {
  const zeros = (): Record<string, Variable> =>
    Object.fromEntries(
      Object.entries(variables).map(([name, item]) => [name, tf.tidy(() => tf.variable(tf.zerosLike(item), false))]),
    );
  const first = zeros();
  const second = zeros();
  let step = 0;

  const update = (name: string, item: Variable, gradients: NamedTensorMap, learningRate: number): void => {
    const gradient = gradients[item.name];
    if (!gradient) return;
    tf.tidy(() => {
      first[name]!.assign(tf.add(tf.mul(first[name]!, decayFirst), tf.mul(gradient, 1 - decayFirst)));
      second[name]!.assign(tf.add(tf.mul(second[name]!, decaySecond), tf.mul(tf.square(gradient), 1 - decaySecond)));
      const root = tf.add(tf.sqrt(tf.div(second[name]!, 1 - decaySecond ** step)), epsilon);
      const direction = tf.div(tf.div(first[name]!, 1 - decayFirst ** step), root);
      const decay = name.endsWith('.kernel') ? weightDecay : 0;
      item.assign(tf.sub(tf.mul(item, 1 - learningRate * decay), tf.mul(direction, learningRate)));
    });
  };

  return {
    apply(all, gradients, learningRate) {
      step++;
      for (const [name, item] of Object.entries(all)) update(name, item, gradients, learningRate);
    },
    toArrays() {
      const arrays: NamedArrays = { 'adam.step': { shape: [1], data: Float32Array.of(step) } };
      for (const name of Object.keys(variables)) {
        arrays[`adam.first.${name}`] = {
          shape: first[name]!.shape,
          data: first[name]!.dataSync().slice() as Float32Array,
        };
        arrays[`adam.second.${name}`] = {
          shape: second[name]!.shape,
          data: second[name]!.dataSync().slice() as Float32Array,
        };
      }
      return arrays;
    },
    fromArrays(arrays) {
      step = arrays['adam.step']!.data[0]!;
      for (const name of Object.keys(variables)) {
        tf.tidy(() => {
          first[name]!.assign(tf.tensor(arrays[`adam.first.${name}`]!.data, first[name]!.shape));
          second[name]!.assign(tf.tensor(arrays[`adam.second.${name}`]!.data, second[name]!.shape));
        });
      }
    },
    dispose() {
      for (const moments of [first, second]) Object.values(moments).forEach((item) => item.dispose());
    },
  };
}
