import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, cloneRaster, createRaster } from '#shared/vision/raster.ts';
import { createCanvas } from '#shared/vision/synthesis/canvas.ts';
import { drawWarp } from '#shared/vision/synthesis/kinds/warp.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
  steady,
} from '../../../fixtures/drawings.ts';

const size = 60;
type How = 'bend' | 'blur' | 'grain';

function warp(seed: number, image: Raster, changes: Partial<Prior> = {}) {
  const drawing = drawWarp(sketchOf(), priorOf('warp', { size: [size, size], ...changes }), steady(seed));
  return { drawing, how: drawing.values.how as How, changed: () => changesBy(drawing, image) };
}
const all = (how: How, image: Raster, count = 45) =>
  seedsTo(count)
    .map((seed) => warp(seed, image))
    .filter((one) => one.how === how)
    .map((one) => ({ changed: one.changed() }));

/** A picture whose red grows along the rows, its green down the columns, and whose blue is even. */
const places = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.set([i % 256, Math.floor(i / 256), 77], 3 * i);
  return image;
};

/** Lines of 1 px, red along the columns and green along the rows. */
const lined = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.set([i % 2 ? 200 : 60, Math.floor(i / 256) % 2 ? 200 : 60, 90], 3 * i);
  return image;
};

describe('a warped place', () => {
  it('is bent, blurred or grainy, each as often, and says so', () => {
    const drawn = seedsTo(150).map((seed) => {
      const drawing = drawWarp(sketchOf(), priorOf('warp', { size: [size, size], edge: [1, 1] }), createRandom(seed));
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      expect(drawing.values).toEqual({ size, edge: 1, how: expect.any(String) });
      return drawing.values.how;
    });
    for (const how of ['bend', 'blur', 'grain']) {
      const share = drawn.filter((one) => one === how).length / drawn.length;
      expect(share > 0.2 && share < 0.46).toBe(true);
    }
  });

  it('is as large as stated', () => {
    for (const { changed } of all('grain', evenPicture(128))) {
      const longest = Math.max(spanOf(changed, 'x').length, spanOf(changed, 'y').length);
      expect(longest).toBeGreaterThan(size * 0.6);
      expect(longest).toBeLessThan(size * 1.35 + 3);
    }
  });

  it('where it is bent shows what lies up to 25 px beside, the more the farther inside, in all directions', () => {
    const bent = all('bend', places());
    const moves = bent.flatMap(({ changed }) => changed.map(({ by }) => by));
    for (const [dx, dy, blue] of moves) {
      expect(Math.hypot(dx, dy)).toBeLessThan(25 * Math.SQRT2 + 1);
      expect(blue).toBe(0);
    }
    for (const axis of [0, 1] as const) {
      expect(Math.max(...moves.map((by) => by[axis]))).toBeGreaterThan(8);
      expect(Math.min(...moves.map((by) => by[axis]))).toBeLessThan(-8);
    }
    // Its own two noises: what is moved along the rows is not moved as far down the columns.
    for (const { changed } of bent) expect(changed.some(({ by }) => Math.abs(by[0] - by[1]) > 1)).toBe(true);
    for (const { changed } of all('bend', evenPicture(128))) expect(changed).toEqual([]);
  });

  it('where it is bent is bent less and less towards its soft border: no step shows there', () => {
    for (const seed of seedsTo(45)) {
      const { how, changed } = warp(seed, places(), { edge: [6, 6] });
      if (how !== 'bend') continue;
      const moved = changed().sort((a, b) => Math.hypot(b.x, b.y) - Math.hypot(a.x, a.y));
      for (const { by } of moved.slice(0, 10)) expect(Math.max(...by.map(Math.abs))).toBeLessThanOrEqual(2);
    }
  });

  it('where it is bent moves by shares of the picture: twice as many pixels at twice the size', () => {
    const large = createRaster(512, 512);
    for (let i = 0; i < 512 * 512; i++) large.data.set([(i % 512) >> 1, (i >> 9) >> 1, 77], 3 * i);
    for (const seed of seedsTo(30)) {
      const { drawing, how, changed } = warp(seed, places());
      if (how !== 'bend') continue;
      const after = cloneRaster(large);
      drawing.paint(createCanvas(after, { width: 256, height: 256 }, [large]), createRandom(1));
      for (const { x, y, by } of changed().filter((one) => Math.hypot(one.x, one.y) < 8)) {
        const at = (2 * (y + 127.5) * 512 + 2 * (x + 127.5)) * 3;
        // What is shown there, in pixels at 256.
        expect(Math.abs(after.data[at]! - large.data[at]! - by[0])).toBeLessThan(4);
        expect(Math.abs(after.data[at + 1]! - large.data[at + 1]! - by[1])).toBeLessThan(4);
      }
    }
  });

  it('where it is blurred has lost its fine lines, each channel for itself, and kept its level', () => {
    for (const { changed } of all('blur', lined())) {
      const inside = changed.filter(({ x, y }) => Math.hypot(x, y) < 6);
      expect(inside.length).toBeGreaterThan(50);
      for (const { x, y, by } of inside) {
        const [column, line] = [x + 127.5, y + 127.5];
        expect(Math.abs((column % 2 ? 200 : 60) + by[0] - 130)).toBeLessThan(3);
        expect(Math.abs((line % 2 ? 200 : 60) + by[1] - 130)).toBeLessThan(3);
        expect(by[2]).toBe(0);
      }
    }
  });

  it('where it is blurred shows an edge as soft as a Gaussian of 2 to 8 px, twice that at twice the size', () => {
    const edge = (side: number): Raster => {
      const image = createRaster(side, side);
      for (let i = 0; i < side * side; i++) if (i % side >= side / 2) image.data.fill(200, 3 * i, 3 * i + 3);
      return image;
    };
    /** Levels across the middle of the edge. */
    const rowOf = (seed: number, side: number): number[] => {
      const image = edge(side);
      const { drawing } = warp(seed, evenPicture(0));
      drawing.paint(createCanvas(image, { width: 256, height: 256 }, [image]), createRandom(1));
      return [...image.data.subarray((side / 2) * side * 3, (side / 2 + 1) * side * 3)].filter((_, i) => i % 3 === 0);
    };
    const sigmas: number[] = [];
    for (const seed of seedsTo(60)) {
      if (warp(seed, evenPicture(0)).how !== 'blur') continue;
      const [small, large] = [rowOf(seed, 256), rowOf(seed, 512)];
      // The slope in the middle of a blurred step is its height / (σ√2π).
      const slope = (row: number[], middle: number): number => (row[middle + 1]! - row[middle - 2]!) / 3;
      const sigma = 200 / (slope(small, 128) * Math.sqrt(2 * Math.PI));
      sigmas.push(sigma);
      expect(Math.abs(slope(large, 256) / slope(small, 128) - 0.5)).toBeLessThan(0.09);
    }
    expect(Math.min(...sigmas)).toBeGreaterThan(1.7);
    expect(Math.min(...sigmas)).toBeLessThan(3.5);
    expect(Math.max(...sigmas)).toBeGreaterThan(5.5);
    expect(Math.max(...sigmas)).toBeLessThan(9.5);
  });

  it('where it is grainy keeps its level, with the same grain in every channel, of 10 to 50 grey levels', () => {
    const coloured = createRaster(256, 256);
    for (let i = 0; i < 256 * 256; i++) coloured.data.set([115, 140, 128], 3 * i);
    const deviations = all('grain', coloured).map(({ changed }) => {
      const inside = changed.filter(({ x, y, by }) => Math.hypot(x, y) < 7 && Math.abs(by[0]) < 110); // none is cut
      expect(inside.length).toBeGreaterThan(50);
      expect(Math.abs(meanOf(inside.map(({ by }) => by[0])))).toBeLessThan(12);
      for (const { by } of inside) expect([by[1], by[2]]).toEqual([by[0], by[0]]);
      return Math.sqrt(meanOf(inside.map(({ by }) => by[0] ** 2)));
    });
    expect(Math.min(...deviations)).toBeGreaterThan(8);
    expect(Math.min(...deviations)).toBeLessThan(16);
    expect(Math.max(...deviations)).toBeGreaterThan(32);
    expect(Math.max(...deviations)).toBeLessThan(60);
  });
});
