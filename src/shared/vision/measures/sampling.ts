import type { Sides } from '../raster.ts';

/** Places that are looked at, more of which say the same: of a whole picture, and of one whose 256 parts are told apart. */
export const mostPlaces = { whole: 50_000, parts: 200_000 } as const;

/**
 * Distance between the places of a picture that are looked at, px, along rows and columns alike, so that they are `most` at most.
 * Odd, because a camera's
 * colour pattern repeats every second pixel.
 */
export function samplingStep({ width, height }: Sides, most: number): number {
  const step = Math.ceil(Math.sqrt((width * height) / most));
  return step % 2 === 1 ? step : step + 1;
}
