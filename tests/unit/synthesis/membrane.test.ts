import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
    { numRuns: 15 },
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

describe('at the border of the plane a fill', () => {
  /** Fills what a plane should be again from the rest of it, with what lies far from the region changed. */
  function off(truth: Float32Array, isInside: (x: number, y: number) => boolean, isFar: typeof isInside): number {
    const inside = Uint8Array.from(truth, (_, i) => (isInside(i % width, Math.floor(i / width)) ? 1 : 0));
    const given = truth.map((value, i) => (inside[i] || isFar(i % width, Math.floor(i / width)) ? 1e4 : value));
    const filled = membrane(given, inside, width, height);
    return Math.max(...filled.map((value, i) => (inside[i] ? Math.abs(value - truth[i]!) : 0)));
  }
  const alongRows = planeOf((_, y) => 100 + 3 * y);
  const alongColumns = planeOf((x) => 100 - 3 * x);

  it('runs flat into it, on all four sides', () => {
    const middle = (x: number, y: number): boolean => Math.abs(x - 30) < 9 && Math.abs(y - 22) < 9;
    const at = (dx: number, dy: number) => (x: number, y: number) => middle(x - dx, y - dy);
    const [left, right, top, bottom] = [at(-25, 0), at(25, 0), at(0, -17), at(0, 17)];
    expect(off(alongRows, left, (x) => x > 50)).toBeLessThan(0.05);
    expect(off(alongRows, right, (x) => x < 10)).toBeLessThan(0.05);
    expect(off(alongColumns, top, (_, y) => y > 34)).toBeLessThan(0.05);
    expect(off(alongColumns, bottom, (_, y) => y < 10)).toBeLessThan(0.05);
  });
});

describe('a wide region', () => {
  const side = 160;
  type Place = (x: number, y: number) => number | boolean;

  it.each<[string, Place, Place]>([
    ['a disc on a slope', (x, y) => Math.hypot(x - 80, y - 80) < 70, (x, y) => 100 + x - 0.5 * y],
    ['rows across the plane', (_, y) => y > 20 && y < side - 1, (_, y) => 20 + y],
    ['columns across the plane', (x) => x > 20 && x < side - 1, (x) => 20 + x],
    ['a piece of the plane’s border', (x, y) => x < 100 && y > 20 && y < 140, (_, y) => 20 + y],
  ])('begins between what is known in each row and column, and so ends closely: %s', (_, isInside, levelAt) => {
    const placesOf = (value: Place): number[] =>
      Array.from({ length: side * side }, (_, i) => Number(value(i % side, Math.floor(i / side))));
    const [truth, inside] = [Float32Array.from(placesOf(levelAt)), Uint8Array.from(placesOf(isInside))];
    const given = truth.map((value, i) => (inside[i] ? 1e4 : value));
    const filled = membrane(given, inside, side, side);
    expect(Math.max(...filled.map((value, i) => Math.abs(value - truth[i]!)))).toBeLessThan(0.01);
  });
});

it('relaxes what it began with until it is harmonic, in a plane of its own', () => {
  const truth = planeOf((x, y) => 100 + 20 * Math.exp((x - 30) / 8) * Math.sin((y - 22) / 8 + 0.5));
  const inside = Uint8Array.from(planeOf((x, y) => (Math.hypot(x - 30, y - 22) < 18 ? 1 : 0)));
  const given = truth.map((value, i) => (inside[i] ? 1e4 : value));
  const before = given.slice();
  const filled = membrane(given, inside, width, height);
  expect(Math.max(...filled.map((value, i) => Math.abs(value - truth[i]!)))).toBeLessThan(0.35);
  expect(given).toEqual(before);
});
