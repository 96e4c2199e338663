import type { Tensor2D } from '@tensorflow/tfjs-node-gpu';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { tf } from '../backend/tensorflow.ts';

const mostRounds = 50;
/** A step that makes the sum larger is halved, so often at most: far from the minimum Newton's step can lead away from it. */
const mostHalvings = 20;
/** A step whose largest change is below this ends the search. */
const settled = 1e-3;
/** Ridge of the intercept, which only keeps the equations solvable. */
const interceptRidge = 1e-6;

/** A type, not an interface, so that tf.tidy lets it through. */
export type LogisticFit = { coefficients: Float32Array; intercept: number };

/**
 * Weighted logistic regression with a ridge, by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and Friedman 2009, 4.4.1):
 * the minimum of Σ w · cross-entropy + ridge / 2 · |coefficients|², which is one where the ridge is positive.
 * @param rows [n, columns]; stays the caller's
 * @param isPositive of each row
 * @param weights of each row, not negative
 * @param ridge above 0; the intercept has none
 * @param start where the search begins; a solution of nearly the same rows saves most of its rounds
 */
export function logisticRegression(
  rows: Tensor2D,
  isPositive: readonly boolean[],
  weights: Float32Array,
  ridge: number,
  start?: LogisticFit,
): LogisticFit {
  const [n, columns] = rows.shape;
  const ridges = Array.from({ length: columns + 1 }, (_, i) => (i < columns ? ridge : interceptRidge));
  return tf.tidy(() => {
    const x = tf.concat([rows, tf.ones([n, 1])], 1) as Tensor2D;
    const wanted = tf.tensor2d(Float32Array.from(isPositive, Number), [n, 1]);
    const weight = tf.tensor2d(weights, [n, 1]);
    let now: Float64Array = new Float64Array(columns + 1);
    if (start) now.set([...start.coefficients, start.intercept]);
    let sum = sumAt(x, wanted, weight, now, ridges);
    for (let round = 0; round < mostRounds; round++) {
      const change = newtonStep(x, wanted, weight, now, ridges);
      const taken = (share: number): Float64Array => now.map((value, i) => value - share * change[i]!);
      let share = 1;
      let next = sumAt(x, wanted, weight, taken(share), ridges);
      for (let halving = 0; halving < mostHalvings && next > sum; halving++) {
        share /= 2;
        next = sumAt(x, wanted, weight, taken(share), ridges);
      }
      now = taken(share);
      sum = next;
      if (change.every((value) => Math.abs(share * value) < settled)) break;
    }
    return { coefficients: Float32Array.from(now.subarray(0, columns)), intercept: now[columns]! };
  });
}

/** Σ w · cross-entropy + ½ Σ R b², what is made least. */
function sumAt(x: Tensor2D, wanted: Tensor2D, weight: Tensor2D, at: Float64Array, ridges: readonly number[]): number {
  const entropy = tf.tidy(() => {
    const logits = tf.matMul(x, tf.tensor2d(Float32Array.from(at), [at.length, 1]));
    const each = tf.sub(tf.softplus(logits), tf.mul(wanted, logits));
    return tf.sum(tf.mul(weight, each)).dataSync()[0]!;
  });
  return at.reduce((sum, value, i) => sum + (ridges[i]! / 2) * value * value, entropy);
}

/** (XᵀDX + R)⁻¹ (Xᵀ(w ∘ (p − y)) + R b), what Newton's method takes off the coefficients b. */
function newtonStep(
  x: Tensor2D,
  wanted: Tensor2D,
  weight: Tensor2D,
  now: Float64Array,
  ridges: readonly number[],
): Float64Array {
  const side = now.length;
  const [gradient, curvature] = tf.tidy(() => {
    const p = tf.sigmoid(tf.matMul(x, tf.tensor2d(Float32Array.from(now), [side, 1])));
    const slope = tf.matMul(x, tf.mul(weight, tf.sub(p, wanted)) as Tensor2D, true, false);
    const spread = tf.mul(weight, tf.mul(p, tf.sub(1, p)));
    const hessian = tf.matMul(x, tf.mul(x, spread) as Tensor2D, true, false);
    return [slope.dataSync() as Float32Array, hessian.dataSync() as Float32Array];
  });
  const hessian = new Matrix(side, side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j <= i; j++) {
      const value = curvature[i * side + j]! + (i === j ? ridges[i]! : 0);
      hessian.set(i, j, value);
      hessian.set(j, i, value); // float32 products differ in their last digit from side to side
    }
  }
  const right = Matrix.columnVector(Array.from(gradient, (value, i) => value + ridges[i]! * now[i]!));
  return Float64Array.from(new CholeskyDecomposition(hessian).solve(right).getColumn(0));
}
