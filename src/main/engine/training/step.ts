import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu';
import type { LossValues, LossWeights } from '#shared/domain/runs.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import type { Random } from '#shared/vision/random.ts';
import { type FeatureLayout, type GridWindow, cutMap, unpackLevels } from '../model/features.ts';
import { headWidths, levelNamesOf, runHead } from '../model/head.ts';
import type { Weights } from '../model/layers.ts';
import { measureCount, unpackMeasures } from '../model/normalModel.ts';
import { type AdamW, createAdamW } from './adamw.ts';
import type { PooledPicture } from './featurePool.ts';
import { chooseWindow, showsDefect } from './windows.ts';
import { type CellLabels, consistencyConstraint, featureConstraint, scoreConstraint } from './losses.ts';

const weightDecay = 1e-2;
/** Covered share from which a cell counts as anomalous; covered less, but not free of defect, it is ignored. */
const anomalousCoverage = 0.1;
const centreMomentum = 0.95;

/** Pictures of one step: normal parts, pseudo-anomalous ones, and changed views of the first normals, in that order. */
export interface Batch {
  normals: PooledPicture[];
  anomalous: PooledPicture[];
  views: PooledPicture[];
}

/** What training moves, step by step. */
export interface TrainingState {
  weights: Weights;
  optimiser: AdamW;
  /** Running mean of the projected features over normal cells [channels]. */
  centre: Variable;
}

export function createTrainingState(weights: Weights): TrainingState {
  const centre = tf.tidy(() => tf.variable(tf.zeros([headWidths.projected]), false));
  return { weights, optimiser: createAdamW(weights.trainable, weightDecay), centre };
}

export function disposeTrainingState(state: TrainingState): void {
  state.optimiser.dispose();
  state.centre.dispose();
}

/**
 * One update on a window of each picture: a quarter of its cells, so that a step costs a quarter, and more pictures are
 * seen in the same time. Where every loss weight is zero nothing is learned and no variable moves, weight decay and running
 * statistics included.
 * @returns the three losses before weighting and their weighted sum
 */
export function trainStep(
  state: TrainingState,
  layout: FeatureLayout,
  batch: Batch,
  loss: LossWeights,
  learningRate: number,
  step: number,
  random: Random,
): LossValues {
  const objective = loss.feature + loss.score + loss.consistency > 0;
  const cut = cutBatch(batch, layout, random);
  const pictures = [...cut.normals, ...cut.anomalous, ...cut.views];
  const { window } = pictures[0]!;
  return tf.tidy(() => {
    const levels = unpackLevels(
      layout,
      pictures.map(({ picture }) => picture.features),
      pictures.map(({ window }) => window),
    );
    const measures = unpackMeasures(
      pictures.map(({ picture, window }) => ({
        ...picture.measures,
        maps: cutMap(picture.measures.maps, layout.grid, window, measureCount),
      })),
      window,
    );
    const labels = cellLabels(cut, layout.grid, window);
    const observed: [string, Tensor, Tensor][] = [];
    const parts: Tensor[] = [];
    let projected: Tensor4D | null = null;
    const forward = (): Tensor => {
      const outputs = runHead(lookUpAll(state.weights), { names: levelNamesOf(layout), levels, measures }, window, {
        kind: 'batch',
        observe: (name, mean, variance) => observed.push([name, tf.keep(tf.clone(mean)), tf.keep(tf.clone(variance))]),
      });
      const feature = featureConstraint(outputs.projected, state.centre, labels);
      const score = scoreConstraint(outputs, labels, imageLabels(cut, layout.grid));
      const viewsFrom = batch.normals.length + batch.anomalous.length;
      const consistency = consistencyConstraint(outputs, labels, [viewsFrom, pictures.length]);
      projected = tf.keep(tf.clone(outputs.projected));
      parts.push(...[feature, score, consistency].map((value) => tf.keep(tf.clone(value))));
      return tf.addN([tf.mul(feature, loss.feature), tf.mul(score, loss.score), tf.mul(consistency, loss.consistency)]);
    };
    const variables = Object.values(state.weights.trainable);
    const { value, grads } = tf.variableGrads(forward as () => ReturnType<typeof tf.scalar>, variables);
    if (objective) {
      state.optimiser.apply(state.weights.trainable, grads, learningRate);
      updateRunning(state, observed, projected!, labels, step);
    }
    const [feature, score, consistency] = parts.map((part) => part.dataSync()[0]);
    const total = value.dataSync()[0];
    tf.dispose([parts, projected!, observed.map(([, mean, variance]) => [mean, variance])] as Tensor[][]);
    return { feature: feature!, score: score!, consistency: consistency!, total: total! };
  });
}

