import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { grainOf } from '#shared/vision/synthesis/places.ts';
import { evenPicture } from '../../fixtures/drawings.ts';

/** Lines in a direction, radians as in the picture, with noise. */
function lines(direction: number, noise = 0): Raster {
  const image = createRaster(80, 60);
  const random = createRandom(2);
  for (let i = 0; i < 80 * 60; i++) {
    const across = -(i % 80) * Math.sin(direction) + Math.floor(i / 80) * Math.cos(direction);
    image.data.fill(Math.round(128 + 40 * Math.sin(across) + random.normal(0, noise)), 3 * i, 3 * i + 3);
  }
  return image;
}
/** Between two directions of lines, which are the same turned by half a circle. */
const apart = (a: number, b: number): number => Math.abs(Math.atan(Math.tan(a - b)));

describe('the grain of a part', () => {
  it.each([0, 0.4, 1, Math.PI / 2, 2, 3])('runs as its lines do: %f', (direction) => {
    for (const [x, y] of [
      [40, 30],
      [2, 2],
      [79, 59],
    ] as const)
      expect(apart(grainOf(lines(direction), x, y)!, direction)).toBeLessThan(0.08);
    expect(apart(grainOf(lines(direction, 10), 40, 30)!, direction)).toBeLessThan(0.2);
  });

  it('is nowhere on an even or a merely noisy part', () => {
    expect(grainOf(evenPicture(99, 64, 64), 30, 30)).toBeNull();
    const noisy = lines(0);
    const random = createRandom(5);
    for (let i = 0; i < noisy.data.length; i += 3) noisy.data.fill(random.integer(60, 200), i, i + 3);
    expect(grainOf(noisy, 40, 30)).toBeNull();
  });
});
