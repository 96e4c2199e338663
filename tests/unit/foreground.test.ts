import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findForeground, otsuThreshold } from '#shared/vision/foreground.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster, maskArea } from '#shared/vision/raster.ts';
import { texturedPart } from '../fixtures/parts.ts';

type Colour = readonly [number, number, number];

/** A picture from a colour per place, with sensor noise. */
function draw(width: number, height: number, colour: (x: number, y: number) => Colour, seed = 0): Raster {
  const image = createRaster(width, height);
  const random = createRandom(seed);
  for (let i = 0; i < width * height; i++) {
    const noise = random.normal(0, 2);
    const at = colour(i % width, Math.floor(i / width));
    for (let c = 0; c < 3; c++) image.data[i * 3 + c] = Math.min(Math.max(Math.round(at[c]! + noise), 0), 255);
  }
  return image;
}

/** Intersection over union of the mask with a shape. */
function overlap(image: Raster, isPart: (x: number, y: number) => boolean): number {
  const mask = findForeground(image);
  let [both, either] = [0, 0];
  mask.data.forEach((value, i) => {
    const expected = isPart(i % image.width, Math.floor(i / image.width));
    if (value && expected) both++;
    if (value || expected) either++;
  });
  return both / either;
}

const white: Colour = [205, 205, 205];
const inDisc =
  (radius: number, cx = 128, cy = 128) =>
  (x: number, y: number) =>
    Math.hypot(x - cx, y - cy) <= radius;

describe('findForeground', () => {
  it('finds a thin dark part on a bright background', () => {
    const isPart = (x: number, y: number) => Math.abs(x - y) < 18 && x > 40 && x < 210;
    expect(
      overlap(
        draw(256, 256, (x, y) => (isPart(x, y) ? [70, 70, 70] : white)),
        isPart,
      ),
    ).toBeGreaterThan(0.85);
  });

  it('fills an opening that looks like the background', () => {
    const ring = (x: number, y: number) => inDisc(100)(x, y) && !inDisc(60)(x, y);
    expect(
      overlap(
        draw(256, 256, (x, y) => (ring(x, y) ? [40, 40, 60] : white)),
        inDisc(100),
      ),
    ).toBeGreaterThan(0.93);
  });

  it('finds a part whose colour differs more than its brightness', () => {
    const image = draw(256, 192, (x, y) => (inDisc(60, 128, 96)(x, y) ? [180, 110, 60] : [110, 110, 110]));
    expect(overlap(image, inDisc(60, 128, 96))).toBeGreaterThan(0.9);
  });

  it('finds a part on a restless background with another tone along one side', () => {
    const random = createRandom(5);
    const grain = Float32Array.from({ length: 256 * 256 }, () => random.normal(0, 7));
    const image = draw(256, 256, (x, y) => {
      if (inDisc(70)(x, y)) return [190, 150, 90];
      const level = (y < 10 ? 150 : 70) + grain[y * 256 + x]!;
      return [level, level, level];
    });
    expect(overlap(image, (x, y) => inDisc(70)(x, y) || y < 10)).toBeGreaterThan(0.85);
  });

  it('finds a part by its hue where dark and bright of the background reach beyond its own', () => {
    const image = draw(256, 256, (x, y) => {
      if (inDisc(70)(x, y)) return [200, 170, 110];
      const level = y < 180 ? 60 + y * 0.7 : y < 220 ? 8 : 235;
      return [level, level, Math.min(level + 12, 255)];
    });
    expect(overlap(image, inDisc(70))).toBeGreaterThan(0.9);
  });

  it('takes everything where a texture fills the picture, or nothing stands out', () => {
    const all = 256 * 256;
    expect(
      maskArea(findForeground(draw(256, 256, (x, y) => (((x >> 3) + (y >> 4)) % 2 ? [60, 60, 60] : [150, 150, 150])))),
    ).toBe(all);
    expect(maskArea(findForeground(texturedPart(256, 3)))).toBeGreaterThan(0);
    expect(maskArea(findForeground(draw(256, 256, () => [90, 90, 90])))).toBe(all);
    expect(maskArea(findForeground(draw(256, 256, (x) => [x, x, x])))).toBe(all);
  });

  it('takes everything on a picture too small to tell, and leaves the picture as it is', () => {
    const tiny = draw(1, 1, () => white);
    expect(maskArea(findForeground(tiny))).toBe(1);
    const image = draw(64, 64, (x, y) => (inDisc(20, 32, 32)(x, y) ? [30, 30, 30] : white));
    const before = image.data.slice();
    findForeground(image);
    expect(image.data).toEqual(before);
  });
});

/** An even picture of level 200 with a part of another colour, without noise. */
function exact(side: number, isPart: (x: number, y: number) => boolean, colour: Colour = [60, 60, 60]): Raster {
  const image = createRaster(side, side);
  for (let i = 0; i < side * side; i++) {
    image.data.set(isPart(i % side, Math.floor(i / side)) ? colour : [200, 200, 200], 3 * i);
  }
  return image;
}
type Shape = (x: number, y: number) => boolean;
const box =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    x >= left && x < right && y >= top && y < bottom;
/** Whether the mask is the shape, pixel by pixel. */
function isExactly(image: Raster, shape: Shape): boolean {
  return findForeground(image).data.every(
    (value, i) => (value === 255) === shape(i % image.width, Math.floor(i / image.width)),
  );
}
const isWhole = (image: Raster): boolean => maskArea(findForeground(image)) === image.width * image.height;

