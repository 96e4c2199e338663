import fc from 'fast-check';
import { expect, it } from 'vitest';
import { membrane } from '#shared/vision/synthesis/membrane.ts';

const [width, height] = [60, 44];
const planeOf = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));

it('fills a region with the harmonic surface of its border, whatever stood in it', () => {
  const slope = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      slope,
      slope,
      fc.integer({ min: 3, max: 18 }),
      fc.double({ min: -0.02, max: 0.02, noNaN: true }),
      (a, b, radius, c) => {
        // planes and saddles are harmonic
        const truth = planeOf((x, y) => 100 + a * x + b * y + c * ((x - 30) ** 2 - (y - 22) ** 2));
        const inside = Uint8Array.from(truth, (_, i) =>
          Math.hypot((i % width) - 30, Math.floor(i / width) - 22) < radius ? 1 : 0,
        );
        const filled = membrane(
          truth.map((value, i) => (inside[i] ? 1e4 : value)),
          inside,
          width,
          height,
        );
        filled.forEach((value, i) => expect(Math.abs(value - truth[i]!)).toBeLessThan(inside[i] ? 0.5 : 1e-9));
      },
    ),
    { numRuns: 40 },
  );
});

it('stays within what surrounds it, also at the border of the plane and where all is to be filled', () => {
  const plane = planeOf((x, y) => (x * 7 + y * 13) % 50);
  const atCorner = planeOf((x, y) => (x < 12 && y < 9 ? 1 : 0));
  const filled = membrane(plane, Uint8Array.from(atCorner), width, height);
  for (const value of filled) {
    expect(value).toBeGreaterThan(-15);
    expect(value).toBeLessThan(64);
  }
  const all = membrane(plane, new Uint8Array(plane.length).fill(1), width, height);
  expect(all.every(Number.isFinite)).toBe(true);
});
