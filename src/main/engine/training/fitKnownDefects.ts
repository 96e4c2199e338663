import type { Tensor2D } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import { type FeatureLayout, channelsOf, sideBySide, unpackLevels } from '../model/features.ts';
import { type FittedView, countFolds, foldOf } from '../model/fittedViews.ts';
import { leftOf } from '../model/judged.ts';
import { type KnownDefects, placeKnownDefects } from '../model/knownDefects.ts';
import { type LogisticFit, logisticRegression } from '../model/logisticRegression.ts';
import { whitening } from '../model/whitening.ts';

/** Added to the diagonal of the good cells' covariance, as the Gaussian's is. */
const covarianceRidge = 0.3;
/** Cells of good parts that the direction is fitted against, and those of a view that their covariance is taken from. */
const goodCells = 8_000;
const momentCells = 512;
/** What defects weigh together, and all else together; beside the ridge of the coefficients. */
const sideWeight = 500;
const coefficientRidge = 10;
/** A cell shows the defect where its mask covers so much of it, or so much of what it covers at most: lines cover no cell whole. */
const covered = { share: 0.5, ofMost: 0.7 } as const;
/** Of the cells beside a labelled defect, one in so many counts as good. */
const besideStride = 3;

/** A labelled defect as the head reads it. */
export interface LabelledDefect {
  /** Standardised packed features. */
  features: Float32Array;
  /** Share of each cell that is defect [cells]. */
  coverage: Float32Array;
  /** The physical part that it shows. */
  part: string;
  /** [cells] 0 where its own ignore areas leave nothing of the cell, else 1; absent: it has none. */
  left?: Float32Array | undefined;
}

/** The direction of all good parts, and of those of the other folds: no good part is judged by a direction that was fitted against it. */
export interface FittedKnownDefects {
  known: KnownDefects;
  /** Physical parts whose labelled defects it was fitted on. */
  defects: number;
  /** Responses [cells] of the good parts' views, in their order. */
  own: Float32Array[];
}

/**
 * Logistic regression of the cells under the masks of labelled defects against cells of good parts and those beside the defects, in features
 * whitened by the good cells' covariance; each defect weighs one defect, however large it is.
 * @param views of good parts @param region [cells] 1 where a cell is judged
 * @param pause called between pieces of work; may throw CancelledError
 * @returns null where no labelled defect covers a judged cell
 */
export async function fitKnownDefects(
  layout: FeatureLayout,
  views: readonly FittedView[],
  defects: readonly LabelledDefect[],
  region: Float32Array,
  random: Random,
  pause: () => Promise<void>,
): Promise<FittedKnownDefects | null> {
  const shown = defects.map((defect) => ({
    ...defect,
    ...cellsOfDefect(defect.coverage, leftOf(region, defect.left)),
  }));
  const used = shown.filter(({ under }) => under.length > 0);
  if (used.length === 0) return null;
  const under = used.map((defect) => rowsOf(layout, defect.features, defect.under));
  const beside = used.map((defect) => rowsOf(layout, defect.features, defect.beside));
  const good = await goodCellsByFold(layout, views, region, random, pause);
  const fit = (some: readonly GoodCells[], start?: LogisticFit): { known: KnownDefects; fitted: LogisticFit } =>
    directionOf(some, under, beside, channelsOf(layout), start);
  const { known, fitted } = fit(good);
  const withoutFold: KnownDefects[] = [];
  for (let fold = 0; fold < good.length && good.length > 1; fold++) {
    await pause();
    withoutFold.push(
      fit(
        good.filter((_, other) => other !== fold),
        fitted,
      ).known,
    );
  }
  return {
    known,
    defects: new Set(used.map(({ part }) => part)).size,
    own: await responsesOf(layout, views, known, withoutFold, pause),
  };
}

const judgedCells = (region: Float32Array): Int32Array =>
  Int32Array.from(region.keys()).filter((cell) => region[cell] !== 0);

/** @returns cells under the mask, and some of those that it does not touch, all judged */
function cellsOfDefect(coverage: Float32Array, region: Float32Array): { under: Int32Array; beside: Int32Array } {
  const most = coverage.reduce((largest, share, cell) => (region[cell] ? Math.max(largest, share) : largest), 0);
  const needed = Math.min(covered.share, covered.ofMost * most);
  const judged = judgedCells(region);
  return {
    under: judged.filter((cell) => most > 0 && coverage[cell]! >= needed),
    beside: judged.filter((cell) => coverage[cell] === 0).filter((_, i) => i % besideStride === 0),
  };
}

/** Some cells of a picture [cells, channels of all levels], row-major. */
function rowsOf(layout: FeatureLayout, features: Float32Array, cells: Int32Array): Float32Array {
  if (cells.length === 0) return new Float32Array(0);
  return tf.tidy(() => {
    const onGrid = sideBySide(unpackLevels(layout, [features]), layout.grid);
    const all = tf.reshape(onGrid, [cellsOf(layout.grid), channelsOf(layout)]);
    return tf.gather(all, tf.tensor1d(cells, 'int32')).dataSync();
  }) as Float32Array;
}

/** Sums over cells of good parts: n, Σx [channels] and Σxxᵀ [channels²]. */
interface Moments {
  count: number;
  sum: Float64Array;
  products: Float64Array;
}

interface GoodCells {
  moments: Moments;
  /** Some cells of each view [cells, channels]. */
  rows: Float32Array[];
}

