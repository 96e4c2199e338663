import { describe, expect, it } from 'vitest';
import { judgedByCells } from '#engine/model/judged.ts';
import { enlargement, squash, unjudgedRaw } from '#engine/model/outputs.ts';
import { createEnlarger } from '#engine/training/enlarger.ts';
import { wholeRegion } from '#shared/vision/judgedRegion.ts';

const grid = { width: 12, height: 8 };
const picture = { width: 96, height: 64 };
const at = (map: Float32Array, x: number, y: number): number => map[y * picture.width + x]!;
/** Cells of the left half are judged. */
const left = judgedByCells(
  Float32Array.from({ length: 96 }, (_, cell) => (cell % grid.width < 6 ? 1 : 0)),
  grid,
  picture,
);

describe('the enlargement of cells to a map', () => {
  it('is rows · cells · columnsᵀ with the matrices of the scorer', () => {
    const cells = Float32Array.from({ length: 96 }, (_, i) => Math.sin(i * 1.7));
    const whole = judgedByCells(wholeRegion(grid), grid, picture);
    const { rows, columns, judged } = enlargement(grid, picture, whole);
    const map = createEnlarger(grid, picture, whole)(cells);
    expect(judged).toBeNull();
    expect(map).toHaveLength(96 * 64);
    for (const [x, y] of [
      [0, 0],
      [5, 63],
      [90, 31],
    ]) {
      let sum = 0;
      for (let i = 0; i < 8; i++) {
        for (let j = 0; j < 12; j++) sum += rows[y! * 8 + i]! * cells[i * 12 + j]! * columns[x! * 12 + j]!;
      }
      expect(at(map, x!, y!)).toBeCloseTo(sum, 5);
    }
  });

  it('is not pulled down at the rim of the judged area by what is not judged', () => {
    const cells = new Float32Array(96).fill(3);
    const lowest = cells.map((value, cell) => (left.cells[cell] ? value : -20));
    const map = createEnlarger(grid, picture, left)(lowest);
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 48; x++) expect(at(map, x, y)).toBeCloseTo(3, 4);
    }
  });

  it('shows a defect in the rim cell at least as high as one inside', () => {
    const peakOf = (column: number): number => {
      const cells = Float32Array.from({ length: 96 }, (_, cell) => (left.cells[cell] ? 0 : -20));
      cells[4 * grid.width + column] = 6;
      return createEnlarger(grid, picture, left)(cells).reduce((a, b) => Math.max(a, b));
    };
    expect(peakOf(5)).toBeGreaterThanOrEqual(peakOf(2) - 1e-4);
  });

  it('is exactly 0 on the scale 0–1 where nothing is judged, in float32 too', () => {
    const map = createEnlarger(grid, picture, left)(new Float32Array(96).fill(1));
    expect(at(map, 48, 10)).toBe(Math.fround(unjudgedRaw));
    expect(squash(at(map, 48, 10), { centre: 2, spread: 3 })).toBe(0);
    const u = Math.fround(unjudgedRaw / 3);
    expect(Math.fround(Math.fround(0.5 * Math.fround(u / Math.fround(Math.abs(u) + 1))) + 0.5)).toBe(0);
  });
});
