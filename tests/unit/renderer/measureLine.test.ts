import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldInside, lengthOf, middleLine, roundLength } from '../../../src/renderer/stages/zones/measureLine.ts';

describe('a line of known length', () => {
  it('is measured in pixels of the photograph, within it', () => {
    const sides = { width: 400, height: 300 };
    expect(middleLine(sides)).toEqual([
      [100, 150],
      [300, 150],
    ]);
    expect(lengthOf([heldInside([-5, 10], sides), heldInside([30, 50], sides)])).toBe(50);
    expect(heldInside([500, 500], sides)).toEqual([400, 300]);
  });
});

describe('the bar of a scale', () => {
  it('is 1, 2 or 5 with zeros, at most a quarter of the side and more than a twelfth', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        fc.integer({ min: 16, max: 20_000 }),
        (size, side) => {
          const { mm, share } = roundLength(size, side);
          expect(mm.toExponential()).toMatch(/^[125]e/);
          expect(share).toBeLessThanOrEqual(0.25 + 1e-9);
          expect(share).toBeGreaterThan(0.25 / 3);
          expect((share * side * size) / mm).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});
