import type { RealDefect } from '#shared/contract/engine.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type FeatureLayout, standardise } from '../model/features.ts';
import type { NormalModel, NormalModelOnDevice } from '../model/normalModel.ts';
import type { PooledPicture } from './featurePool.ts';
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
