import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenTime } from '../../src/renderer/ui/time.ts';

describe('a duration in words', () => {
  it('is as short as it can be', () => {
    const said = [0, 0.2, 45, 59.5, 60, 89, 3599, 3600, 4800, 60 * 362.7, 60 * 600].map(spokenTime);
    expect(said).toEqual([
      ...['1 s', '1 s', '45 s', '1 min', '1 min', '1 min', '1 h', '1 h', '1 h 20 min', '6 h 3 min', '10 h'],
    ]);
  });

  it('is never further off than half a minute, and no part of it reaches the next unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
        const parts = { h: 0, min: 0, s: 0 };
        for (const [, count, unit] of spokenTime(seconds).matchAll(/(\d+) (h|min|s)/g))
          parts[unit as keyof typeof parts] = Number(count);
        const { h, min, s } = parts;
        expect(Math.abs(3600 * h + 60 * min + s - seconds)).toBeLessThanOrEqual(30);
        expect(Math.max(min, s)).toBeLessThan(60);
      }),
    );
  });
});
