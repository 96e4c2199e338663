import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../backend/tensorflow.ts';
import type { HeadOutputs } from '../model/head.ts';
import { topCellCount } from '../model/features.ts';

/** Cells that count as anomalous and as normal, 0 or 1 each, [batch, height, width, 1]; cells in neither are ignored. */
export interface CellLabels {
  anomalous: Tensor4D;
  normal: Tensor4D;
}

/** D up to which normal features count as compact. */
const compactRadius = 0.1;
/** Distance beyond which anomalous features are left alone. */
const margin = 2;

/** Sum of values × mask over the number of masked cells; 0 where the mask is empty. */
export function maskedMean(values: Tensor, mask: Tensor): Scalar {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1)) as Scalar;
}

/**
 * Class-balanced focal loss, gamma 2 (Lin et al. 2017, with one mean per class instead of alpha):
 * mean over anomalous cells of (1 − p)² · −log p, plus mean over normal cells of p² · −log(1 − p), p = sigmoid(logit).
 */
export function pixelLoss(logits: Tensor4D, labels: CellLabels): Scalar {
  const p = tf.sigmoid(logits);
  const anomalous = tf.mul(tf.square(tf.sub(1, p)), tf.softplus(tf.neg(logits)));
  const normal = tf.mul(tf.square(p), tf.softplus(logits));
  return tf.add(maskedMean(anomalous, labels.anomalous), maskedMean(normal, labels.normal));
}

/** Mean of the k largest logits of each picture [batch]. TopK has no gradient in tfjs, so it is given here. */
export function topMean(logits: Tensor4D, k: number = topCellCount(logits.shape[1] * logits.shape[2])): Tensor {
  const flat = tf.reshape(logits, [logits.shape[0], -1]);
  const count = Math.min(k, flat.shape[1] as number);
  const operation = tf.customGrad((x, save) => {
    const rows = x as Tensor;
    const { values, indices } = tf.topk(rows, count);
    const chosen = tf.sum(tf.oneHot(tf.cast(indices, 'int32'), rows.shape[1] as number), 1);
    (save as (tensors: Tensor[]) => void)([chosen]);
    const gradFunc = (dy: Tensor | Tensor[], saved: Tensor[]): Tensor =>
      tf.mul(tf.expandDims(tf.div(dy as Tensor, count), 1), saved[0]!);
    return { value: tf.mean(values, 1), gradFunc };
  });
  return operation(flat);
}

/** Binary cross-entropy of logits [batch] against 0/1 labels [batch]. */
export function imageLoss(logits: Tensor, labels: Tensor): Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, labels))) as Scalar;
}

/**
 * Score constraint: pixels + 0.5 × image + 0.3 × mean over the side heads' pixels.
 * @param imageLabels 0/1 of the first pictures of the batch; the rest (changed views) are not judged as pictures
 */
export function scoreConstraint(outputs: HeadOutputs, labels: CellLabels, imageLabels: Tensor): Scalar {
  const sides = outputs.sides.map((side) => pixelLoss(side, labels));
  const side = tf.div(tf.addN(sides), sides.length);
  const image = imageLoss(tf.slice(topMean(outputs.logits), [0], [imageLabels.size]), imageLabels);
  return tf.addN([pixelLoss(outputs.logits, labels), tf.mul(image, 0.5), tf.mul(side, 0.3)]) as Scalar;
}

/**
 * Feature constraint: with D the mean squared distance of a cell's projected features from the centre of normal ones,
 * 0.1 · (mean over normal cells of max(0, D − 0.1) + mean over anomalous cells of max(0, 2 − √D)²).
 * @param centre [channels], running mean over normal cells, no gradient
 */
export function featureConstraint(projected: Tensor4D, centre: Tensor, labels: CellLabels): Scalar {
  const distance = tf.mean(tf.square(tf.sub(projected, centre)), 3, true);
  const compact = maskedMean(tf.relu(tf.sub(distance, compactRadius)), labels.normal);
  const apart = tf.square(tf.relu(tf.sub(margin, tf.sqrt(tf.add(distance, 1e-6)))));
  return tf.mul(tf.add(compact, maskedMean(apart, labels.anomalous)), 0.1) as Scalar;
}

/**
 * Consistency constraint: the levels' side outputs agree with the fused map on labelled cells, and a photometrically
 * changed view of a clean part agrees with the clean view. Both sides follow: with one of them held fixed, the fused map
 * drifts through the shared adapters and the loss alone does not fall.
 * @param views pictures [from, to) of the batch are changed views of the first pictures, in order
 */
export function consistencyConstraint(outputs: HeadOutputs, labels: CellLabels, views: [number, number]): Scalar {
  const probability = tf.sigmoid(outputs.logits);
  const counted = tf.add(labels.anomalous, labels.normal);
  const sides = outputs.sides.map((side) => maskedMean(tf.squaredDifference(tf.sigmoid(side), probability), counted));
  const levels = tf.div(tf.addN(sides), sides.length) as Scalar;
  const [from, to] = views;
  if (to <= from) return levels;
  const shape = [to - from, -1, -1, -1];
  const clean = tf.slice(probability, [0, 0, 0, 0], shape);
  const changed = tf.slice(probability, [from, 0, 0, 0], shape);
  return tf.add(levels, tf.mean(tf.squaredDifference(changed, clean)));
}
