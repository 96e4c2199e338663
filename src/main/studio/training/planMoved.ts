import type { ImageRecord } from '#shared/domain/images.ts';
import { movedWindows } from '#shared/domain/movement.ts';
import { mostFitted } from '#shared/domain/runs.ts';
import { chooseFitted, fittedRandom, planMovedViews } from '#shared/vision/fittedParts.ts';
import type { PictureView } from '../dataset/cache.ts';
import type { RunFile } from './runFolder.ts';

/** Keeps the plan of moved views apart from what else is drawn by a run's seed. */
const planStream = 0x307ed;

/** A photograph as a run sees it besides. */
export interface SeenMoved {
  image: ImageRecord;
  view: PictureView;
}

/**
 * Which of a run's training parts are seen through which moved windows, as many again as parts are fitted at most. They follow
 * from the parts and the configuration alone.
 * @param images the run's training parts, in its order
 */
export function planMoved(
  images: readonly ImageRecord[],
  { config, roi }: Pick<RunFile, 'config' | 'roi'>,
): SeenMoved[] {
  const { picture, seed, moved = 0 } = config;
  const views = movedWindows(roi, moved).map((window): PictureView => ({ picture, roi: window }));
  if (views.length === 0) return [];
  const random = fittedRandom(seed);
  const named = images.map((image) => ({ id: image.hash, image }));
  const fitted = chooseFitted(named, picture, random);
  const plan = planMovedViews(fitted.length, views.length, mostFitted(picture), random.derive(planStream));
  return plan.map(({ part, window }) => ({ image: fitted[part]!.image, view: views[window]! }));
}
