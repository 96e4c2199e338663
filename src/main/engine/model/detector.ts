import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../backend/tensorflow.ts';
import type { Backbone } from './backbone.ts';
import { type FeatureLayout, extractFeatures, standardise, unpackLevels } from './features.ts';
import { type HeadOutputs, runHead } from './head.ts';
import type { Weights } from './layers.ts';
import {
  type NormalModel,
  type NormalModelOnDevice,
  measureMap,
  measureNames,
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

/**
 * Per-cell evidence of one picture before any calibration of outputs, one [grid²] map each: the head's logits, then the
 * distances in the order of measureNames.
 */
export type Evidence = Float32Array[];

/** Names of the evidence maps, in order. */
export const evidenceNames = ['head', ...measureNames] as const;

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

/** Mean of the standardised evidence, cell by cell [grid²]. */
export function rawCells(evidence: Evidence, { cells }: Pick<OutputCalibration, 'cells'>): Float32Array {
  return evidence[0].map((_, i) => {
    let sum = 0;
    evidence.forEach((map, e) => (sum += standardised(map[i], cells[e])));
    return sum / evidence.length;
  });
}

/** Mean over the evidence of its standardised ten largest cells. */
export function rawScore(evidence: Evidence, { tops }: Pick<OutputCalibration, 'tops'>): number {
  let sum = 0;
  evidence.forEach((map, e) => (sum += standardised(topMeanOf(map), tops[e])));
  return sum / evidence.length;
}

/** The evidence of packed pictures whose distances are known. */
export function evidenceOf(
  head: Weights,
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  measures: readonly Float32Array[],
): Evidence[] {
  const logits = headLogits(head, layout, pictures, measures);
  return logits.map((map, i) => [map, ...measureNames.map((_, m) => measureMap(measures[i], m))]);
}

/** A detector ready to score working-resolution pictures; dispose after use. */
export interface Scorer {
  evidence(pixels: readonly Uint8Array[]): Evidence[];
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
  const evidence = (pixels: readonly Uint8Array[]): Evidence[] => {
    const packed = extractFeatures(backbone, layout, pixels);
    packed.forEach((picture) => standardise(layout, normal.statistics, picture));
    const measures = device.measure(packed, new Array<number>(packed.length).fill(-1));
    return evidenceOf(head, layout, packed, measures);
  };
  const enlarge = (values: Float32Array): Float32Array =>
    tf.tidy(() => {
      const grid = tf.tensor2d(values, [layout.grid, layout.grid]);
      const map: Tensor = tf.matMul(tf.matMul(matrix, grid), matrix, false, true);
      return map.dataSync().slice() as Float32Array;
    });
  return {
    evidence,
    enlarge,
    score: (pixels) =>
      evidence(pixels).map((maps) => ({
        score: Math.fround(squash(rawScore(maps, outputs), outputs.score)),
        map: enlarge(rawCells(maps, outputs)).map((raw) => squash(raw, outputs.map)),
      })),
    dispose: () => {
      device.dispose();
      matrix.dispose();
    },
  };
}
