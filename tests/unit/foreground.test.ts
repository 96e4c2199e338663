import { describe, expect, it } from 'vitest';
import { findForeground } from '#shared/vision/foreground.ts';
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
