import type { RealDefect, TrainJob } from '#shared/contract/engine.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { createRandom } from '#shared/vision/random.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type FeatureLayout, standardise } from '../model/features.ts';
import { leftOf } from '../model/judged.ts';
import type { NormalModel, NormalModelOnDevice } from '../model/normalModel.ts';
import type { PooledPicture } from './featurePool.ts';
import { type FittedKnownDefects, type LabelledDefect, fitKnownDefects } from './fitKnownDefects.ts';
import { readFeatures } from './normals.ts';
import { cellsOfEach } from './pictures.ts';

/** Labelled defects a step, of its anomalous pictures: the rest are forged, so that kinds never photographed are learned still. */
export const realPerStep = 2;

export interface RealDefectOptions {
  backbone: Backbone;
  layout: FeatureLayout;
  normal: NormalModel;
  device: NormalModelOnDevice;
  pause(): Promise<void>;
}

type ReadingOptions = Omit<RealDefectOptions, 'device'>;

/** Features and masks of photographs of defective parts. */
async function readDefects(
  real: readonly RealDefect[],
  { backbone, layout, normal, pause }: ReadingOptions,
): Promise<LabelledDefect[]> {
  const { picture, grid } = layout;
  const features = await readFeatures(
    backbone,
    layout,
    real.map(({ ref }) => ref),
    () => pause(),
  );
  features.forEach((one) => standardise(layout, normal.statistics, one));
  const left = await cellsOfEach(
    real.map(({ ref }) => ref),
    layout,
  );
  return real.map(({ ref, mask }, i) => ({
    features: features[i]!,
    coverage: leftOf(cellCoverage(pixelsOfRuns(mask, cellsOf(picture)), picture, grid), left[i]),
    part: ref.part,
    left: left[i],
  }));
}

/**
 * Photographs of defective parts as the head reads them, measured by the whole normal model: none of it is of their parts.
 * @throws FlawsmithError `not-found`, `unreadable-image` where a picture's pixels are gone; CancelledError
 */
export async function poolRealDefects(
  real: readonly RealDefect[],
  { device, ...options }: RealDefectOptions,
): Promise<PooledPicture[]> {
  const defects = await readDefects(real, options);
  const measures = device.measure(
    defects.map(({ features }) => features),
    defects.map(() => -1),
    defects.map(({ left }) => left),
  );
  return defects.map(({ features, coverage, left }, i) => ({
    ...{ features, coverage, left },
    ...{ measures: measures[i]!, owner: -1 },
  }));
}

/** Key that keeps the cells it is fitted against apart from the other draws of the same seed. */
const knownKey = 0x4e0;

/**
 * What the labelled defects that were given to training look like, beside the good parts; null where none was given.
 * @param normals good parts that the normal model was fitted on, with their moved views
 * @throws FlawsmithError `not-found`, `unreadable-image` where a picture's pixels are gone; CancelledError
 */
export async function learnKnownDefects({
  job,
  normals,
  ...options
}: ReadingOptions & { job: TrainJob; normals: readonly PooledPicture[] }): Promise<FittedKnownDefects | null> {
  const { real = [], config } = job;
  if (real.length === 0) return null;
  const { layout, normal, pause } = options;
  const defects = await readDefects(real, options);
  const random = createRandom(config.seed, knownKey);
  return fitKnownDefects(layout, normals, defects, normal.judged.cells, random, pause);
}
