import type { RealDefect, TrainJob } from '#shared/contract/engine.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { createRandom } from '#shared/vision/random.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type FeatureLayout, standardise } from '../model/features.ts';
import { type NormalModel, type NormalModelOnDevice, placeNormalModel } from '../model/normalModel.ts';
import type { PooledPicture } from './featurePool.ts';
import { type FittedKnownDefects, fitKnownDefects } from './fitKnownDefects.ts';
import { readFeatures } from './normals.ts';

/** Labelled defects a step, of its anomalous pictures: the rest are forged, so that kinds never photographed are learned still. */
export const realPerStep = 2;

export interface RealDefectOptions {
  backbone: Backbone;
  layout: FeatureLayout;
  normal: NormalModel;
  device: NormalModelOnDevice;
  pause(): Promise<void>;
}

/**
 * Photographs of defective parts as the head reads them, measured by the whole normal model: none of it is of their parts.
 * @throws FlawsmithError `not-found`, `unreadable-image` where a picture's pixels are gone; CancelledError
 */
export async function poolRealDefects(
  real: readonly RealDefect[],
  { backbone, layout, normal, device, pause }: RealDefectOptions,
): Promise<PooledPicture[]> {
  const { picture, grid } = layout;
  const features = await readFeatures(
    backbone,
    layout,
    real.map(({ ref }) => ref),
    () => pause(),
  );
  features.forEach((one) => standardise(layout, normal.statistics, one));
  const measures = device.measure(features, new Array<number>(features.length).fill(-1));
  return real.map(({ mask }, i) => ({
    features: features[i]!,
    measures: measures[i]!,
    coverage: cellCoverage(pixelsOfRuns(mask, cellsOf(picture)), picture, grid),
    owner: -1,
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
}: Omit<RealDefectOptions, 'device'> & {
  job: TrainJob;
  normals: readonly PooledPicture[];
}): Promise<FittedKnownDefects | null> {
  const { real = [], config } = job;
  if (real.length === 0) return null;
  const { layout, normal, pause } = options;
  const device = placeNormalModel(normal, layout);
  try {
    const pictures = await poolRealDefects(real, { ...options, device });
    const defects = pictures.map(({ features, coverage }, i) => ({
      features,
      coverage: coverage!,
      part: real[i]!.ref.part,
    }));
    return await fitKnownDefects(
      layout,
      normals,
      defects,
      normal.judged.cells,
      createRandom(config.seed, knownKey),
      pause,
    );
  } finally {
    device.dispose();
  }
}