function lookUpAll(weights: Weights): (name: string) => Tensor4D {
  return (name) => (weights.trainable[name] ?? weights.running[name]) as unknown as Tensor4D;
}

function updateRunning(
  state: TrainingState,
  observed: readonly [string, Tensor, Tensor][],
  projected: Tensor4D,
  labels: CellLabels,
  step: number,
): void {
  const keep = Math.min(0.9, (1 + step) / (10 + step)); // quick at first, so that short runs have usable statistics
  const blend = (name: string, value: Tensor): void => {
    const running = state.weights.running[name]!;
    running.assign(tf.add(tf.mul(running, keep), tf.mul(value, 1 - keep)));
  };
  for (const [name, mean, variance] of observed) {
    blend(`${name}.mean`, mean);
    blend(`${name}.variance`, variance);
  }
  const cells = tf.sum(labels.normal);
  const now = tf.div(tf.sum(tf.mul(projected, labels.normal), [0, 1, 2]), tf.maximum(cells, 1));
  const momentum = Math.min(centreMomentum, (1 + step) / (10 + step));
  state.centre.assign(tf.add(tf.mul(state.centre, momentum), tf.mul(now, 1 - momentum)) as Tensor);
}

/** Pictures with the part of each that a step sees. */
type CutBatch = Record<keyof Batch, { picture: PooledPicture; window: GridWindow }[]>;

/** Windows of defects show some of the defect; a changed view is cut where its clean part is, for they are compared. */
function cutBatch({ normals, anomalous, views }: Batch, { grid }: FeatureLayout, random: Random): CutBatch {
  const cut = (picture: PooledPicture): CutBatch['normals'][number] => ({
    picture,
    window: chooseWindow(grid, picture.coverage, anomalousCoverage, random),
  });
  const clean = normals.map(cut);
  return {
    normals: clean,
    anomalous: anomalous.map(cut),
    views: views.map((picture, i) => ({ picture, window: clean[i]!.window })),
  };
}

/** Views teach agreement only: their cells are in neither class, nor are those that a picture's own ignore areas leave nothing of. */
function cellLabels(batch: CutBatch, grid: Sides, shape: Sides): CellLabels {
  const cells = cellsOf(shape);
  const count = batch.normals.length + batch.anomalous.length + batch.views.length;
  const anomalous = new Float32Array(count * cells);
  const normal = new Float32Array(count * cells);
  normal.fill(1, 0, batch.normals.length * cells);
  batch.normals.forEach(({ picture, window }, i) => {
    if (picture.left) normal.set(cutMap(picture.left, grid, window), i * cells);
  });
  batch.anomalous.forEach(({ picture, window }, i) => {
    const start = (batch.normals.length + i) * cells;
    const left = picture.left && cutMap(picture.left, grid, window);
    cutMap(picture.coverage!, grid, window).forEach((share, cell) => {
      if (left?.[cell] === 0) return;
      if (share >= anomalousCoverage) anomalous[start + cell] = 1;
      else if (share === 0) normal[start + cell] = 1;
    });
  });
  const size: [number, number, number, number] = [count, shape.height, shape.width, 1];
  return { anomalous: tf.tensor4d(anomalous, size), normal: tf.tensor4d(normal, size) };
}

/** A picture counts as anomalous only where its window shows a defect. */
function imageLabels({ normals, anomalous }: CutBatch, grid: Sides): Tensor {
  const shown = anomalous.map(({ picture, window }) => (showsDefect(grid, picture.coverage!, window) ? 1 : 0));
  return tf.tensor1d([...normals.map(() => 0), ...shown]);
}