describe('the foreground of an even picture', () => {
  const part = box(20, 14, 46, 50);

  it('is the part to the pixel, in whatever channel it differs, darker or brighter', () => {
    for (const colour of [
      [60, 60, 60],
      [60, 200, 200],
      [200, 60, 200],
      [200, 200, 60],
    ] as const) {
      expect(isExactly(exact(64, part, colour), part)).toBe(true);
    }
    const dark = exact(64, part, [255, 200, 200]);
    for (let i = 0; i < dark.data.length; i++) dark.data[i] = dark.data[i] === 200 ? 90 : 230;
    expect(isExactly(dark, part)).toBe(true);
  });

  it('has gaps of 4 px closed, specks of 2 px left out and holes filled, of any size', () => {
    const gap: Shape = (x, y) => part(x, y) && !(x >= 30 && x < 34);
    expect(isExactly(exact(64, gap), part)).toBe(true);
    const wide: Shape = (x, y) => part(x, y) && !(x >= 29 && x < 35);
    expect(isExactly(exact(64, wide), wide)).toBe(true);
    const specks: Shape = (x, y) => part(x, y) || box(6, 6, 8, 8)(x, y) || box(54, 10, 56, 60)(x, y);
    expect(isExactly(exact(64, specks), part)).toBe(true);
    const ring: Shape = (x, y) => part(x, y) && !box(26, 20, 40, 44)(x, y);
    expect(isExactly(exact(64, ring), part)).toBe(true);
  });

  it('is the whole picture where the part differs by 60 grey levels or less', () => {
    expect(isWhole(exact(64, part, [140, 140, 140]))).toBe(true);
    expect(isExactly(exact(64, part, [138, 138, 138]), part)).toBe(true);
  });

  it('is the whole picture where the part covers under 3 % or over 90 % of it', () => {
    expect(isWhole(exact(64, box(20, 20, 31, 31)))).toBe(true); // 121 of 4,096
    expect(isWhole(exact(64, box(20, 20, 32, 31)))).toBe(false); // 132
    expect(isWhole(exact(256, box(5, 5, 251, 251)))).toBe(true); // 92 %
    expect(isWhole(exact(256, box(8, 8, 248, 248)))).toBe(false); // 88 %
  });

  it('is found where the part lies on less than three tenths of the border', () => {
    expect(isWhole(exact(64, box(0, 0, 6, 64)))).toBe(false); // 144 of 496 border pixels
    expect(isWhole(exact(64, box(0, 0, 12, 64)))).toBe(true); // 168
    for (const shape of [box(0, 20, 20, 40), box(44, 20, 64, 40), box(20, 0, 40, 20), box(20, 44, 40, 64)]) {
      expect(isExactly(exact(64, shape), shape)).toBe(true);
    }
  });

  it('is the whole picture where half of the border is more restless than a quarter of the step', () => {
    const restless = (by: number): Raster => {
      const image = exact(64, part);
      for (let i = 0; i < 64 * 64; i++) {
        // Evenly from 5 steps darker to 5 brighter: half of them differ by 3 steps or more.
        if (!part(i % 64, Math.floor(i / 64))) image.data.fill(200 + (((i * 7) % 11) - 5) * by, 3 * i, 3 * i + 3);
      }
      return image;
    };
    expect(isWhole(restless(3))).toBe(false);
    expect(isWhole(restless(9))).toBe(true);
  });
});

describe('Otsu’s threshold', () => {
  /** Variance between the sides of a cut, by their means. */
  function between(values: readonly number[], cut: number): number {
    const [low, high] = [values.filter((value) => value <= cut), values.filter((value) => value > cut)];
    if (low.length === 0 || high.length === 0) return 0;
    const mean = (side: number[]): number => side.reduce((a, b) => a + b, 0) / side.length;
    return (low.length / values.length) * (high.length / values.length) * (mean(low) - mean(high)) ** 2;
  }

  it('parts with the largest variance between the sides, in the middle of an empty gap', () => {
    expect(otsuThreshold(Uint8Array.of(0, 0, 0, 10, 10))).toBe(4); // every cut from 0 to 9 is as good
    expect(otsuThreshold(Uint8Array.of(100, 255, 255))).toBe(177);
    expect(otsuThreshold(Uint8Array.of(7, 7, 7))).toBe(0);
    // two cuts that are as good, with a worse one between them
    expect(otsuThreshold(Uint8Array.of(106, 207, 177, 216, 34, 136, 100, 144))).toBe(120);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 30 }), (values) => {
        const best = Math.max(...Array.from({ length: 256 }, (_, cut) => between(values, cut)));
        expect(between(values, otsuThreshold(Uint8Array.from(values)))).toBeGreaterThanOrEqual(best * (1 - 1e-9));
      }),
    );
  });
});
