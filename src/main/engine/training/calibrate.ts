import type { PixelRef } from '#shared/contract/engine.ts';
import type { Calibration, GoodScore, LearnedLimits } from '#shared/domain/limits.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { Ablation } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { countParts, learnLimits } from '#shared/vision/limits.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type Detector, type Scorer, createScorer, evidenceOf, weightsWithout } from '../model/detector.ts';
import { type Evidence, borderShare, rawCells, rawScore, scoreSharpness, topsOf } from '../model/evidence.ts';
import { type FeatureLayout, batchOf, joined } from '../model/features.ts';
import { enoughForFolds } from '../model/fittedViews.ts';
import type { Judged } from '../model/judged.ts';
import type { Weights } from '../model/layers.ts';
import { foldedByPart } from '../model/fitNormalModel.ts';
import type { NormalModel } from '../model/normalModel.ts';
import {
  type OutputCalibration,
  type Standard,
  mapScale,
  median,
  scoreScale,
  squash,
  standardOf,
} from '../model/outputs.ts';
import type { PooledPicture } from './featurePool.ts';
import type { FittedKnownDefects } from './fitKnownDefects.ts';
import { scoreForged } from './forgedScores.ts';
import { judgedOfEach, readPixels } from './pictures.ts';

/** Fewer calibration parts than this say too little: the training parts are used, and the limits say so. */
export const fewestCalibration = 3;

export interface CalibratedOutputs {
  outputs: OutputCalibration;
  learned: LearnedLimits;
  /** The scores that the limits rest on. */
  scores: Calibration;
}

export interface CalibrationInput {
  backbone: Backbone;
  layout: FeatureLayout;
  normal: NormalModel;
  head: Weights;
  /** Good parts that were trained on, their moved views after them, and whose the first are, in the same order. */
  trained: readonly PooledPicture[];
  trainedRefs: readonly PixelRef[];
  /** All pictures of the run that were trained on or held out, of which some may have been left out of memory. */
  trainRefs: readonly PixelRef[];
  calibration: readonly PixelRef[];
  priorSet: PriorSet;
  /** Evidence that does not count, see RunConfig.ablation. */
  leftOut: Ablation;
  /** Called between pictures; may throw CancelledError. */
  /** What labelled defects look like, fitted on them and on the first of `trained`; null where none is learned from. */
  known: FittedKnownDefects | null;
  pause(): Promise<void>;
}

/**
 * Sets the scales of score and map, and the limits, from normal parts only: standardisation from training parts
 * (measured without their own prototypes), scales and limits from the calibration parts. Then forged defects on these show
 * what the limits let pass.
 */
export async function calibrateOutputs(input: CalibrationInput): Promise<CalibratedOutputs> {
  const { backbone, layout, normal, head, calibration, pause } = input;
  const own = await trainingEvidence(input);
  const standards = standardsOf(own, normal.judged.cells, layout, input.leftOut, input.known?.defects);
  const neutral = { centre: 0, spread: 1 };
  const { normal: judging, ownerOf } = await withoutTheirParts(input);
  const known = input.known?.known ?? null;
  const detector: Detector = {
    layout,
    normal: judging,
    head,
    known,
    outputs: { ...standards, score: neutral, map: neutral },
  };
  const scorer = createScorer(backbone, detector);
  try {
    const basis = calibration.length >= fewestCalibration ? 'calibration' : 'train';
    const judged =
      basis === 'train'
        ? own.slice(0, input.trainedRefs.length)
        : await calibrationEvidence(scorer.evidence, input, ownerOf);
    const levels: MapLevels[] = [];
    const judgedRefs = basis === 'train' ? input.trainedRefs : calibration;
    const areas = await judgedOfEach(judgedRefs, normal.judged, layout);
    for (const [i, evidence] of judged.entries()) {
      levels.push(levelsOf(scorer.enlarge(rawCells(evidence, standards), areas[i]), areas[i]!));
      await pause();
    }
    const raw = judged.map((evidence) => rawScore(evidence, standards));
    const outputs = placeScales(standards, raw, levels);
    const good = goodScores(judgedRefs, raw, levels, outputs);
    const areaOf = new Map(judgedRefs.map((ref, i) => [ref.id, areas[i]!]));
    const score = (pixels: readonly Uint8Array[], bases: readonly PixelRef[]): number[] => {
      const own = bases.map(({ id }) => areaOf.get(id)!);
      const evidence = scorer.evidence(pixels, bases.map(ownerOf), own);
      return evidence.map((one) => scoreOf(rawScore(one, standards), outputs));
    };
    const forged =
      basis === 'train' ? null : await scoreForged(calibration, layout.picture, input.priorSet, score, pause);
    const goodParts = countParts([...input.trainRefs, ...calibration]);
    const alsoTrained = { parts: shared(input, 'part'), sessions: shared(input, 'session') };
    return { outputs, learned: learnLimits(good, { basis }), scores: { goodParts, alsoTrained, good, forged } };
  } finally {
    scorer.dispose();
  }
}

/** Part of the fit that a held-out picture shows, −1 where there is none. */
type OwnerOf = (picture: PixelRef) => number;

/**
 * The model that held-out pictures are measured by: where a part was trained on in other pictures, without these, for it looks like itself and
 * further parts do not. With fewer parts than folds too much would be left out at once.
 */
