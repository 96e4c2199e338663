import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close, gaussianBlur, morph, openMask } from '#shared/vision/filters.ts';
import { createRandom } from '#shared/vision/random.ts';
import { blurBySums, morphBySquares } from '../reference/filters.ts';

const side = fc.integer({ min: 1, max: 13 });

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform(0, 255));
}

describe('gaussianBlur', () => {
  it('agrees with the sum over the square round each pixel, with border pixels repeated', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 4, max: 60 }), fc.nat(), (width, height, twentieths, seed) => {
        const plane = noise(width * height, seed);
        const expected = blurBySums(plane, width, height, twentieths / 20);
        gaussianBlur(plane, width, height, twentieths / 20).forEach((value, i) =>
          expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-3),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing under 0.2 px, blurs from there on, and never writes into what it is given', () => {
    const plane = noise(30, 1);
    const before = plane.slice();
    const same = gaussianBlur(plane, 6, 5, 0.19);
    expect(same).toEqual(before);
    same.fill(0);
    expect(gaussianBlur(plane, 6, 5, 0.4)).not.toEqual(before);
    // A fifth of a pixel still reaches the neighbour, if little: exp(−12.5) of the centre's weight.
    const dot = Float32Array.of(0, 0, 1e6, 0, 0);
    expect(gaussianBlur(dot, 5, 1, 0.2)[1]).toBeCloseTo(1e6 * Math.exp(-12.5), 0);
    expect(plane).toEqual(before);
  });

  it('takes σ to the nearest twentieth of a pixel', () => {
    const plane = noise(100, 2);
    expect(gaussianBlur(plane, 10, 10, 1.02)).toEqual(gaussianBlur(plane, 10, 10, 1));
    expect(gaussianBlur(plane, 10, 10, 1.04)).toEqual(gaussianBlur(plane, 10, 10, 1.05));
    expect(gaussianBlur(plane, 10, 10, 1.04)).not.toEqual(gaussianBlur(plane, 10, 10, 1));
  });
});

const mask = (width: number, height: number, seed: number, share: number): Uint8Array => {
  const random = createRandom(seed);
  return Uint8Array.from({ length: width * height }, () => (random.chance(share) ? random.integer(1, 255) : 0));
};
const masks = fc.record({
  width: side,
  height: side,
  radius: fc.integer({ min: 0, max: 5 }),
  seed: fc.nat(),
  share: fc.constantFrom(0.05, 0.5, 0.95),
});

describe('morphology', () => {
  it.each(['dilate', 'erode'] as const)('%ss by the square round each pixel', (operation) => {
    fc.assert(
      fc.property(masks, ({ width, height, radius, seed, share }) => {
        const data = mask(width, height, seed, share);
        const found = morph(data, width, height, radius, operation);
        expect([...found]).toEqual(morphBySquares(data, width, height, radius, operation));
      }),
    );
  });

  it('closes gaps up to twice the radius and opens what is thinner than that', () => {
    const gap = Uint8Array.from({ length: 20 * 20 }, (_, i) => (i % 20 >= 8 && i % 20 < 12 ? 0 : 255));
    expect(new Set(close(gap, 20, 20, 2))).toEqual(new Set([255]));
    expect(close(gap, 20, 20, 1)).toEqual(gap);
    const line = gap.map((value) => 255 - value);
    expect(new Set(openMask(line, 20, 20, 2))).toEqual(new Set([0]));
    expect(openMask(line, 20, 20, 1)).toEqual(line);
  });
});
