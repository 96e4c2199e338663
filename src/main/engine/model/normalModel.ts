import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import {
  type ContextModel,
  type ContextOnDevice,
  type PooledViews,
  contextsFromArrays,
  contextsToArrays,
  placeContext,
  pooledViewsFromArrays,
  pooledViewsToArrays,
} from './context.ts';
import {
  type ChannelStatistics,
  type FeatureLayout,
  statisticsFromArrays,
  statisticsToArrays,
  unpackLevels,
} from './features.ts';
import {
  type GaussianModel,
  type GaussianOnDevice,
  gaussianFromArrays,
  gaussianToArrays,
  placeGaussian,
} from './gaussian.ts';
import { type Judged, judgedFromArrays, judgedToArrays, leftOf } from './judged.ts';
import { foldOf } from './fittedViews.ts';
import { type Memory, memoryFromArrays, memoryToArrays, placeMemory } from './memory.ts';
import {
  type PositionCalibration,
  calibrate,
  calibrationAffine,
  calibrationFromArrays,
  calibrationToArrays,
} from './positionCalibration.ts';
import type { NamedArrays } from './safetensors.ts';

/**
 * The distances from normal that the head reads, in channel order. The memory's distance is calibrated twice: per place,
 * which ranks whole parts best, and hardly per place, which outlines defects best (docs/method.md).
 */
export const measureNames = ['memory', 'gaussian', 'memoryFlat'] as const;
export type MeasureName = (typeof measureNames)[number];
export const measureCount = measureNames.length;

/** Distances of one picture from normal. */
export interface Measures {
  /** Calibrated distances of each cell [cells × measureCount]. */
  maps: Float32Array;
  /** Logarithm of what the components of normal parts leave unexplained of the picture as a whole, one of each of its views. */
  contexts: number[];
}

/** What is normal for this product, learned without any gradient: the fusion head reads distances from it. */
export interface NormalModel {
  statistics: ChannelStatistics;
  memory: Memory;
  gaussian: GaussianModel;
  /** One of each view of the network's contexts; of a run made before there were several, of the first alone. */
  contexts: ContextModel[];
  /** What is judged; where no good part ever lay nothing is, see judgedRegion. */
  judged: Judged;
  /** Models with one fold of the pictures left out; only training needs them. */
  withoutFold: { gaussian: GaussianModel; contexts: ContextModel[] }[];
  /** Good parts in other light and focus, see changedViews; null in runs made before they were fitted on. Only training needs them. */
  changed: PooledViews | null;
  calibration: Record<MeasureName, PositionCalibration>;
}

/** Which distance each measure calibrates. */
export const sourceOf = { memory: 'memory', gaussian: 'gaussian', memoryFlat: 'memory' } as const satisfies Record<
  MeasureName,
  'memory' | 'gaussian'
>;

export interface RawDistances {
  memory: Float32Array;
  gaussian: Float32Array;
  contexts: number[];
}

/** Calibrates each measure and puts the maps side by side. @param left cells that the picture's own ignore areas leave, see leftOf */
export function calibrated(
  distances: RawDistances,
  { calibration, judged }: Pick<NormalModel, 'calibration' | 'judged'>,
  left?: Float32Array,
): Measures {
  const region = leftOf(judged.cells, left);
  const maps = measureNames.map((name) =>
    calibrate(distances[sourceOf[name]], calibrationAffine(calibration[name], region)),
  );
  const joined = new Float32Array(maps[0]!.length * measureCount);
  maps.forEach((map, m) => map.forEach((value, i) => (joined[i * measureCount + m] = value)));
  return { maps: joined, contexts: distances.contexts };
}

/** One measure's map [cells] out of a picture's. */
export function measureMap({ maps }: Measures, index: number): Float32Array {
  return Float32Array.from({ length: maps.length / measureCount }, (_, i) => maps[i * measureCount + index]!);
}

/** Cells whose distances are taken at once: one picture of 384 px, whose table of distances takes some 20 MB. */
const mostCells = 48 ** 2;

export interface DistancesOnDevice {
  /** Of pictures with one owner; small ones run together. */
  distances(pictures: readonly Float32Array[], owner: number): RawDistances[];
  dispose(): void;
}

