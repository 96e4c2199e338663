import type { PictureShape } from '../domain/pictures.ts';
import { mostFitted } from '../domain/runs.ts';
import { type Random, createRandom } from './random.ts';

/** What decides which parts a run is fitted on. */
export const fittedRandom = (seed: number): Random => createRandom(seed, 0xf17);

/**
 * The parts whose features stay in memory: all, or a random choice, in the order of the job. What is normal is fitted on these,
 * and steps draw normals from them. Bounded, so that a hundred thousand images need no more memory than these;
 * pseudo-defects are forged on all.
 * @param random {@link fittedRandom} of the run's seed
 */
export function chooseFitted<T extends { id: string }>(
  train: readonly T[],
  picture: PictureShape,
  random: Random,
): T[] {
  const most = mostFitted(picture);
  if (train.length <= most) return [...train];
  const keys = Float64Array.from(train, () => random.next());
  const order = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
  const chosen = new Set(order.subarray(0, most));
  return train.filter((_, i) => chosen.has(i));
}

/** A moved view of a part: which of the fitted parts, and which of the moved windows. */
export interface MovedView {
  part: number;
  window: number;
}

/** Moved views of so many parts: each through every window, or as many as `most` allow. */
export const movedViewCount = (parts: number, windows: number, most: number): number => Math.min(parts * windows, most);

/**
 * Which parts are seen through which of the moved windows: as many of each part as `most` allow in all, the same number of each
 * part but for one, the windows in turn; where there are more parts than views, a random choice of parts with one window each.
 * @returns by part, then window
 */
export function planMovedViews(parts: number, windows: number, most: number, random: Random): MovedView[] {
  const keys = Array.from({ length: parts }, () => random.next());
  const order = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!);
  const views = Array.from({ length: movedViewCount(parts, windows, most) }, (_, i) => {
    const part = order[i % parts]!;
    return { part, window: (part + Math.floor(i / parts)) % windows };
  });
  return views.sort((a, b) => a.part - b.part || a.window - b.window);
}
