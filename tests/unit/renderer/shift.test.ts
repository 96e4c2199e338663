import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsOf } from '../../../src/renderer/stages/evaluation/shift.ts';

it('a share is so many whole parts of a shift, its range rounded outwards', () => {
  expect(partsOf({ expected: 0.0024, low: 0.0005, high: 0.0071 }, 6400)).toEqual({ expected: 15, low: 3, high: 46 });
  expect(partsOf({ expected: 0.1, low: 0.1, high: 0.1 }, 30)).toEqual({ expected: 3, low: 3, high: 3 });
});

it('the range of parts holds the expected ones and the range of the share', () => {
  const shares = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(shares, fc.integer({ min: 1, max: 1_000_000 }), (three, parts) => {
      const [low, expected, high] = three.sort((a, b) => a - b) as [number, number, number];
      const whole = partsOf({ expected, low, high }, parts);
      expect(whole.low).toBeLessThanOrEqual(whole.expected);
      expect(whole.expected).toBeLessThanOrEqual(whole.high);
      expect(whole.low).toBeLessThanOrEqual(low * parts + 1e-6);
      expect(whole.high).toBeGreaterThanOrEqual(high * parts - 1e-6);
    }),
  );
});