/** Random judged cells of the good parts, by the fold of their part. */
async function goodCellsByFold(
  layout: FeatureLayout,
  views: readonly FittedView[],
  region: Float32Array,
  random: Random,
  pause: () => Promise<void>,
): Promise<GoodCells[]> {
  const good = Array.from({ length: countFolds(views) }, (): GoodCells => ({ moments: noMoments(layout), rows: [] }));
  const perView = Math.ceil(goodCells / views.length);
  const drawnPerView = Math.max(momentCells, perView);
  const everywhere = judgedCells(region);
  for (const [i, { features, owner, left }] of views.entries()) {
    const judged = left ? judgedCells(leftOf(region, left)) : everywhere;
    if (judged.length === 0) continue;
    const drawn = Int32Array.from({ length: drawnPerView }, () => judged[random.integer(0, judged.length - 1)]!);
    const cells = rowsOf(layout, features, drawn);
    const { moments, rows } = good[foldOf(owner)]!;
    addCells(moments, cells);
    rows.push(cells.slice(0, perView * channelsOf(layout)));
    if (i % 8 === 0) await pause();
  }
  return good;
}

function noMoments(layout: FeatureLayout): Moments {
  const channels = channelsOf(layout);
  return { count: 0, sum: new Float64Array(channels), products: new Float64Array(channels ** 2) };
}

function addCells(moments: Moments, cells: Float32Array): void {
  const channels = moments.sum.length;
  const count = cells.length / channels;
  const [sum, products] = tf.tidy(() => {
    const rows = tf.tensor2d(cells, [count, channels]);
    return [tf.sum(rows, 0).dataSync(), tf.matMul(rows, rows, true, false).dataSync()];
  });
  moments.count += count;
  for (let i = 0; i < channels; i++) moments.sum[i]! += sum![i]!;
  for (let i = 0; i < products!.length; i++) moments.products[i]! += products![i]!;
}

function directionOf(
  good: readonly GoodCells[],
  under: readonly Float32Array[],
  beside: readonly Float32Array[],
  channels: number,
  start?: LogisticFit,
): { known: KnownDefects; fitted: LogisticFit } {
  const mean = meanOf(good, channels);
  const factors = whitening(covarianceOf(good, mean), channels);
  const others = [...good.flatMap(({ rows }) => rows), ...beside];
  const sets = [...under, ...others];
  const countOf = (set: Float32Array): number => set.length / channels;
  const otherCount = others.reduce((sum, set) => sum + countOf(set), 0);
  const weightOf = (set: Float32Array, i: number): number =>
    sideWeight / (i < under.length ? under.length * countOf(set) : otherCount);
  const perRow = <T>(value: (set: Float32Array, i: number) => T): T[] =>
    sets.flatMap((set, i) => new Array<T>(countOf(set)).fill(value(set, i)));
  return tf.tidy(() => {
    const x = tf.concat(sets.map((set) => tf.tensor2d(set, [countOf(set), channels])));
    const whiten = tf.tensor2d(factors, [channels, channels]);
    const rows = tf.matMul(tf.sub(x, tf.tensor1d(mean)) as Tensor2D, whiten) as Tensor2D;
    const isUnder = perRow((_, i) => i < under.length);
    const fitted = logisticRegression(rows, isUnder, Float32Array.from(perRow(weightOf)), coefficientRidge, start);
    const direction = tf
      .matMul(whiten, tf.tensor2d(fitted.coefficients, [channels, 1]))
      .dataSync()
      .slice() as Float32Array;
    const shift = direction.reduce((sum, value, c) => sum + value * mean[c]!, 0);
    return { known: { direction, bias: fitted.intercept - shift }, fitted };
  });
}

function meanOf(good: readonly GoodCells[], channels: number): Float32Array {
  const count = good.reduce((sum, { moments }) => sum + moments.count, 0);
  return Float32Array.from({ length: channels }, (_, c) =>
    good.reduce((sum, { moments }) => sum + moments.sum[c]! / count, 0),
  );
}

function covarianceOf(good: readonly GoodCells[], mean: Float32Array): Float64Array {
  const channels = mean.length;
  const count = good.reduce((sum, { moments }) => sum + moments.count, 0);
  const covariance = new Float64Array(channels ** 2);
  for (const { moments } of good) {
    for (let i = 0; i < covariance.length; i++) covariance[i]! += moments.products[i]! / count;
  }
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) covariance[i * channels + j]! -= mean[i]! * mean[j]!;
    covariance[i * channels + i] = Math.max(covariance[i * channels + i]!, 0) + covarianceRidge;
  }
  return covariance;
}

async function responsesOf(
  layout: FeatureLayout,
  views: readonly FittedView[],
  known: KnownDefects,
  withoutFold: readonly KnownDefects[],
  pause: () => Promise<void>,
): Promise<Float32Array[]> {
  const devices = (withoutFold.length > 0 ? withoutFold : [known]).map((one) => placeKnownDefects(one, layout));
  try {
    const responses: Float32Array[] = [];
    for (const [i, { features, owner }] of views.entries()) {
      const device = devices[devices.length > 1 ? foldOf(owner) : 0]!;
      responses.push(device.response(features));
      if (i % 8 === 0) await pause();
    }
    return responses;
  } finally {
    devices.forEach((device) => device.dispose());
  }
}
