import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../backend/tensorflow.ts';
import type { Backbone } from './backbone.ts';
import { type FeatureLayout, extractFeatures, standardise, unpackLevels } from './features.ts';
import { type HeadOutputs, runHead } from './head.ts';
import type { Weights } from './layers.ts';
import {
  type NormalModel,
  type NormalModelOnDevice,
  measureCount,
  placeNormalModel,
  unpackMeasures,
} from './normalModel.ts';
import { type OutputCalibration, type Standard, enlargement, squash } from './outputs.ts';
import { topCells } from '../training/losses.ts';

/** Everything a trained run has learned. */
export interface Detector {
  layout: FeatureLayout;
  normal: NormalModel;
  head: Weights;
  outputs: OutputCalibration;
}

/** Per-cell results of one picture, before any calibration of outputs: [grid²] each. */
export interface CellScores {
  logits: Float32Array;
  distances: Float32Array;
}

/** Looks a variable up by name among trainable and running ones. */
export function lookUp(weights: Weights): (name: string) => Tensor4D {
  return (name) => (weights.trainable[name] ?? weights.running[name]) as unknown as Tensor4D;
}

/** The head's outputs for packed pictures, batch statistics frozen. The caller owns them (call inside tf.tidy). */
export function applyHead(
  head: Weights,
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  measures: readonly Float32Array[],
): HeadOutputs {
  const inputs = { levels: unpackLevels(layout, pictures), measures: unpackMeasures(measures, layout.grid) };
  return runHead(lookUp(head), inputs, layout.grid, { kind: 'running' });
}

/** Logits of packed pictures, one [grid²] array each. */
export function headLogits(
  head: Weights,
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  measures: readonly Float32Array[],
): Float32Array[] {
  const all = tf.tidy(() => applyHead(head, layout, pictures, measures).logits.dataSync()) as Float32Array;
  const cells = layout.grid ** 2;
  return pictures.map((_, i) => all.slice(i * cells, (i + 1) * cells));
}

const standardised = (value: number, { mean, deviation }: Standard): number => (value - mean) / deviation;

/** Mean of the largest values; the picture's summary of a cell map. */
export function topMeanOf(values: Float32Array, count = topCells): number {
  const sorted = Float32Array.from(values).sort();
  const used = Math.min(count, sorted.length);
  let sum = 0;
  for (let i = sorted.length - used; i < sorted.length; i++) sum += sorted[i];
  return sum / used;
}

/** Standardised logit plus standardised distance, cell by cell. */
export function rawCells(
  { logits, distances }: CellScores,
  outputs: Pick<OutputCalibration, 'logits' | 'distances'>,
): Float32Array {
  return logits.map((logit, i) => standardised(logit, outputs.logits) + standardised(distances[i], outputs.distances));
}

/** Standardised top logits plus standardised top distances. */
export function rawScore(
  { logits, distances }: CellScores,
  outputs: Pick<OutputCalibration, 'topLogits' | 'topDistances'>,
): number {
  return standardised(topMeanOf(logits), outputs.topLogits) + standardised(topMeanOf(distances), outputs.topDistances);
}

/** A detector ready to score working-resolution pictures; dispose after use. */
export interface Scorer {
  cells(pixels: readonly Uint8Array[]): CellScores[];
  /** Raw smoothed map [size²] of a cell map. */
  enlarge(cells: Float32Array): Float32Array;
  /** Score 0–1 and map 0–1 [size²] of each picture. */
  score(pixels: readonly Uint8Array[]): { score: number; map: Float32Array }[];
  dispose(): void;
}

export function createScorer(backbone: Backbone, detector: Detector): Scorer {
  const { layout, normal, head, outputs } = detector;
  const device: NormalModelOnDevice = placeNormalModel(normal, layout);
  const matrix = tf.keep(tf.tensor2d(enlargement(layout.grid, layout.size), [layout.size, layout.grid]));
  const cells = (pixels: readonly Uint8Array[]): CellScores[] => {
    const packed = extractFeatures(backbone, layout, pixels);
    packed.forEach((picture) => standardise(layout, normal.statistics, picture));
    const distances = device.measure(packed, new Array<number>(packed.length).fill(-1));
    const logits = headLogits(head, layout, packed, distances);
    return logits.map((logit, i) => ({ logits: logit, distances: distances[i] }));
  };
  const enlarge = (values: Float32Array): Float32Array =>
    tf.tidy(() => {
      const grid = tf.tensor2d(values, [layout.grid, layout.grid]);
      const map: Tensor = tf.matMul(tf.matMul(matrix, grid), matrix, false, true);
      return map.dataSync().slice() as Float32Array;
    });
  return {
    cells,
    enlarge,
    score: (pixels) =>
      cells(pixels).map((cell) => ({
        score: Math.fround(squash(rawScore(cell, outputs), outputs.score)),
        map: enlarge(rawCells(cell, outputs)).map((raw) => squash(raw, outputs.map)),
      })),
    dispose: () => {
      device.dispose();
      matrix.dispose();
    },
  };
}

export { measureCount };
