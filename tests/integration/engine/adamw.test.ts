import type { Variable } from '@tensorflow/tfjs-node-gpu';
import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import { type AdamW, createAdamW } from '#engine/training/adamw.ts';
import { expectNoLeak } from '../../fixtures/tensors.ts';

const learningRate = 0.1;
const weightDecay = 0.01;

/** A kernel, which decays, and a bias, which does not; both begin at 1. */
const variablesAtOne = (): Record<string, Variable> => ({
  'fuse.kernel': tf.variable(tf.tensor1d([1])),
  'fuse.bias': tf.variable(tf.tensor1d([1])),
});

/** One update with the same gradient for all variables. */
function step(optimizer: AdamW, variables: Record<string, Variable>, gradient: number): void {
  const gradients = Object.values(variables).map((item) => [item.name, tf.tensor1d([gradient])] as const);
  optimizer.apply(variables, Object.fromEntries(gradients), learningRate);
}
const valuesOf = (variables: Record<string, Variable>): number[] =>
  Object.values(variables).map((item) => item.dataSync()[0]!);
const disposeAll = (variables: Record<string, Variable>): void => Object.values(variables).forEach((v) => v.dispose());

describe('AdamW, by hand', () => {
  it('takes a full step first, whatever the gradient, and decays kernels beside it', () =>
    expectNoLeak(() => {
      const variables = variablesAtOne();
      const optimizer = createAdamW(variables, weightDecay);
      step(optimizer, variables, 0.5);
      // corrected moments 0.5 and 0.25: direction 0.5 / √0.25 = 1; the kernel shrinks by 0.1 · 0.01 as well
      expect(valuesOf(variables)).toEqual([expect.closeTo(0.899, 6), expect.closeTo(0.9, 6)]);
      step(optimizer, variables, -1);
      // first = 0.9 · 0.05 − 0.1 = −0.055, over 1 − 0.9² = −0.289474; second = 0.999 · 0.00025 + 0.001 = 0.00124975,
      // over 1 − 0.999² = 0.625188; direction = −0.289474 / √0.625188 = −0.366104
      expect(valuesOf(variables)).toEqual([expect.closeTo(0.898101 + 0.0366104, 6), expect.closeTo(0.9366104, 6)]);
      optimizer.dispose();
      disposeAll(variables);
    }));

  it('leaves alone what has no gradient', () =>
    expectNoLeak(() => {
      const variables = variablesAtOne();
      const optimizer = createAdamW(variables, weightDecay);
      const name = variables['fuse.bias']!.name;
      optimizer.apply(variables, { [name]: tf.tensor1d([3]) }, learningRate);
      expect(valuesOf(variables)).toEqual([1, expect.closeTo(0.9, 6)]);
      optimizer.dispose();
      disposeAll(variables);
    }));

  it('goes on from what was written as if it had never stopped', () =>
    expectNoLeak(() => {
      const through = variablesAtOne();
      const whole = createAdamW(through, weightDecay);
      for (const gradient of [0.5, -1, 0.25]) step(whole, through, gradient);

      const variables = variablesAtOne();
      const before = createAdamW(variables, weightDecay);
      for (const gradient of [0.5, -1]) step(before, variables, gradient);
      const after = createAdamW(variables, weightDecay);
      after.fromArrays(before.toArrays());
      step(after, variables, 0.25);
      expect(valuesOf(variables)).toEqual(valuesOf(through));
      for (const optimizer of [whole, before, after]) optimizer.dispose();
      disposeAll(through);
      disposeAll(variables);
    }));
});
