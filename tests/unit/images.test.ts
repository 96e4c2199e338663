import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi, roiPixels, roiSchema } from '#shared/domain/images.ts';

const accepts = (x: number, y: number, width: number, height: number): boolean =>
  roiSchema.safeParse({ x, y, width, height }).success;

describe('a region of interest', () => {
  it('lies inside the image, and is not empty', () => {
    expect(accepts(0, 0, 1, 1)).toBe(true);
    expect(accepts(0.7, 0.7, 0.3, 0.3)).toBe(true); // 0.7 + 0.3 is a hair off 1 in floats
    expect(accepts(1 - 0.9, 0, 0.9, 1)).toBe(true);
    expect(accepts(0.5, 0, 0.51, 1)).toBe(false);
    expect(accepts(0, 0.5, 1, 0.51)).toBe(false);
    for (const [x, y, width, height] of [
      [-0.1, 0, 0.5, 0.5],
      [0, -0.1, 0.5, 0.5],
      [0, 0, 0, 0.5],
      [0, 0, 0.5, 0],
      [0, 0, 1.1, 0.5],
      [1.1, 0, 0.5, 0.5],
    ] as const) {
      expect(accepts(x, y, width, height), `${x}, ${y}, ${width}, ${height}`).toBe(false);
    }
  });

  it('in pixels is rounded to the nearest border', () => {
    expect(roiPixels({ x: 0.25, y: 0.1, width: 0.5, height: 0.35 }, 10, 10)).toEqual({
      left: 3,
      top: 1,
      width: 5,
      height: 4,
    });
    expect(roiPixels({ x: 0.24, y: 0, width: 0.52, height: 1 }, 10, 10)).toEqual({
      left: 2,
      top: 0,
      width: 6,
      height: 10,
    });
    expect(roiPixels({ x: 0, y: 0.24, width: 1, height: 0.52 }, 10, 20)).toEqual({
      left: 0,
      top: 5,
      width: 10,
      height: 10,
    });
    expect(roiPixels(fullRoi, 640, 480)).toEqual({ left: 0, top: 0, width: 640, height: 480 });
  });

  it('in pixels is one pixel at least, and never outside', () => {
    expect(roiPixels({ x: 0.999, y: 0.999, width: 0.001, height: 0.001 }, 10, 8)).toEqual({
      left: 9,
      top: 7,
      width: 1,
      height: 1,
    });
    expect(roiPixels({ x: 0.1, y: 0.5, width: 1e-6, height: 1e-6 }, 10, 8)).toEqual({
      left: 1,
      top: 4,
      width: 1,
      height: 1,
    });
    const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(share, share, share, share, side, side, (x, y, w, h, width, height) => {
        const roi = { x: x * (1 - w), y: y * (1 - h), width: w, height: h };
        const { left, top, ...region } = roiPixels(roi, width, height);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(region.width, region.height)).toBeGreaterThanOrEqual(1);
        expect(left + region.width).toBeLessThanOrEqual(width);
        expect(top + region.height).toBeLessThanOrEqual(height);
      }),
    );
  });
});
