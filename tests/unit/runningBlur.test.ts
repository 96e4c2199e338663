import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gaussianBlur, runningBlur } from '#shared/vision/filters.ts';
import { createRandom } from '#shared/vision/random.ts';

const [width, height] = [70, 50];

it('blurs nearly as a Gaussian of the same deviation does', () => {
  const random = createRandom(1);
  const plane = Float32Array.from({ length: width * height }, () => random.uniform(0, 200));
  for (const radius of [2, 3, 5]) {
    const sigma = Math.sqrt(radius ** 2 + radius); // of three means over 2r + 1 pixels
    const [one, other] = [runningBlur(plane, width, height, sigma), gaussianBlur(plane, width, height, sigma)];
    // near its edge, whose pixels are repeated in each pass, it differs
    const inner = [...one.keys()].filter((i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return Math.min(x, y, width - 1 - x, height - 1 - y) >= 3 * radius;
    });
    expect(inner.length).toBeGreaterThan(500);
    for (const i of inner) expect(Math.abs(one[i]! - other[i]!)).toBeLessThan(4);
  }
});

it('keeps an even plane, stays within what it blurs, and repeats the pixels at its edge', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 9, noNaN: true }), fc.integer({ min: 0, max: 255 }), (sigma, level) => {
      const even = new Float32Array(width * height).fill(level);
      for (const value of runningBlur(even, width, height, sigma)) expect(value).toBeCloseTo(level, 2);
    }),
    { numRuns: 20 },
  );
  const step = Float32Array.from({ length: width * height }, (_, i) => (i % width < 35 ? 0 : 100));
  const blurred = runningBlur(step, width, height, 4);
  for (const value of blurred) {
    expect(value).toBeGreaterThan(-0.01);
    expect(value).toBeLessThan(100.01);
  }
  const row = [...blurred.subarray(0, width)];
  expect(row.every((value, x) => x === 0 || value >= row[x - 1]! - 0.01)).toBe(true);
  expect([row[0], row[width - 1]].map((value) => Math.round(value!))).toEqual([0, 100]);
});
