import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defocused, displaced, relit } from '#shared/vision/photographChanges.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { createRandom } from '#shared/vision/random.ts';

function speckled(width: number, height: number, seed: number): Raster {
  const random = createRandom(seed);
  const picture = createRaster(width, height);
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = random.integer(0, 255);
  return picture;
}

const pixel = ({ width, data }: Raster, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('other light', () => {
  it('multiplies every level and clips it', () => {
    const picture: Raster = { width: 1, height: 2, data: Uint8Array.from([0, 100, 213, 214, 255, 1]) };
    expect([...relit(picture, 1.2).data]).toEqual([0, 120, 255, 255, 255, 1]);
    expect([...relit(picture, 0.8).data]).toEqual([0, 80, 170, 171, 204, 1]);
    expect([...picture.data]).toEqual([0, 100, 213, 214, 255, 1]);
  });
});

describe('another focus', () => {
  it('leaves a flat picture as it is and keeps colours apart', () => {
    const flat = createRaster(40, 30);
    for (let i = 0; i < flat.data.length; i++) flat.data[i] = [10, 120, 240][i % 3]!;
    expect(defocused(flat, 3).data).toEqual(flat.data);
  });

  it('is as wide in a picture twice as large, in its own pixels', () => {
    const widthOf = (side: number): number => {
      const line = createRaster(side, side);
      for (let y = 0; y < side; y++) line.data.fill(250, (y * side + side / 2) * 3, (y * side + side / 2 + 1) * 3);
      const row = defocused(line, 8)
        .data.subarray(0, side * 3)
        .filter((_, i) => i % 3 === 0);
      const sum = row.reduce((total, value) => total + value, 0);
      return Math.sqrt(row.reduce((total, value, x) => total + value * (x - side / 2) ** 2, 0) / sum);
    };
    expect(widthOf(256)).toBeGreaterThan(3);
    expect(widthOf(512) / widthOf(256)).toBeGreaterThan(1.7);
    expect(widthOf(512) / widthOf(256)).toBeLessThan(2.3);
  });
});

describe('another place', () => {
  it('moves every pixel by the share of each side and mirrors what comes into view', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 4, max: 60 }),
        fc.double({ min: -0.4, max: 0.4, noNaN: true }),
        fc.integer(),
        (width, height, share, seed) => {
          const picture = speckled(width, height, seed);
          const moved = displaced(picture, share);
          const [dx, dy] = [Math.round(width * share), Math.round(height * share)];
          const within = (at: number, side: number): number => (at < 0 ? -at - 1 : at >= side ? 2 * side - 1 - at : at);
          for (let y = 0; y < height; y += 3) {
            for (let x = 0; x < width; x += 3) {
              expect(pixel(moved, x, y)).toEqual(pixel(picture, within(x - dx, width), within(y - dy, height)));
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same picture where it moves by less than half a pixel', () => {
    const picture = speckled(20, 10, 3);
    expect(displaced(picture, 0.02).data).toEqual(picture.data);
  });
});