export function placeDistances(
  model: Pick<NormalModel, 'memory' | 'gaussian' | 'contexts' | 'withoutFold'>,
  layout: FeatureLayout,
): DistancesOnDevice {
  const memory = placeMemory(model.memory, layout);
  const views = layout.architecture.contexts;
  const place = (part: Pick<NormalModel, 'gaussian' | 'contexts'>): PlacedPart => ({
    gaussian: placeGaussian(part.gaussian, layout.grid),
    contexts: part.contexts.map((context, i) => placeContext(context, layout, views[i]!)),
  });
  const all = place(model);
  const withoutFold = model.withoutFold.map(place);
  const cells = cellsOf(layout.grid);
  const atOnce = Math.max(1, Math.floor(mostCells / cells));
  const distancesAtOnce = (pictures: readonly Float32Array[], owner: number): RawDistances[] =>
    tf.tidy(() => {
      const z: Tensor4D[] = unpackLevels(layout, pictures);
      const unseen = owner >= 0 && withoutFold.length > 1 ? withoutFold[foldOf(owner)]! : all;
      const remembered = memory.distance(z, owner).dataSync() as Float32Array;
      const gaussian = unseen.gaussian.distance(z).dataSync() as Float32Array;
      const contexts = unseen.contexts.map((context) => context.distance(z));
      const own = (maps: Float32Array, i: number): Float32Array => maps.slice(i * cells, (i + 1) * cells);
      return pictures.map((_, i) => ({
        memory: own(remembered, i),
        gaussian: own(gaussian, i),
        contexts: contexts.map((context) => context[i]!),
      }));
    });
  return {
    distances(pictures, owner) {
      const found: RawDistances[] = [];
      for (let i = 0; i < pictures.length; i += atOnce) {
        found.push(...distancesAtOnce(pictures.slice(i, i + atOnce), owner));
      }
      return found;
    },
    dispose: () =>
      [memory, ...[all, ...withoutFold].flatMap(({ gaussian, contexts }) => [gaussian, ...contexts])].forEach((item) =>
        item.dispose(),
      ),
  };
}

interface PlacedPart {
  gaussian: GaussianOnDevice;
  contexts: ContextOnDevice[];
}

/** The normal model on the device; dispose after use. */
export interface NormalModelOnDevice {
  /**
   * Distances of pictures.
   * @param pictures standardised packed features
   * @param owners part of the fit that each stems from, which is then left out of the model; −1 for none
   * @param left cells that the own ignore areas of each leave, see leftOf
   */
  measure(
    pictures: readonly Float32Array[],
    owners: readonly number[],
    left?: readonly (Float32Array | undefined)[],
  ): Measures[];
  dispose(): void;
}

export function placeNormalModel(model: NormalModel, layout: FeatureLayout): NormalModelOnDevice {
  const device = placeDistances(model, layout);
  return {
    measure: (pictures, owners, left = []) =>
      runsOfOwner(owners).flatMap(({ first, count }) =>
        device
          .distances(pictures.slice(first, first + count), owners[first]!)
          .map((raw, i) => calibrated(raw, model, left[first + i])),
      ),
    dispose: () => device.dispose(),
  };
}

/** Neighbours with the same owner. */
function runsOfOwner(owners: readonly number[]): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  owners.forEach((owner, i) => {
    const last = runs.at(-1);
    if (last && owners[last.first] === owner) last.count++;
    else runs.push({ first: i, count: 1 });
  });
  return runs;
}

/** Measures of a batch as the head reads them [batch, height, width, measureCount]; the caller disposes. */
export function unpackMeasures(measures: readonly Measures[], grid: Sides): Tensor4D {
  const length = cellsOf(grid) * measureCount;
  const data = new Float32Array(measures.length * length);
  measures.forEach(({ maps }, i) => data.set(maps, i * length));
  return tf.tensor4d(data, [measures.length, grid.height, grid.width, measureCount]);
}

/** @param withFolds folds are needed to resume, not to score */
export function normalModelToArrays(model: NormalModel, withFolds: boolean): NamedArrays {
  const folds = withFolds
    ? model.withoutFold.flatMap(({ gaussian, contexts }, i) => [
        gaussianToArrays(`fold.${i}`, gaussian),
        contextsToArrays(`fold.${i}.context`, contexts),
      ])
    : [];
  const changed = withFolds && model.changed ? pooledViewsToArrays(model.changed) : {};
  const calibrations = measureNames.map((name) => calibrationToArrays(`${name}.position`, model.calibration[name]));
  return Object.assign(
    {},
    statisticsToArrays(model.statistics),
    memoryToArrays(model.memory),
    gaussianToArrays('gaussian', model.gaussian),
    contextsToArrays('context', model.contexts),
    judgedToArrays(model.judged),
    ...folds,
    changed,
    ...calibrations,
  ) as NamedArrays;
}

export function normalModelFromArrays(arrays: NamedArrays): NormalModel {
  const withoutFold: NormalModel['withoutFold'] = [];
  while (arrays[`fold.${withoutFold.length}.mean`]) {
    const name = `fold.${withoutFold.length}`;
    withoutFold.push({
      gaussian: gaussianFromArrays(name, arrays),
      contexts: contextsFromArrays(`${name}.context`, arrays),
    });
  }
  return {
    statistics: statisticsFromArrays(arrays),
    memory: memoryFromArrays(arrays),
    gaussian: gaussianFromArrays('gaussian', arrays),
    contexts: contextsFromArrays('context', arrays),
    judged: judgedFromArrays(arrays),
    withoutFold,
    changed: pooledViewsFromArrays(arrays),
    calibration: Object.fromEntries(
      measureNames.map((name) => [name, calibrationFromArrays(`${name}.position`, arrays)]),
    ) as NormalModel['calibration'],
  };
}