async function withoutTheirParts(input: CalibrationInput): Promise<{ normal: NormalModel; ownerOf: OwnerOf }> {
  const { layout, normal, trained, trainedRefs, pause } = input;
  const numbers = new Map([...new Set(trainedRefs.map(({ part }) => part))].map((part, number) => [part, number]));
  const ownerOf: OwnerOf = ({ part }) => numbers.get(part) ?? -1;
  const isNeeded = numbers.size >= enoughForFolds && input.calibration.some((ref) => ownerOf(ref) >= 0);
  if (!isNeeded) return { normal, ownerOf: () => -1 };
  const owners = trained.map(({ owner }) => ownerOf(trainedRefs[owner]!));
  return { normal: await foldedByPart(normal, layout, trained, owners, pause), ownerOf };
}

/** Parts or sessions that stand on both sides. */
function shared({ trainRefs, calibration }: CalibrationInput, of: 'part' | 'session'): string[] {
  const trained = new Set(trainRefs.map((ref) => ref[of]));
  return [...new Set(calibration.map((ref) => ref[of]))].filter((name) => trained.has(name));
}

const scoreOf = (raw: number, { score }: Pick<OutputCalibration, 'score'>): number => Math.fround(squash(raw, score));

function goodScores(
  refs: readonly PixelRef[],
  raw: readonly number[],
  levels: readonly MapLevels[],
  outputs: OutputCalibration,
): GoodScore[] {
  return refs.map(({ id, part, session }, i) => ({
    hash: id,
    part,
    session,
    score: scoreOf(raw[i]!, outputs),
    pixelMaximum: Math.fround(squash(levels[i]!.maximum, outputs.map)),
  }));
}

type Standards = Omit<OutputCalibration, 'score' | 'map'>;

/**
 * Mean and deviation of each evidence over good training parts: of their judged cells, and of their summaries.
 * @param region [cells] 1 where a cell is judged
 * @param defects labelled ones whose response is the last map of the evidence; 0 where it has none
 */
export function standardsOf(
  own: readonly Evidence[],
  region: Float32Array,
  { architecture }: FeatureLayout,
  leftOut: Ablation,
  defects = 0,
): Standards {
  const contexts = architecture.contexts.slice(0, own[0]!.contexts.length);
  const weights = weightsWithout(
    contexts.map(({ level }) => level),
    leftOut,
    defects,
  );
  const cells = weights.cells.map((weight, e) =>
    standardOf(joined(own.map((one) => one.maps[e]!.filter((_, cell) => (one.region ?? region)[cell]))), weight),
  );
  const tops = own.map((evidence) => topsOf(evidence, { cells, border: borderShare }));
  const standardOfTop = (weight: number, e: number): Standard =>
    standardOf(
      tops.map((values) => values[e]!),
      weight,
    );
  return {
    cells,
    border: borderShare,
    sharpness: scoreSharpness,
    tops: weights.tops.map(standardOfTop),
    known: defects > 0 ? standardOfTop(weights.known, cells.length - 1) : null,
  };
}

/** All that the scales need of a map, which may be 4 MB large. */
interface MapLevels {
  median: number;
  maximum: number;
}

/** Of the judged pixels. @param map a value a pixel */
function levelsOf(map: Float32Array, { pixels }: Judged): MapLevels {
  const judged = map.filter((_, i) => pixels[i]);
  return { median: median(judged), maximum: judged.reduce((a, b) => Math.max(a, b), -Infinity) };
}

/** @throws FlawsmithError `internal` where a score is not finite */
function placeScales(standards: Standards, scores: readonly number[], levels: readonly MapLevels[]): OutputCalibration {
  const maxima = levels.map(({ maximum }) => maximum);
  if (![...scores, ...maxima].every(Number.isFinite)) {
    throw new FlawsmithError('internal', 'Scores of normal parts are not finite; the run cannot be used.');
  }
  return {
    ...standards,
    score: scoreScale(scores),
    map: mapScale(
      levels.map((level) => level.median),
      maxima,
    ),
  };
}

async function trainingEvidence({
  layout,
  head,
  normal,
  trained,
  known,
  pause,
}: CalibrationInput): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const batchSize = batchOf(layout.picture);
  for (let i = 0; i < trained.length; i += batchSize) {
    const batch = trained.slice(i, i + batchSize);
    const features = batch.map((picture) => picture.features);
    const measures = batch.map((picture) => picture.measures);
    const responses = known && known.own.slice(i, i + batchSize);
    const left = batch.map((picture) => picture.left);
    evidence.push(...evidenceOf(head, layout, normal.judged.cells, features, measures, responses, left));
    await pause();
  }
  return evidence;
}

async function calibrationEvidence(
  measure: Scorer['evidence'],
  { layout, normal, calibration: refs, pause }: CalibrationInput,
  ownerOf: OwnerOf,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const batchSize = batchOf(layout.picture);
  for (let i = 0; i < refs.length; i += batchSize) {
    const batch = refs.slice(i, i + batchSize);
    const pixels = await Promise.all(batch.map((ref) => readPixels(ref, layout.picture)));
    const judged = await judgedOfEach(batch, normal.judged, layout);
    evidence.push(...measure(pixels, batch.map(ownerOf), judged));
    await pause();
  }
  return evidence;
}
