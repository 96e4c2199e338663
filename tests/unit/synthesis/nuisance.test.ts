import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { type View, drawView, nuisanceView, paintView, shiftOf } from '#shared/vision/synthesis/nuisance.ts';

const still: View = { dx: 0, dy: 0, gain: 1, offset: 0, rampX: 0, rampY: 0, noise: 0 };
const random = createRandom(1);
/** Every pixel another colour. */
const coded: Raster = { width: 20, height: 10, data: Uint8Array.from({ length: 600 }, (_, i) => (i * 7) % 251) };
const even = (level: number): Raster => {
  const image = createRaster(21, 11);
  image.data.fill(level);
  return image;
};
const pixel = ({ width, data }: Raster, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const paint = (image: Raster, view: Partial<View>, scale = 1): Raster =>
  paintView(image, { ...still, ...view }, scale, random);

describe('a harmless view', () => {
  it('moves the part by whole pixels of its size, and mirrors what comes into view', () => {
    expect(paint(coded, {})).toEqual(coded);
    const moved = paint(coded, { dx: 3, dy: -2 });
    for (let y = 0; y < 8; y++)
      for (let x = 3; x < 20; x++) expect(pixel(moved, x, y)).toEqual(pixel(coded, x - 3, y + 2));
    expect(pixel(moved, 2, 0)).toEqual(pixel(coded, 0, 2));
    expect(pixel(moved, 0, 0)).toEqual(pixel(coded, 2, 2));
    expect(pixel(moved, 5, 9)).toEqual(pixel(coded, 2, 8));
    expect(paint(coded, { dx: 3 }, 2)).toEqual(paint(coded, { dx: 6 }));
    expect(shiftOf({ ...still, dx: 3, dy: -1 }, 1.5)).toEqual({ x: 5, y: -1 });
    expect(shiftOf({ ...still, dx: 2, dy: -3 }, 4)).toEqual({ x: 8, y: -12 });
  });

  it('changes light by gain, offset and a ramp from side to side, within 0 and 255', () => {
    expect(pixel(paint(even(100), { gain: 1.1 }), 4, 4)).toEqual([110, 110, 110]);
    expect(pixel(paint(even(100), { offset: -8 }), 4, 4)).toEqual([92, 92, 92]);
    expect(pixel(paint(even(250), { offset: 8 }), 4, 4)).toEqual([255, 255, 255]);
    expect(pixel(paint(even(3), { offset: -8 }), 4, 4)).toEqual([0, 0, 0]);
    const [across, down] = [paint(even(100), { rampX: 10 }), paint(even(100), { rampY: 10 })];
    expect([0, 20].map((x) => pixel(across, x, 5)[0])).toEqual([95, 105]); // −5 and 10 · 20/21 − 5 = 4.5
    expect(pixel(across, 3, 0)).toEqual(pixel(across, 3, 10));
    expect([0, 10].map((y) => pixel(down, 5, y)[0])).toEqual([95, 104]); // −5 and 10 · 10/11 − 5 = 4.1
    expect(pixel(down, 0, 3)).toEqual(pixel(down, 20, 3));
  });

  it('may add noise, the same in all three channels, of the deviation stated', () => {
    const image = createRaster(100, 100);
    image.data.fill(128);
    const { data } = paint(image, { noise: 3 });
    let [sum, squares] = [0, 0];
    for (let i = 0; i < data.length; i += 3) {
      expect(data[i] === data[i + 1] && data[i] === data[i + 2]).toBe(true);
      sum += data[i]! - 128;
      squares += (data[i]! - 128) ** 2;
    }
    expect(Math.abs(sum / 10_000)).toBeLessThan(0.2);
    expect(Math.sqrt(squares / 10_000)).toBeGreaterThan(2.8);
    expect(Math.sqrt(squares / 10_000)).toBeLessThan(3.2);
  });

  it('is drawn within its bounds: shifted half the time, three in ten under uneven light or noisier', () => {
    const stream = createRandom(2);
    const views = Array.from({ length: 3000 }, () => drawView(stream));
    const share = (test: (view: View) => boolean): number => views.filter(test).length / views.length;
    for (const { dx, dy, gain, offset, rampX, rampY, noise } of views) {
      expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThanOrEqual(5);
      expect(gain >= 0.9 && gain <= 1.1).toBe(true);
      expect(Math.abs(offset)).toBeLessThanOrEqual(8);
      expect(Math.max(Math.abs(rampX), Math.abs(rampY))).toBeLessThanOrEqual(10);
      expect(noise >= 0 && noise <= 3).toBe(true);
    }
    expect(share(({ dx, dy }) => dx === 0 && dy === 0)).toBeCloseTo(0.5, 1);
    expect(share(({ rampX }) => rampX !== 0)).toBeCloseTo(0.3, 1);
    expect(share(({ noise }) => noise > 0)).toBeCloseTo(0.3, 1);
    for (const field of ['dx', 'dy'] as const) {
      for (const extreme of [-5, 5]) expect(views.some((view) => view[field] === extreme)).toBe(true);
    }
    for (const test of [(view: View) => view.gain < 0.92, (view: View) => view.gain > 1.08])
      expect(share(test)).toBeGreaterThan(0.05);
    for (const sign of [-1, 1]) {
      expect(share(({ offset }) => sign * offset > 7)).toBeGreaterThan(0.04);
      expect(share(({ rampX }) => sign * rampX > 8)).toBeGreaterThan(0.01);
      expect(share(({ rampY }) => sign * rampY > 8)).toBeGreaterThan(0.01);
    }
  });

  it('drawn and painted at once moves by the scale of its picture', () => {
    const seed = Array.from({ length: 50 }, (_, i) => i).find((one) => drawView(createRandom(one)).dx === 4)!;
    const image = createRaster(512, 512);
    for (let y = 0; y < 512; y++) image.data.fill(255, (y * 512 + 256) * 3, (y * 512 + 257) * 3);
    const row = nuisanceView(image, createRandom(seed)).data.subarray(200 * 512 * 3, 201 * 512 * 3);
    const brightest = row.indexOf(Math.max(...row));
    expect(Math.floor(brightest / 3)).toBe(256 + 8);
  });
});
