import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GreyPicture, leastDisplacement, mostDisplaced } from '#shared/vision/displacement.ts';
import { createRandom } from '#shared/vision/random.ts';

const [width, height] = [96, 80];
const box = { left: 34, top: 30, width: 28, height: 22 };

const pictureOf = (greyAt: (x: number, y: number) => number): GreyPicture => ({
  ...{ width, height },
  grey: Float32Array.from({ length: width * height }, (_, i) => greyAt(i % width, Math.floor(i / width))),
});
/** A bright cross with arms of different lengths, its middle moved. */
const cross = (dx: number, dy: number, light = (grey: number): number => grey): GreyPicture =>
  pictureOf((x, y) => {
    const [u, v] = [x - 48 - dx, y - 40 - dy];
    const isCross = (Math.abs(u) <= 2 && v >= -8 && v <= 6) || (Math.abs(v) <= 2 && u >= -6 && u <= 10);
    return light(isCross ? 180 : 60);
  });
const bar = (dx: number): GreyPicture => pictureOf((x) => (Math.abs(x - 48 - dx) <= 3 ? 180 : 60));
const noise = (seed: number): GreyPicture => {
  const random = createRandom(seed);
  return pictureOf(() => 255 * random.next());
};

describe('how far what lies in a box of the mean lies elsewhere in a part', () => {
  it('is the move, whatever light and contrast are', () => {
    const move = fc.integer({ min: 1 - mostDisplaced, max: mostDisplaced - 1 });
    fc.assert(
      fc.property(move, move, (x, y) => {
        const found = leastDisplacement(
          cross(0, 0),
          cross(x, y, (grey) => 0.6 * grey + 30),
          box,
        );
        expect(found).toMatchObject({ x, y });
        expect(found!.cells).toBeCloseTo(Math.hypot(x, y), 9);
      }),
      { numRuns: 12 },
    );
  });

  it('counts of a line only what it was moved across itself', () => {
    expect(leastDisplacement(bar(0), bar(5), box)).toMatchObject({ x: 5, y: 0 });
  });

  it('is not told where nothing stands out, nothing is like it, or it lies further than is looked', () => {
    const even = pictureOf(() => 90);
    expect(leastDisplacement(even, cross(0, 0), box)).toBeNull();
    expect(leastDisplacement(cross(0, 0), even, box)).toBeNull();
    expect(leastDisplacement(cross(0, 0), noise(1), box)).toBeNull();
    expect(leastDisplacement(bar(0), bar(mostDisplaced), box)).toBeNull();
  });
});
