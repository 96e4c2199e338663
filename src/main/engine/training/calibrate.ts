import type { PixelRef } from '#shared/contract/engine.ts';
import { type Limits } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { computeLimits } from '#shared/vision/limits.ts';
import type { Backbone } from '../model/backbone.ts';
import {
  type Detector,
  type Evidence,
  createScorer,
  evidenceOf,
  rawCells,
  rawScore,
  topsOf,
  weightsWithout,
} from '../model/detector.ts';
import type { FeatureLayout } from '../model/features.ts';
import type { Weights } from '../model/layers.ts';
import type { NormalModel } from '../model/normalModel.ts';
import { type OutputCalibration, mapScale, median, scoreScale, squash, standardOf } from '../model/outputs.ts';
import type { PooledPicture } from './featurePool.ts';
import { readPixels } from './pictures.ts';

/** Fewer calibration parts than this say too little: the training parts are used, and the limits say so. */
export const fewestCalibration = 3;
const batchSize = 8;

export interface CalibratedOutputs {
  outputs: OutputCalibration;
  limits: Limits;
}

/**
 * Sets the scales of score and map, and the limits, from normal parts only: standardisation from training parts
 * (measured without their own prototypes), scales and limits from the calibration parts.
 * @param leftOut evidence that does not count, see RunConfig.ablation
 */
export async function calibrateOutputs(
  backbone: Backbone,
  layout: FeatureLayout,
  normal: NormalModel,
  head: Weights,
  trained: readonly PooledPicture[],
  calibration: readonly PixelRef[],
  leftOut: readonly string[],
  pause: (done: number) => Promise<void>,
): Promise<CalibratedOutputs> {
  const own = await trainingEvidence(layout, head, normal.region, trained, pause);
  const standards = standardsOf(own, normal.region, leftOut);
  const neutral = { centre: 0, spread: 1 };
  const detector: Detector = { layout, normal, head, outputs: { ...standards, score: neutral, map: neutral } };
  const scorer = createScorer(backbone, detector);
  try {
    const basis = calibration.length >= fewestCalibration ? 'calibration' : 'train';
    const judged = basis === 'train' ? own : await calibrationEvidence(scorer.evidence, layout, calibration, pause);
    const levels: MapLevels[] = [];
    for (const evidence of judged) {
      levels.push(levelsOf(scorer.enlarge(rawCells(evidence, standards)), layout, normal.region));
      await pause(1);
    }
    const scores = judged.map((evidence) => rawScore(evidence, standards));
    return placeScales(standards, scores, levels, basis);
  } finally {
    scorer.dispose();
  }
}

/**
 * Mean and deviation of each evidence over good training parts: of their judged cells, and of their summaries.
 * @param region [cells] 1 where a cell is judged
 */
export function standardsOf(
  own: readonly Evidence[],
  region: Float32Array,
  leftOut: readonly string[],
): Pick<OutputCalibration, 'cells' | 'tops'> {
  const tops = own.map(topsOf);
  const weights = weightsWithout(leftOut);
  return {
    cells: weights.cells.map((weight, e) =>
      standardOf(join(own.map(({ maps }) => maps[e]!.filter((_, cell) => region[cell]))), weight),
    ),
    tops: weights.tops.map((weight, e) =>
      standardOf(
        tops.map((values) => values[e]!),
        weight,
      ),
    ),
  };
}

/** All that the scales need of a map, which may be 4 MB large. */
interface MapLevels {
  median: number;
  maximum: number;
}

/** Of the judged pixels. @param map a value a pixel @param region [cells] */
function levelsOf(map: Float32Array, { picture, grid }: FeatureLayout, region: Float32Array): MapLevels {
  const { width, height } = picture;
  const cellOf = (i: number): number =>
    Math.floor((Math.floor(i / width) * grid.height) / height) * grid.width +
    Math.floor(((i % width) * grid.width) / width);
  const judged = map.filter((_, i) => region[cellOf(i)]);
  return { median: median(judged), maximum: judged.reduce((a, b) => Math.max(a, b), -Infinity) };
}

function placeScales(
  standards: Omit<OutputCalibration, 'score' | 'map'>,
  scores: readonly number[],
  levels: readonly MapLevels[],
  basis: 'calibration' | 'train',
): CalibratedOutputs {
  const maxima = levels.map(({ maximum }) => maximum);
  if (![...scores, ...maxima].every(Number.isFinite)) {
    throw new FlawsmithError('internal', 'Scores of normal parts are not finite; the run cannot be used.');
  }
  const outputs = {
    ...standards,
    score: scoreScale(scores),
    map: mapScale(
      levels.map((level) => level.median),
      maxima,
    ),
  };
  const limits = computeLimits(
    scores.map((score) => Math.fround(squash(score, outputs.score))),
    maxima.map((value) => Math.fround(squash(value, outputs.map))),
    { basis },
  );
  return { outputs, limits };
}

async function trainingEvidence(
  layout: FeatureLayout,
  head: Weights,
  region: Float32Array,
  trained: readonly PooledPicture[],
  pause: (done: number) => Promise<void>,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (let i = 0; i < trained.length; i += batchSize) {
    const batch = trained.slice(i, i + batchSize);
    const features = batch.map((picture) => picture.features);
    const measures = batch.map((picture) => picture.measures);
    evidence.push(...evidenceOf(head, layout, region, features, measures));
    await pause(i / trained.length / 2);
  }
  return evidence;
}

async function calibrationEvidence(
  measure: (pixels: readonly Uint8Array[]) => Evidence[],
  layout: FeatureLayout,
  refs: readonly PixelRef[],
  pause: (done: number) => Promise<void>,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (let i = 0; i < refs.length; i += batchSize) {
    const pixels = await Promise.all(refs.slice(i, i + batchSize).map((ref) => readPixels(ref, layout.picture)));
    evidence.push(...measure(pixels));
    await pause(0.5 + evidence.length / refs.length / 2);
  }
  return evidence;
}

function join(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
