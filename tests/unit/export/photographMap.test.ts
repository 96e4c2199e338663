import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { coverPhotograph, hotSpot } from '#shared/vision/photographMap.ts';

const map = (width: number, height: number, at: number) => {
  const data = new Float32Array(width * height).fill(0.1);
  data[at] = 0.9;
  return { width, height, data };
};

describe('a map and its photograph', () => {
  it('meet in the middle of the cell, whatever the shape of the photograph', () => {
    expect(hotSpot(map(4, 2, 5), fullRoi, { width: 400, height: 100 })).toEqual({
      x: 150,
      y: 75,
      value: expect.closeTo(0.9) as number,
    });
    const roi = { x: 0.5, y: 0.25, width: 0.5, height: 0.5 };
    expect(hotSpot(map(4, 2, 5), roi, { width: 400, height: 100 })).toMatchObject({ x: 275, y: 62 });
  });

  it('lie within the inspected region: the highest place never leaves it', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const share = fc.double({ min: 0.05, max: 0.9, noNaN: true });
    const photograph = fc.record({
      width: fc.integer({ min: 1, max: 4000 }),
      height: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(side, side, share, share, photograph, fc.nat(), (width, height, x, y, picture, pick) => {
        const roi = { x, y, width: 1 - x, height: 1 - y };
        const spot = hotSpot(map(width, height, pick % (width * height)), roi, picture);
        expect(spot.x).toBeGreaterThanOrEqual(Math.min(Math.floor(x * picture.width), picture.width - 1));
        expect(spot.x).toBeLessThan(picture.width);
        expect(spot.y).toBeLessThan(picture.height);
        const whole = coverPhotograph(map(width, height, pick % (width * height)), roi);
        expect(whole.data.reduce((most, value) => Math.max(most, value))).toBeCloseTo(0.9);
        expect(whole.data.filter((value) => value > 0).length).toBe(width * height);
      }),
    );
  });

  it('are one where all of it is looked at', () => {
    const whole = map(3, 3, 4);
    expect(coverPhotograph(whole, fullRoi)).toBe(whole);
  });
});
