import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowUnit } from '#engine/model/features.ts';
import { chooseWindow, showsDefect, windowSide } from '#engine/training/windows.ts';
import { createRandom } from '#shared/vision/random.ts';

const grids = fc.integer({ min: 2, max: 32 }).map((units) => units * windowUnit);

describe('the window of a step', () => {
  it('lies on whole cells of every level, inside the grid', () => {
    fc.assert(
      fc.property(grids, fc.nat(), (grid, seed) => {
        const { row, column, side } = chooseWindow(grid, null, 0.1, createRandom(seed));
        expect([row % windowUnit, column % windowUnit, side % windowUnit]).toEqual([0, 0, 0]);
        expect(Math.min(row, column)).toBeGreaterThanOrEqual(0);
        expect(Math.max(row, column) + side).toBeLessThanOrEqual(grid);
      }),
    );
  });

  it('shows some of the defect, wherever that is', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (grid, seed, places) => {
        const coverage = new Float32Array(grid * grid);
        for (const place of places) coverage[place % coverage.length] = 0.5;
        const { row, column, side } = chooseWindow(grid, coverage, 0.1, createRandom(seed));
        const isInside = (cell: number): boolean => {
          const [y, x] = [Math.floor(cell / grid) - row, (cell % grid) - column];
          return y >= 0 && y < side && x >= 0 && x < side;
        };
        expect([...coverage.keys()].some((cell) => coverage[cell]! > 0 && isInside(cell))).toBe(true);
      }),
    );
  });

  it('shows the largest part of a defect that covers no cell to the least share', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.nat(), fc.nat(), (grid, seed, faint, strong) => {
        const coverage = new Float32Array(grid * grid);
        coverage[faint % coverage.length] = 0.03;
        coverage[strong % coverage.length] = 0.06;
        const { row, column, side } = chooseWindow(grid, coverage, 0.1, createRandom(seed));
        const cell = strong % coverage.length;
        const [y, x] = [Math.floor(cell / grid) - row, (cell % grid) - column];
        expect([y, x].every((at) => at >= 0 && at < side)).toBe(true);
      }),
    );
  });

  it('gives the picture its label: anomalous only where it shows some of the defect', () => {
    const coverage = new Float32Array(64);
    coverage[9] = 0.01;
    expect(showsDefect(8, coverage, { row: 0, column: 0, side: 4 })).toBe(true);
    expect(showsDefect(8, coverage, { row: 4, column: 0, side: 4 })).toBe(false);
    expect(showsDefect(8, new Float32Array(64), { row: 0, column: 0, side: 4 })).toBe(false);
  });

  it('is a quarter of the grid, in whole units, and at most 32 cells a side', () => {
    expect([8, 16, 32, 40, 48, 64, 96, 128].map(windowSide)).toEqual([4, 8, 16, 20, 24, 32, 32, 32]);
  });
});
