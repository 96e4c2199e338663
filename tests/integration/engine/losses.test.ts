import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import {
  consistencyConstraint,
  featureConstraint,
  imageLoss,
  maskedMean,
  pixelLoss,
  topMean,
} from '#engine/training/losses.ts';
import { expectNoLeak } from '../../fixtures/tensors.ts';

const cells = (values: number[]): Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);
const labels = (anomalous: number[], normal: number[]) => ({ anomalous: cells(anomalous), normal: cells(normal) });

describe('the three losses, by hand', () => {
  it('balances the pixel loss: one mean per class, however few its cells', () =>
    expectNoLeak(() => {
      const loss = pixelLoss(cells([0, 0, 0, 0]), labels([1, 0, 0, 0], [0, 1, 1, 1]));
      // p = 0.5 everywhere: 0.25 · ln 2 for each class
      expect(loss.dataSync()[0]).toBeCloseTo(2 * 0.25 * Math.LN2, 6);
    }));

  it('counts ignored cells for nothing', () =>
    expectNoLeak(() => {
      const loss = pixelLoss(cells([0, 50]), labels([1, 0], [0, 0]));
      expect(loss.dataSync()[0]).toBeCloseTo(0.25 * Math.LN2, 6);
    }));

  it('stays finite at extreme logits', () =>
    expectNoLeak(() => {
      const loss = pixelLoss(cells([-300, 300]), labels([1, 0], [0, 1]));
      expect(loss.dataSync()[0]).toBeCloseTo(600, 2);
    }));

  it('is binary cross-entropy on pictures', () =>
    expectNoLeak(() => {
      const loss = imageLoss(tf.tensor1d([0, 2]), tf.tensor1d([1, 0]));
      expect(loss.dataSync()[0]).toBeCloseTo((Math.LN2 + Math.log(1 + Math.exp(2))) / 2, 5);
    }));

  it('averages the largest cells, and sends the gradient to them alone', () =>
    expectNoLeak(() => {
      const values = cells([1, 5, 3, 4]);
      expect(topMean(values, 2).dataSync()[0]).toBeCloseTo(4.5, 6);
      const gradient = tf.grad((x) => tf.sum(topMean(x as Tensor4D, 2)))(values);
      expect(Array.from(gradient.dataSync())).toEqual([0, 0.5, 0, 0.5]);
    }));

  it('pulls normal features into the radius and pushes anomalous ones to the margin', () =>
    expectNoLeak(() => {
      const features = tf.tensor4d([0, 0, 1, 1], [1, 1, 2, 2]); // D = 0 (normal), D = 1 (anomalous)
      const loss = featureConstraint(features, tf.tensor1d([0, 0]), labels([0, 1], [1, 0]));
      expect(loss.dataSync()[0]).toBeCloseTo(0.1 * (2 - Math.sqrt(1 + 1e-6)) ** 2, 5);
      const reversed = featureConstraint(features, tf.tensor1d([0, 0]), labels([1, 0], [0, 1]));
      expect(reversed.dataSync()[0]).toBeCloseTo(0.1 * (0.9 + (2 - 1e-3) ** 2), 4);
    }));

  it('is zero where levels and views agree, and the mean squared difference where not', () =>
    expectNoLeak(() => {
      const logits = tf.tensor4d([1, 2, 1, 2], [2, 1, 2, 1]);
      const both = { anomalous: tf.zeros([2, 1, 2, 1]) as Tensor4D, normal: tf.ones([2, 1, 2, 1]) as Tensor4D };
      const projected = logits;
      const same = consistencyConstraint({ logits, sides: [logits], projected }, both, [1, 2]);
      expect(same.dataSync()[0]).toBeCloseTo(0, 7);
      const flat = tf.zerosLike(logits);
      const other = tf.tensor4d([0, 0, 40, 40], [2, 1, 2, 1]); // p = 0.5 for the clean picture, 1 for its changed view
      const apart = consistencyConstraint({ logits: other, sides: [flat], projected }, both, [1, 2]);
      expect(apart.dataSync()[0]).toBeCloseTo(0.25 / 2 + 0.25, 6);
    }));

  it('gives 0 for the mean over no cell', () =>
    expectNoLeak(() => {
      expect(maskedMean(tf.tensor1d([3]), tf.tensor1d([0])).dataSync()[0]).toBe(0);
    }));
});
