import { describe, expect, it } from 'vitest';
import { longestExtent } from '#shared/vision/extent.ts';
import { createMask } from '#shared/vision/raster.ts';

function drawn(width: number, height: number, isSet: (x: number, y: number) => boolean) {
  const mask = createMask(width, height);
  for (let i = 0; i < mask.data.length; i++) if (isSet(i % width, Math.floor(i / width))) mask.data[i] = 255;
  return mask;
}

describe('the longest extent of a mask', () => {
  it('is that of a line along it, in the unit of its pixels', () => {
    const line = drawn(64, 32, (x, y) => y === 10 && x >= 4 && x < 44);
    expect(longestExtent(line)).toBeCloseTo(Math.hypot(40, 1), 1);
    expect(longestExtent(line, { x: 5, y: 2 })).toBeCloseTo(Math.hypot(200, 2), 1);
    const slanted = drawn(64, 64, (x, y) => x === y && x < 30);
    expect(longestExtent(slanted)).toBeCloseTo(30 * Math.SQRT2, 1);
  });

  it('is that of the largest place, not of all together', () => {
    const two = drawn(64, 64, (x, y) => (y === 5 && x < 12) || (y === 60 && x > 40));
    expect(longestExtent(two)).toBeCloseTo(Math.hypot(23, 1), 1);
  });

  it('is within a thousandth of a disc’s diameter, and 0 of nothing', () => {
    const disc = drawn(200, 200, (x, y) => Math.hypot(x - 100, y - 100) <= 80);
    expect(longestExtent(disc)).toBeGreaterThan(160);
    expect(longestExtent(disc)).toBeLessThan(163);
    expect(longestExtent(createMask(8, 8))).toBe(0);
  });
});
