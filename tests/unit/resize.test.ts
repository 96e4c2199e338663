import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeMaskNearest, resizeToRaster, resizeWeights } from '#shared/vision/resize.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createMask, createRaster } from '#shared/vision/raster.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { naiveResize } from '../reference/resize.ts';

const whole = (image: { width: number; height: number }) => ({ left: 0, top: 0, ...sizeOf(image) });
const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });

function noise(width: number, height: number, seed: number): Raster {
  const image = createRaster(width, height);
  const random = createRandom(seed);
  for (let i = 0; i < image.data.length; i++) image.data[i] = random.integer(0, 255);
  return image;
}

/** One channel of an interleaved image as rows. */
function channel(image: Raster, index: number): number[][] {
  return Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: image.width }, (_, x) => image.data[(y * image.width + x) * 3 + index]!),
  );
}

describe('resizeWeights', () => {
  it('gives rows that sum to 1, also at borders and when enlarging', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (inSize, outSize) => {
        const weights = resizeWeights(inSize, outSize);
        for (let o = 0; o < outSize; o++) {
          const sum = weights.subarray(o * inSize, (o + 1) * inSize).reduce((a, b) => a + b, 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is the identity at equal size', () => {
    const weights = resizeWeights(5, 5);
    expect([...weights]).toEqual(Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1 : 0)));
  });

  it('halves with the hand-computed triangle 1 3 3 1 over 8', () => {
    expect([...resizeWeights(6, 3).subarray(6, 12)]).toEqual([0, 1 / 8, 3 / 8, 3 / 8, 1 / 8, 0]);
    const border = resizeWeights(6, 3).subarray(0, 4);
    [3 / 7, 3 / 7, 1 / 7, 0].forEach((value, i) => expect(border[i]).toBeCloseTo(value, 6));
  });

  it('refuses sides that are no whole pixels', () => {
    expect(() => resizeWeights(0, 4)).toThrow(RangeError);
    expect(() => resizeWeights(4, 1.5)).toThrow(RangeError);
  });
});

/** Rows and columns are each rounded once, and weights are whole multiples of 1 / 4096. */
const twoRoundings = 1.1;

