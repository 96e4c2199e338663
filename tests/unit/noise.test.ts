import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octaveNoise, valueNoise } from '#shared/vision/noise.ts';
import { createRandom } from '#shared/vision/random.ts';
import { noiseByCorners } from '../reference/filters.ts';

const side = fc.integer({ min: 1, max: 17 });
const largest = (values: Iterable<number>): number => Math.max(...[...values].map(Math.abs));

describe('valueNoise', () => {
  it('is the smooth mean of the lattice round each pixel, at any size and number of cells', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(), (width, height, columns, rows, seed) => {
        const expected = noiseByCorners(width, height, columns, rows, seed);
        valueNoise(width, height, columns, rows, createRandom(seed)).forEach((value, i) =>
          expect(value).toBeCloseTo(expected[i]!, 5),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('octaveNoise', () => {
  it('weighs each octave, twice as fine as the one before, with 0.6 of its weight', () => {
    const random = createRandom(3);
    const layers = [1, 2, 4].map((factor) => valueNoise(40, 30, 3 * factor, 2 * factor, random));
    octaveNoise(40, 30, 3, 2, 3, createRandom(3)).forEach((value, i) => {
      const expected = (layers[0]![i]! + 0.6 * layers[1]![i]! + 0.36 * layers[2]![i]!) / 1.96;
      expect(value).toBeCloseTo(expected, 5);
    });
  });

  it('has no more cells than pixels and stays within ±1', () => {
    expect(octaveNoise(4, 3, 3, 2, 4, createRandom(1))).toHaveLength(12);
    const random = createRandom(2);
    const layers = [
      [3, 2],
      [4, 3],
    ].map(([columns, rows]) => valueNoise(4, 3, columns!, rows!, random));
    octaveNoise(4, 3, 3, 2, 2, createRandom(2)).forEach((value, i) =>
      expect(value).toBeCloseTo((layers[0]![i]! + 0.6 * layers[1]![i]!) / 1.6, 5),
    );
    expect(largest(octaveNoise(64, 64, 2, 2, 3, createRandom(4)))).toBeLessThanOrEqual(1);
  });
});
