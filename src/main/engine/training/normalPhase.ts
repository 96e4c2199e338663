import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { leftOutOf, normalFileName } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { chooseFitted, fittedRandom } from '#shared/vision/fittedParts.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import type { FeatureLayout } from '../model/features.ts';
import { fitNormalModel } from '../model/fitNormalModel.ts';
import type { FittedView } from '../model/fittedViews.ts';
import { type Judged, judgedByCells, judgedWithin } from '../model/judged.ts';
import {
  type Measures,
  type NormalModel,
  normalModelFromArrays,
  normalModelToArrays,
  placeNormalModel,
} from '../model/normalModel.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import type { PooledPicture } from './featurePool.ts';
import { changedViews } from './changedViews.ts';
import { readFeatures, standardiseAll } from './normals.ts';
import { cellsOfEach, readZones } from './pictures.ts';
import { findRegion } from './region.ts';

/** What a run knows of normal parts before it trains. */
export interface NormalPhase {
  normal: NormalModel;
  /** The fitted parts in their order, then their moved views, with features and distances, each measured without its part. */
  normals: PooledPicture[];
  /** Ids of the fitted parts, in order. */
  fittedIds: string[];
}

export interface NormalPhaseOptions {
  job: TrainJob;
  layout: FeatureLayout;
  backbone: Backbone;
  /** Ids of the parts that the run was fitted on before it was interrupted; null for a run that starts. */
  fittedBefore: readonly string[] | null;
  /** Called once the features are read. */
  onFeatures(): void;
  /** Called between pieces of work; may throw CancelledError. */
  pause(): Promise<void>;
}

/**
 * Beside the checkpoint while a run trains: the normal model with its folds (some 130 MB at 384 px) never changes, so it is
 * written once and not with every checkpoint. A finished checkpoint holds what scoring needs, and this file goes.
 */
const modelFile = (job: TrainJob): string => join(job.runDir, normalFileName);

/** Takes the file away once nothing will go on from it. That it cannot be removed is no reason to lose a finished run. */
export const dropNormalFile = (job: TrainJob): Promise<void> =>
  rm(modelFile(job), { force: true, maxRetries: 3 }).catch(() => undefined);

/**
 * Reads the good parts' features and fits the normal model, or takes it from where it was written before. A run that was
 * killed right after its finished checkpoint has no such file any more; the same parts and seed give the same model again.
 * @throws FlawsmithError `checkpoint-damaged` where a part is gone; CancelledError
 */
export async function prepareNormal(options: NormalPhaseOptions): Promise<NormalPhase> {
  const { job, layout, backbone, fittedBefore, pause } = options;
  const { levels, parts } = leftOutOf(job.config);
  const random = fittedRandom(job.config.seed);
  const fitted = fittedBefore ? sameParts(job, fittedBefore) : chooseFitted(job.train, layout.picture, random);
  const known = fittedBefore ? await readModel(job) : null;
  const moved = movedOf(job, fitted);
  const seen = [...fitted, ...moved.map(({ ref }) => ref)];
  const features = await readFeatures(backbone, layout, seen, pause);
  const statistics = standardiseAll(layout, features, fitted.length, known?.statistics ?? null, levels);
  options.onFeatures();
  const owners = [...fitted.keys(), ...moved.map(({ owner }) => owner)];
  const left = await cellsOfEach(seen, layout);
  const views = features.map((picture, i) => ({ features: picture, owner: owners[i]!, left: left[i] }));
  if (known) return assemble(known, views, await measureOwn(known, layout, views, pause), fitted);
  const region = await findRegion(job, seen, layout.grid, pause);
  const judged = await withinZones(judgedByCells(region, layout.grid, layout.picture), job, layout);
  const changed = await changedViews(backbone, layout, statistics, fitted, pause);
  const fit = await fitNormalModel(layout, statistics, views, judged, random.derive(1), pause, parts, changed);
  await writeSafetensors(modelFile(job), { tensors: normalModelToArrays(fit.model, true), metadata: {} });
  return assemble(fit.model, views, fit.measures, fitted);
}

/** All training parts are seen through one view, whose zones these are: areas of single pictures are no part of them. */
async function withinZones(judged: Judged, { train }: TrainJob, { grid, picture }: FeatureLayout): Promise<Judged> {
  const file = train[0]?.zones;
  return file === undefined ? judged : judgedWithin(judged, grid, await readZones(file, picture));
}

/** The moved views of the fitted parts, whose owners these are. */
function movedOf({ moved = [] }: TrainJob, fitted: readonly PixelRef[]): { ref: PixelRef; owner: number }[] {
  const ownerOf = new Map(fitted.map(({ id }, owner) => [id, owner]));
  return moved.flatMap((ref) => {
    const owner = ownerOf.get(ref.id);
    return owner === undefined ? [] : [{ ref, owner }];
  });
}

/** The model as it was written; null where there is none that can be read. */
async function readModel(job: TrainJob): Promise<NormalModel | null> {
  try {
    const { tensors, isSealed } = await readSafetensors(modelFile(job));
    return isSealed ? normalModelFromArrays(tensors) : null;
  } catch {
    return null; // gone with a finished checkpoint, or damaged: it is fitted again
  }
}

function assemble(
  normal: NormalModel,
  views: readonly FittedView[],
  measures: readonly Measures[],
  fitted: readonly PixelRef[],
): NormalPhase {
  const normals = views.map((view, i) => ({ ...view, measures: measures[i]!, coverage: null }));
  return { normal, normals, fittedIds: fitted.map(({ id }) => id) };
}

async function measureOwn(
  normal: NormalModel,
  layout: FeatureLayout,
  views: readonly FittedView[],
  pause: () => Promise<void>,
): Promise<Measures[]> {
  const device = placeNormalModel(normal, layout);
  const measures: Measures[] = [];
  try {
    for (const [i, { features, owner, left }] of views.entries()) {
      measures.push(...device.measure([features], [owner], [left]));
      if (i % 8 === 0) await pause();
    }
    return measures;
  } finally {
    device.dispose();
  }
}

function sameParts({ train }: TrainJob, ids: readonly string[]): PixelRef[] {
  const byId = new Map(train.map((ref) => [ref.id, ref]));
  return ids.map((id) => {
    const ref = byId.get(id);
    if (ref) return ref;
    throw new FlawsmithError('checkpoint-damaged', `The run was started with an image that is gone: ${id}`, {
      hint: 'Start a new run.',
    });
  });
}
