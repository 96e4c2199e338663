import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestExtent } from '#shared/vision/extent.ts';
import { connectedComponents } from '#shared/vision/metrics/components.ts';
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

  it('is that of all pixels two by two, whatever the shape', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }), (set) => {
        const mask = drawn(8, 6, (x, y) => set[y * 8 + x]!);
        const { labels } = connectedComponents(mask);
        const placed = [...labels.keys()].filter((at) => labels[at] !== 0);
        let longest = 0;
        for (let i = 0; i < 32; i++) {
          const [dx, dy] = [Math.cos((Math.PI * i) / 32), Math.sin((Math.PI * i) / 32)];
          const along = (at: number): number => (at % 8) * dx + Math.floor(at / 8) * dy;
          for (const a of placed) {
            for (const b of placed) {
              if (labels[a] === labels[b])
                longest = Math.max(longest, along(a) - along(b) + Math.abs(dx) + Math.abs(dy));
            }
          }
        }
        expect(longestExtent(mask)).toBeCloseTo(longest, 9);
      }),
    );
  });

  it('is within a thousandth of a disc’s diameter, and 0 of nothing', () => {
    const disc = drawn(200, 200, (x, y) => Math.hypot(x - 100, y - 100) <= 80);
    expect(longestExtent(disc)).toBeGreaterThan(160);
    expect(longestExtent(disc)).toBeLessThan(163);
    expect(longestExtent(createMask(8, 8))).toBe(0);
  });
});
