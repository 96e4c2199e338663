import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GridWindow, windowUnit } from '#engine/model/features.ts';
import { chooseWindow, showsDefect, windowShape } from '#engine/training/windows.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { createRandom } from '#shared/vision/random.ts';

const sides = fc.integer({ min: 2, max: 32 }).map((units) => units * windowUnit);
const grids = fc.record({ width: sides, height: sides });

function isInside(cell: number, grid: Sides, { row, column, width, height }: GridWindow): boolean {
  const [y, x] = [Math.floor(cell / grid.width) - row, (cell % grid.width) - column];
  return y >= 0 && y < height && x >= 0 && x < width;
}

describe('the window of a step', () => {
  it('lies on whole cells of every level, inside the grid', () => {
    fc.assert(
      fc.property(grids, fc.nat(), (grid, seed) => {
        const { row, column, width, height } = chooseWindow(grid, null, 0.1, createRandom(seed));
        expect([row, column, width, height].map((cells) => cells % windowUnit)).toEqual([0, 0, 0, 0]);
        expect(Math.min(row, column)).toBeGreaterThanOrEqual(0);
        expect(row + height).toBeLessThanOrEqual(grid.height);
        expect(column + width).toBeLessThanOrEqual(grid.width);
      }),
    );
  });

  it('shows some of the defect, wherever that is', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (grid, seed, places) => {
        const coverage = new Float32Array(cellsOf(grid));
        for (const place of places) coverage[place % coverage.length] = 0.5;
        const window = chooseWindow(grid, coverage, 0.1, createRandom(seed));
        expect([...coverage.keys()].some((cell) => coverage[cell]! > 0 && isInside(cell, grid, window))).toBe(true);
      }),
    );
  });

  it('shows the largest part of a defect that covers no cell to the least share', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.nat(), fc.nat(), (grid, seed, faint, strong) => {
        const coverage = new Float32Array(cellsOf(grid));
        coverage[faint % coverage.length] = 0.03;
        coverage[strong % coverage.length] = 0.06;
        const window = chooseWindow(grid, coverage, 0.1, createRandom(seed));
        expect(isInside(strong % coverage.length, grid, window)).toBe(true);
      }),
    );
  });

  it('gives the picture its label: anomalous only where it shows some of the defect', () => {
    const coverage = new Float32Array(64);
    coverage[9] = 0.01;
    const grid = { width: 8, height: 8 };
    const [top, bottom] = [0, 4].map((row) => ({ row, column: 0, width: 4, height: 4 }));
    expect(showsDefect(grid, coverage, top!)).toBe(true);
    expect(showsDefect(grid, coverage, bottom!)).toBe(false);
    expect(showsDefect(grid, new Float32Array(64), top!)).toBe(false);
  });

  it('is a quarter of the grid, in whole units, and at most 32 cells a side', () => {
    const widths = [8, 16, 32, 40, 48, 64, 96, 128].map((width) => windowShape({ width, height: 24 }));
    expect(widths.map(({ width }) => width)).toEqual([4, 8, 16, 20, 24, 32, 32, 32]);
    expect(widths.every(({ height }) => height === 12)).toBe(true);
  });
});
