import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canMeasure,
  lengthWords,
  mmOfPixels,
  pixelSizeOf,
  sizesInWords,
  statedPixelSizeSchema,
} from '#shared/domain/pixelSize.ts';

const perPixel = fc.double({ min: 1e-6, max: 1e3, noNaN: true });

describe('lengths in mm', () => {
  it('name their pixel: px → mm → px gives every whole number of pixels again', () => {
    fc.assert(
      fc.property(perPixel, fc.integer({ min: 0, max: 60_000 }), (mm, pixels) => {
        expect(Math.round(mmOfPixels(pixels, mm) / mm)).toBe(pixels);
      }),
    );
  });

  it('are off by less than half a pixel', () => {
    fc.assert(
      fc.property(perPixel, fc.double({ min: 0, max: 60_000, noNaN: true }), (mm, pixels) => {
        expect(Math.abs(mmOfPixels(pixels, mm) / mm - pixels)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });

  it('stand before the pixels where there is a scale, and no longer than need be', () => {
    expect(lengthWords(20, 0.07)).toBe('1.4 mm (20 px)');
    expect(lengthWords(21, 0.07)).toBe('1.47 mm (21 px)');
    expect(lengthWords(20, 0.0123)).toBe('0.25 mm (20 px)');
    expect(lengthWords(20, null)).toBe('20 px');
    expect(lengthWords(1500, 0.1, (value) => value.toLocaleString('de'))).toBe('150 mm (1.500 px)');
  });
});

describe('what is said of a pixel', () => {
  it('is a size, or a known length over so many pixels', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        (mm, pixels) => {
          fc.pre(mm / pixels >= 1e-6);
          const { mmPerPixel, source } = pixelSizeOf({ mm, pixels });
          expect(mmPerPixel * pixels).toBeCloseTo(mm, 9);
          expect(source).toEqual({ by: 'measured', mm, pixels });
        },
      ),
    );
    expect(pixelSizeOf({ mmPerPixel: 0.05 })).toEqual({ mmPerPixel: 0.05, source: { by: 'typed' } });
  });

  it('is refused where no pixel is so small or so large', () => {
    for (const mmPerPixel of [0, -1, NaN, Infinity, 1e-7, 1001]) {
      expect(statedPixelSizeSchema.safeParse({ mmPerPixel }).success).toBe(false);
    }
    expect([canMeasure(1, 0), canMeasure(0, 10), canMeasure(1, 1e9), canMeasure(1.4, 20)]).toEqual([
      ...[false, false, false, true],
    ]);
  });

  it('is one for all pictures, which is said where they have several sizes', () => {
    const size = (width: number, pictures: number) => ({ width, height: 100, pictures });
    expect(sizesInWords([])).toBeNull();
    expect(sizesInWords([size(200, 9)])).toBeNull();
    expect(sizesInWords([size(4, 9), size(3, 2), size(2, 1), size(1, 1)])).toContain(
      'The pictures have 4 sizes (9 of 4 × 100, 2 of 3 × 100, 1 of 2 × 100, …). There is one scale for all',
    );
  });
});
