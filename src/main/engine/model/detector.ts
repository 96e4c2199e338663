import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { Ablation } from '#shared/domain/runs.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import type { Backbone } from './backbones/architecture.ts';
import { type Evidence, rawCells, rawScore } from './evidence.ts';
import { type FeatureLayout, extractFeatures, standardise, judgedTopCount, unpackLevels } from './features.ts';
import { type Judged, leftOf, withoutIgnored } from './judged.ts';
import { type HeadOutputs, levelNamesOf, runHead } from './head.ts';
import { type KnownDefects, placeKnownDefects } from './knownDefects.ts';
import type { Weights } from './layers.ts';
import {
  type Measures,
  type NormalModel,
  type NormalModelOnDevice,
  measureMap,
  measureNames,
  placeNormalModel,
  sourceOf,
  unpackMeasures,
} from './normalModel.ts';
import { type OutputCalibration, enlargement, squash } from './outputs.ts';

/** Everything a trained run has learned. */
export interface Detector {
  layout: FeatureLayout;
  normal: NormalModel;
  head: Weights;
  /** What labelled defects that were given to training look like; null where none was. */
  known: KnownDefects | null;
  outputs: OutputCalibration;
}

/**
 * What each evidence counts in the map and in the score; chosen data set by data set on the others (docs/method.md).
 * The last of `tops` are the contexts, all alike.
 */
const evidenceWeights = { cells: [1, 0, 1, 0.5], tops: [1, 1, 1, 0], contexts: 1 } as const;

/** What the response to very many labelled defects counts in the map, and adds to the score for each of its deviations. */
const knownWeights = { cells: 2, score: 0.5 } as const;
/** So many labelled defects are trusted half: few say little of what others look like. */
const defectsForHalf = 5;

/**
 * The weights with those of parts left out at 0, and of contexts whose level is.
 * @param contexts the level of each @param leftOut see RunConfig.ablation
 * @param defects labelled ones that were learned from; their response has weights where there are any
 */
export function weightsWithout(
  contexts: readonly string[],
  { parts, levels }: Ablation,
  defects = 0,
): { cells: number[]; tops: number[]; known: number } {
  const sources: string[] = ['head', ...measureNames.map((name) => sourceOf[name])];
  const isOut = (source: string): boolean => (parts as readonly string[]).includes(source);
  const keep = (weight: number, e: number): number => (isOut(sources[e]!) ? 0 : weight);
  const ofContext = (level: string): number =>
    isOut('context') || (levels as readonly string[]).includes(level) ? 0 : evidenceWeights.contexts;
  const trust = defects / (defects + defectsForHalf);
  return {
    cells: [...evidenceWeights.cells.map(keep), ...(defects > 0 ? [knownWeights.cells * trust] : [])],
    tops: [...evidenceWeights.tops.map(keep), ...(defects > 0 ? [0] : []), ...contexts.map(ofContext)],
    known: knownWeights.score * trust,
  };
}

/** Looks a variable up by name among trainable and running ones. */
function lookUp(weights: Weights): (name: string) => Tensor4D {
  return (name) => (weights.trainable[name] ?? weights.running[name]) as unknown as Tensor4D;
}

/** The head's outputs for packed pictures, batch statistics frozen. The caller owns them (call inside tf.tidy). */
function applyHead(
  head: Weights,
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  measures: readonly Measures[],
): HeadOutputs {
  const inputs = {
    names: levelNamesOf(layout),
    levels: unpackLevels(layout, pictures),
    measures: unpackMeasures(measures, layout.grid),
  };
  return runHead(lookUp(head), inputs, layout.grid, { kind: 'running' });
}

/** Logit of a cell that is not judged: below any that the head gives. */
export const unjudgedLogit = -20;

/** A copy of logits [cells], lowest where nothing is judged. */
const judgedOnly = (logits: Float32Array, region: Float32Array): Float32Array =>
  logits.map((logit, cell) => (region[cell] ? logit : unjudgedLogit));

/** Logits of packed pictures, one [cells] array each, of judged cells and of others. */
function headLogits(
  head: Weights,
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  measures: readonly Measures[],
): Float32Array[] {
  const all = tf.tidy(() => applyHead(head, layout, pictures, measures).logits.dataSync()) as Float32Array;
  const cells = cellsOf(layout.grid);
  return pictures.map((_, i) => all.subarray(i * cells, (i + 1) * cells));
}