describe('resizeToRaster', () => {
  it('keeps a constant image constant', () => {
    for (const value of [0, 1, 127, 254, 255]) {
      const image = createRaster(37, 23);
      image.data.fill(value);
      expect(new Set(resizeToRaster(image, whole(image), { width: 16, height: 11 }).data)).toEqual(new Set([value]));
    }
  });

  it('returns the region itself where sizes agree', () => {
    const image = noise(20, 14, 1);
    const out = resizeToRaster(image, { left: 5, top: 2, width: 8, height: 8 }, { width: 8, height: 8 });
    for (let y = 0; y < 8; y++) {
      const from = ((y + 2) * 20 + 5) * 3;
      expect([...out.data.subarray(y * 24, y * 24 + 24)]).toEqual([...image.data.subarray(from, from + 24)]);
    }
  });

  it('agrees with the naive reference', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const outSide = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(side, side, outSide, outSide, fc.nat(), (width, height, outWidth, outHeight, seed) => {
        const image = noise(width, height, seed);
        const out = resizeToRaster(image, whole(image), { width: outWidth, height: outHeight });
        expect(out).toMatchObject({ width: outWidth, height: outHeight });
        for (let c = 0; c < 3; c++) {
          const expected = naiveResize(channel(image, c), outWidth, outHeight).flat();
          const ours = channel(out, c).flat();
          expected.forEach((value, i) => expect(Math.abs(ours[i]! - value)).toBeLessThan(twoRoundings));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a region outside the image', () => {
    const image = createRaster(10, 10);
    expect(() => resizeToRaster(image, { left: 5, top: 0, width: 6, height: 10 }, { width: 4, height: 4 })).toThrow(
      RangeError,
    );
    expect(() => resizeToRaster(image, { left: 0, top: 0, width: 0, height: 10 }, { width: 4, height: 4 })).toThrow(
      RangeError,
    );
  });

  const python = process.env.FLAWSMITH_TEST_PYTHON;
  const pillow = python !== undefined && spawnSync(python, ['-c', 'import PIL']).status === 0;
  it.skipIf(!pillow)('agrees with Pillow on floats (needs FLAWSMITH_TEST_PYTHON with Pillow)', () => {
    for (const [width, height, size] of [
      [97, 61, 32],
      [512, 300, 256],
      [10, 7, 32],
      [1, 9, 8],
    ] as const) {
      const image = noise(width, height, width);
      const out = resizeToRaster(image, whole(image), { width: size, height: size });
      for (let c = 0; c < 3; c++) {
        const expected = resizeInPillow(python!, channel(image, c).flat(), width, height, size);
        channel(out, c)
          .flat()
          .forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(twoRoundings));
      }
    }
  });
});

const pillowScript = `
import json, sys
from PIL import Image
width, height, size, values = json.load(sys.stdin)
image = Image.new("F", (width, height)); image.putdata(values)
small = image.resize((size, size), Image.Resampling.BILINEAR)
json.dump([small.getpixel((x, y)) for y in range(size) for x in range(size)], sys.stdout)
`;

function resizeInPillow(python: string, values: number[], width: number, height: number, size: number): number[] {
  const input = JSON.stringify([width, height, size, values]);
  const result = spawnSync(python, ['-c', pillowScript], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as number[];
}

describe('resizeMaskNearest', () => {
  it('takes the nearest pixel', () => {
    const mask = createMask(4, 4);
    mask.data.set([255, 255], 4); // row 1, columns 0 and 1: the pixel that cell (0, 0) of 2 × 2 reads is (1, 1)
    expect([...resizeMaskNearest(mask, { width: 2, height: 2 }).data]).toEqual([255, 0, 0, 0]);
  });

  it('keeps every cell that a defect touches where nearest neighbour would lose all of it', () => {
    const mask = createMask(12, 12);
    mask.data[0] = 255; // nearest reads column 2 and row 2 of each 4 × 4 cell
    mask.data[3 * 12 + 7] = 255;
    expect([...resizeMaskNearest(mask, { width: 3, height: 3 }).data]).toEqual([255, 255, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('never loses a defect, whatever its size and place', () => {
    const side = fc.integer({ min: 1, max: 90 });
    const sides = fc.record({ width: fc.integer({ min: 1, max: 32 }), height: fc.integer({ min: 1, max: 32 }) });
    fc.assert(
      fc.property(side, side, sides, fc.nat(), (width, height, small, at) => {
        const mask = createMask(width, height);
        mask.data[at % mask.data.length] = 1;
        expect(resizeMaskNearest(mask, small).data).toContain(255);
      }),
    );
  });

  it('uses the region alone', () => {
    const mask = createMask(8, 4, 255);
    mask.data.fill(0, 0, 16);
    const right = { left: 4, top: 0, width: 4, height: 4 };
    expect([...resizeMaskNearest(mask, { width: 2, height: 2 }, right).data]).toEqual([0, 0, 255, 255]);
    expect([...resizeMaskNearest(mask, { width: 1, height: 4 }, right).data]).toEqual([0, 0, 255, 255]);
  });
});

describe('masks against nearest neighbour, pixel by pixel', () => {
  const side = fc.integer({ min: 1, max: 24 });
  it('agree at any size and shape, or hold all that is touched where nearest neighbour sees nothing', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(),
        fc.constantFrom(0.02, 0.3, 0.9),
        (w, h, width, height, seed, share) => {
          const random = createRandom(seed);
          const mask = createMask(w + 3, h + 2);
          for (let i = 0; i < mask.data.length; i++) mask.data[i] = random.chance(share) ? random.integer(1, 255) : 0;
          const region = { left: random.integer(0, 3), top: random.integer(0, 2), width: w, height: h };
          const isMarked = (x: number, y: number): boolean =>
            mask.data[(region.top + y) * mask.width + region.left + x]! > 0;
          const nearest = Array.from({ length: width * height }, (_, i) =>
            isMarked(
              Math.floor((((i % width) + 0.5) * w) / width),
              Math.floor(((Math.floor(i / width) + 0.5) * h) / height),
            ),
          );
          const touched = new Set<number>();
          for (let i = 0; i < w * h; i++) {
            if (!isMarked(i % w, Math.floor(i / w))) continue;
            const column = Math.ceil((((i % w) + 0.5) * width) / w) - 1;
            touched.add((Math.ceil(((Math.floor(i / w) + 0.5) * height) / h) - 1) * width + column);
          }
          const expected = nearest.some(Boolean) ? nearest : nearest.map((_, i) => touched.has(i));
          const found = resizeMaskNearest(mask, { width, height }, region);
          expect(found).toMatchObject({ width, height });
          expect([...found.data]).toEqual(expected.map((marked) => (marked ? 255 : 0)));
        },
      ),
    );
  });
});

describe('regions and sides that cannot be', () => {
  const image = noise(10, 8, 1);
  const mask = createMask(10, 8, 255);
  const shape = { width: 4, height: 4 };
  it.each([
    { left: -1, top: 0, width: 5, height: 5 },
    { left: 0, top: -1, width: 5, height: 5 },
    { left: 6, top: 0, width: 5, height: 5 },
    { left: 0, top: 4, width: 5, height: 5 },
    { left: 0.5, top: 0, width: 5, height: 5 },
    { left: 0, top: 0.5, width: 5, height: 5 },
    { left: 0, top: 0, width: 0, height: 5 },
    { left: 0, top: 0, width: 5, height: 1.5 },
  ])('are refused: %o', (region) => {
    expect(() => resizeToRaster(image, region, shape)).toThrow(RangeError);
    expect(() => resizeMaskNearest(mask, shape, region)).toThrow(RangeError);
  });

  it('may reach to the border, and no size may be less than a pixel', () => {
    const region = { left: 5, top: 3, width: 5, height: 5 };
    expect(resizeToRaster(image, region, shape)).toMatchObject(shape);
    expect(new Set(resizeMaskNearest(mask, shape, region).data)).toEqual(new Set([255]));
    for (const wrong of [
      { width: 0, height: 4 },
      { width: 4, height: 0 },
      { width: 4, height: 2.5 },
    ]) {
      expect(() => resizeToRaster(image, region, wrong)).toThrow(RangeError);
      expect(() => resizeMaskNearest(mask, wrong, region)).toThrow(RangeError);
    }
  });
});
