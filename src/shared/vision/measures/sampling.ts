import type { Sides } from '../raster.ts';

/** Places that are looked at; more say the same. */
const mostPlaces = 200_000;

/**
 * Distance between the places of a picture that are looked at, px, along rows and columns alike. Odd, because a camera's
 * colour pattern repeats every second pixel.
 */
export function samplingStep({ width, height }: Sides): number {
  const step = Math.ceil(Math.sqrt((width * height) / mostPlaces));
  return step % 2 === 1 ? step : step + 1;
}
