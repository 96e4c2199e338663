import type { Random } from '#shared/vision/random.ts';
import { type CrossFittedContext, type PooledViews, fitContext } from './context.ts';
import type { ChannelStatistics, FeatureLayout } from './features.ts';
import { type FittedView, countParts } from './fittedViews.ts';
import { drawChannels, fitGaussian } from './gaussian.ts';
import type { Judged } from './judged.ts';
import { fitMemory } from './memory.ts';
import {
  type MeasureName,
  type Measures,
  type NormalModel,
  type RawDistances,
  calibrated,
  measureNames,
  placeDistances,
  sourceOf,
} from './normalModel.ts';
import { fitPositionCalibration, silenced } from './positionCalibration.ts';

/** How far each measure's normal level is taken to differ from place to place; see {@link fitPositionCalibration}. */
const positionBelief: Readonly<Record<MeasureName, number>> = { memory: 30, gaussian: Infinity, memoryFlat: 300 };

/**
 * Fits the model. Each picture is measured by a part of the model that has not seen its part, else normal parts would look
 * better than parts never seen.
 * @param pictures views of normal parts
 * @param leftOut sources of distances that read as zero everywhere, see RunConfig.ablation
 * @param changed further views of parts that the contexts are fitted on too
 * @returns the model and the pictures' own distances
 */
export async function fitNormalModel(
  layout: FeatureLayout,
  statistics: ChannelStatistics,
  pictures: readonly FittedView[],
  judged: Judged,
  random: Random,
  pause: (done: number) => Promise<void>,
  leftOut: readonly string[] = [],
  changed: PooledViews | null = null,
): Promise<{ model: NormalModel; measures: Measures[] }> {
  const memory = await fitMemory(layout, pictures, judged.cells, random, pause);
  const parts = {
    memory,
    ...(await fitWhole(layout, pictures, drawChannels(layout, random.derive(2)), pause, changed)),
  };
  const device = placeDistances(parts, layout);
  const raw: RawDistances[] = [];
  try {
    for (let i = 0; i < pictures.length; i++) {
      raw.push(...device.distances([pictures[i]!.features], pictures[i]!.owner));
      if (i % 8 === 0) await pause(1);
    }
  } finally {
    device.dispose();
  }
  const partCount = countParts(pictures);
  const left = pictures.map((picture) => picture.left);
  const calibration = Object.fromEntries(
    measureNames.map((name) => {
      const maps = raw.map((distances) => distances[sourceOf[name]]);
      const fitted = fitPositionCalibration(maps, partCount, layout.grid, judged.cells, positionBelief[name], left);
      return [name, leftOut.includes(sourceOf[name]) ? silenced(fitted) : fitted];
    }),
  ) as NormalModel['calibration'];
  return {
    model: { statistics, ...parts, changed, judged, calibration },
    measures: raw.map((distances, i) => calibrated(distances, { judged, calibration }, left[i])),
  };
}

/** Gaussian and contexts, of all pictures and without each fold. */
async function fitWhole(
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  channels: Int32Array,
  pause: (done: number) => Promise<void>,
  changed: PooledViews | null,
): Promise<Pick<NormalModel, 'gaussian' | 'contexts' | 'withoutFold'>> {
  const gaussians = await fitGaussian(layout, pictures, channels, pause);
  const contexts: CrossFittedContext[] = [];
  for (const [i, view] of layout.architecture.contexts.entries()) {
    const further = changed ? { owners: changed.owners, rows: changed.rows[i]! } : undefined;
    contexts.push(await fitContext(layout, view, pictures, pause, further));
  }
  return {
    gaussian: gaussians.all,
    contexts: contexts.map(({ all }) => all),
    withoutFold: gaussians.withoutFold.map((gaussian, i) => ({
      gaussian,
      contexts: contexts.map(({ withoutFold }) => withoutFold[i]!),
    })),
  };
}

/**
 * The model with folds of whole physical parts, so that a picture that was not fitted can be measured without the other pictures of its
 * part. The model that pictures without an owner are measured by stays as it is.
 * @param pictures what the model was fitted on @param owners the part of each, by numbers from 0
 */
export async function foldedByPart(
  model: NormalModel,
  layout: FeatureLayout,
  pictures: readonly FittedView[],
  owners: readonly number[],
  pause: (done: number) => Promise<void>,
): Promise<NormalModel> {
  const byPart = pictures.map(({ features, left }, i) => ({ features, left, owner: owners[i]! }));
  const partOf = new Map(pictures.map(({ owner }, i) => [owner, owners[i]!]));
  const changed = model.changed && {
    ...model.changed,
    owners: model.changed.owners.map((owner) => partOf.get(owner)!),
  };
  const { withoutFold } = await fitWhole(layout, byPart, model.gaussian.channels, pause, changed);
  const prototypes = model.memory.owners.map((owner) => partOf.get(owner)!);
  return { ...model, withoutFold, memory: { ...model.memory, owners: prototypes } };
}
