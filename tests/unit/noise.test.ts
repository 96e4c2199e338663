import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Span, drawLattice, drawOctaves, latticeField, octaveField } from '#shared/vision/noise.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { noiseByCorners } from '../reference/filters.ts';

const side = fc.integer({ min: 1, max: 17 });
const largest = (values: Iterable<number>): number => Math.max(...[...values].map(Math.abs));

/** All cells over the pixels of a side. */
const whole = (length: number): Span => ({ length, from: 0.5 / length, step: 1 / length });

function valueNoise(width: number, height: number, columns: number, rows: number, random: Random): Float32Array {
  return latticeField(drawLattice(columns, rows, random), whole(width), whole(height));
}

describe('a field of noise', () => {
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

describe('octaves of noise', () => {
  it('weighs each octave, twice as fine as the one before, with 0.6 of its weight', () => {
    const random = createRandom(3);
    const layers = [1, 2, 4].map((factor) => valueNoise(40, 30, 3 * factor, 2 * factor, random));
    octaveField(drawOctaves(3, 2, 3, createRandom(3)), whole(40), whole(30)).forEach((value, i) => {
      const expected = (layers[0]![i]! + 0.6 * layers[1]![i]! + 0.36 * layers[2]![i]!) / 1.96;
      expect(value).toBeCloseTo(expected, 5);
    });
  });

  it('stays within ±1', () => {
    expect(largest(octaveField(drawOctaves(2, 2, 3, createRandom(4)), whole(64), whole(64)))).toBeLessThanOrEqual(1);
  });
});

describe('a field at another size or cut', () => {
  const lattices = drawOctaves(4, 4, 2, createRandom(5));

  it('has the same values at the same places, whatever the number of pixels', () => {
    const [small, large] = [20, 60].map((side) => octaveField(lattices, whole(side), whole(side)));
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) {
        expect(large![(3 * y + 1) * 60 + 3 * x + 1]).toBeCloseTo(small![y * 20 + x]!, 5);
      }
    }
  });

  it('is the same where only a part of it is asked for, and holds its border beyond', () => {
    const all = octaveField(lattices, whole(40), whole(40));
    const part = octaveField(
      lattices,
      { length: 10, from: 5.5 / 40, step: 1 / 40 },
      { length: 4, from: 30.5 / 40, step: 1 / 40 },
    );
    part.forEach((value, i) => {
      expect(value).toBeCloseTo(all[(30 + Math.floor(i / 10)) * 40 + 5 + (i % 10)]!, 5);
    });
    const beyond = octaveField(lattices, { length: 2, from: -0.5, step: 0.25 }, { length: 1, from: 0, step: 1 });
    expect(beyond[0]).toBe(beyond[1]);
  });
});
