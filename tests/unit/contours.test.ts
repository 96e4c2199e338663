import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceToMask } from '#shared/vision/maskDistance.ts';
import { maskOutline } from '../../src/renderer/canvas/contours.ts';

const size = 64;
function disc(x: number, y: number, radius: number): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, i) =>
    Math.hypot((i % size) - x, Math.floor(i / size) - y) <= radius ? 255 : 0,
  );
}

describe('the line around a mask', () => {
  it('lies outside the defect, everywhere about as far from it', () => {
    const mask = Uint8Array.from({ length: 256 * 256 }, (_, i) =>
      Math.hypot((i % 256) - 100, Math.floor(i / 256) - 120) <= 20 ? 255 : 0,
    );
    const outline = maskOutline(mask, 256, 256);
    expect(outline).toHaveLength(1);
    const points = outline[0]!;
    for (let i = 0; i < points.length; i += 2) {
      const radius = Math.hypot(points[i]! - 100.5, points[i + 1]! - 120.5);
      expect(radius).toBeGreaterThan(21.5);
      expect(radius).toBeLessThan(24.5);
    }
  });

  it('is not there where nothing is marked', () => {
    expect(maskOutline(new Uint8Array(size * size), size, size)).toEqual([]);
  });

  it('keeps to the picture where a defect touches its border', () => {
    const outline = maskOutline(disc(0, 0, 6), size, size);
    expect(outline.length).toBeGreaterThan(0);
    for (const value of outline.flat()) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(size);
    }
  });

  it('is a closed line of its own around each of two defects', () => {
    const other = disc(48, 48, 5);
    const mask = disc(16, 16, 5).map((value, i) => Math.max(value, other[i]!));
    const lines = maskOutline(mask, size, size);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.slice(0, 2)).toEqual(line.slice(-2));
  });
});

describe('the distance to a mask', () => {
  it('is within 9 % of the Euclidean distance', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.nat(15), (x, y) => {
        const mask = new Uint8Array(16 * 16);
        mask[y * 16 + x] = 255;
        distanceToMask(mask, 16, 16).forEach((distance, i) => {
          const exact = Math.hypot((i % 16) - x, Math.floor(i / 16) - y);
          expect(Math.abs(distance - exact)).toBeLessThanOrEqual(exact * 0.09 + 1e-5);
        });
      }),
    );
  });
});