/**
 * The evidence of packed pictures whose distances are known.
 * @param region [cells] 1 where a cell is judged
 * @param responses [cells] of each, how much it looks like labelled defects; null for a run that learned from none
 * @param left cells that the own ignore areas of each leave, see leftOf
 */
export function evidenceOf(
  head: Weights,
  layout: FeatureLayout,
  region: Float32Array,
  pictures: readonly Float32Array[],
  measures: readonly Measures[],
  responses: readonly Float32Array[] | null = null,
  left: readonly (Float32Array | undefined)[] = [],
): Evidence[] {
  const logits = headLogits(head, layout, pictures, measures);
  const topCount = judgedTopCount(region);
  return logits.map((map, i) => {
    const own = left[i] && leftOf(region, left[i]);
    const judged = own ?? region;
    return {
      topCount: own ? judgedTopCount(own) : topCount,
      grid: layout.grid,
      maps: [
        judgedOnly(map, judged),
        ...measureNames.map((_, m) => measureMap(measures[i]!, m)),
        ...(responses ? [judgedOnly(responses[i]!, judged)] : []),
      ],
      contexts: measures[i]!.contexts,
      ...(own && { region: own }),
    };
  });
}

/** A detector ready to score working-resolution pictures; dispose after use. */
export interface Scorer {
  /**
   * @param owners part of the fit that each shows, which is then left out of what is normal; −1 and left out: none
   * @param judged what of each is judged, see judgedOfEach; left out: as much as the run judges
   */
  evidence(pixels: readonly Uint8Array[], owners?: readonly number[], judged?: readonly Judged[]): Evidence[];
  /** Raw smoothed map, a value a pixel, of a cell map; {@link unjudgedRaw} where nothing is judged. */
  enlarge(cells: Float32Array, judged?: Judged): Float32Array;
  /** Score 0–1 and map 0–1, a value a pixel, of each picture. */
  score(pixels: readonly Uint8Array[], judged?: readonly Judged[]): { score: number; map: Float32Array }[];
  dispose(): void;
}

export function createScorer(backbone: Backbone, detector: Detector): Scorer {
  const { layout, normal, head, known, outputs } = detector;
  const device: NormalModelOnDevice = placeNormalModel(normal, layout);
  const knownOnDevice = known && placeKnownDefects(known, layout);
  const { grid, picture } = layout;
  const matrices = enlargement(grid, picture, normal.judged);
  const rows = tf.keep(tf.tensor2d(matrices.rows, [picture.height, grid.height]));
  const columns = tf.keep(tf.tensor2d(matrices.columns, [picture.width, grid.width]));
  const leftOfEach = (each: readonly Judged[]): (Float32Array | undefined)[] =>
    each.map((judged) => (judged === normal.judged ? undefined : judged.cells));
  const evidence = (
    pixels: readonly Uint8Array[],
    owners: readonly number[] = pixels.map(() => -1),
    judged: readonly Judged[] = [],
  ): Evidence[] => {
    const left = leftOfEach(judged);
    const seen = pixels.map((picture) => withoutIgnored(picture, normal.judged));
    const packed = extractFeatures(backbone, layout, seen);
    packed.forEach((picture) => standardise(layout, normal.statistics, picture));
    const measures = device.measure(packed, owners, left);
    const responses = knownOnDevice && packed.map((picture) => knownOnDevice.response(picture));
    return evidenceOf(head, layout, normal.judged.cells, packed, measures, responses, left);
  };
  const enlarge = (values: Float32Array, area: Judged = normal.judged): Float32Array =>
    tf.tidy(() => {
      const { judged } = area === normal.judged ? matrices : enlargement(grid, picture, area);
      const counted = judged ? values.map((value, cell) => value * judged.region[cell]!) : values;
      const cells = tf.tensor2d(counted, [grid.height, grid.width]);
      const map: Tensor = tf.matMul(tf.matMul(rows, cells), columns, false, true);
      const raw = map.dataSync().slice() as Float32Array;
      return judged ? raw.map((value, i) => value * judged.gain[i]! + judged.offset[i]!) : raw;
    });
  return {
    evidence,
    enlarge,
    score: (pixels, judged) =>
      evidence(pixels, undefined, judged).map((found, i) => ({
        score: Math.fround(squash(rawScore(found, outputs), outputs.score)),
        map: enlarge(rawCells(found, outputs), judged?.[i]).map((raw) => squash(raw, outputs.map)),
      })),
    dispose: () => {
      device.dispose();
      knownOnDevice?.dispose();
      tf.dispose([rows, columns]);
    },
  };
}
