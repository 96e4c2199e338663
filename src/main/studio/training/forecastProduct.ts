import type { BackboneWord } from '#shared/domain/backbones.ts';
import { sourceSide } from '../dataset/sourceSide.ts';
import type { Product } from '../product.ts';
import { listRuns } from '../store/runs.ts';
import { missingBackbones } from './backbone.ts';
import { type Forecast, type ForecastPlan, forecastRun } from './forecast.ts';
import { trainingImages } from './train.ts';

/** What a run of a product would take now, and what it would learn from. */
export interface ProductForecast extends Forecast {
  nTrain: number;
  nCalibration: number;
  /** See {@link sourceSide}. */
  sourceSide: number | null;
  /** Networks whose weights set-up has not brought. */
  missingBackbones: BackboneWord[];
}

/**
 * What a run of this size, network and budget would take if it began now.
 * @throws FlawsmithError `too-few-images` where none could
 */
export function forecastProduct(product: Product, plan: Omit<ForecastPlan, 'nTrain'>): ProductForecast {
  const { train, calibration } = trainingImages(product);
  return {
    ...forecastRun(listRuns(product.db), { ...plan, nTrain: train.length }),
    nTrain: train.length,
    nCalibration: calibration.length,
    sourceSide: sourceSide(product, train),
    missingBackbones: missingBackbones(),
  };
}
