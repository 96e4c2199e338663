import type { BackboneWord } from '#shared/domain/backbones.ts';
import type { Moved } from '#shared/domain/movement.ts';
import { sourceSide } from '../dataset/sourceSide.ts';
import { movementNow } from '../dataset/workingView.ts';
import type { Product } from '../product.ts';
import { listRuns } from '../store/runs.ts';
import { missingBackbones } from './backbone.ts';
import { type Forecast, type ForecastPlan, forecastRun } from './forecast.ts';
import { trainingImages } from './runPictures.ts';

/** What a run of a product would take now, and what it would learn from. */
export interface ProductForecast extends Forecast {
  nTrain: number;
  nCalibration: number;
  /** See {@link sourceSide}. */
  sourceSide: number | null;
  /** What `auto` means for these parts: the share of each side by which a run would see them moved. */
  moved: number;
  /** Networks whose weights set-up has not brought. */
  missingBackbones: BackboneWord[];
}

/**
 * What a run of this size, network and budget would take if it began now.
 * @throws FlawsmithError `too-few-images` where none could
 */
export function forecastProduct(
  product: Product,
  { moved = 'auto', ...plan }: Omit<ForecastPlan, 'nTrain' | 'moved'> & { moved?: Moved | undefined },
): ProductForecast {
  const { train, calibration } = trainingImages(product);
  const own = movementNow(product.db);
  const forecast = { ...plan, moved: moved === 'auto' ? own : moved, nTrain: train.length };
  return {
    ...forecastRun(listRuns(product.db), forecast),
    nTrain: train.length,
    nCalibration: calibration.length,
    sourceSide: sourceSide(product, train),
    moved: own,
    missingBackbones: missingBackbones(),
  };
}
