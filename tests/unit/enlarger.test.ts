import { expect, it } from 'vitest';
import { createEnlarger } from '#engine/training/enlarger.ts';
import { enlargement } from '#engine/model/outputs.ts';

it('is rows · cells · columnsᵀ with the matrices of the scorer', () => {
  const [grid, picture] = [
    { width: 12, height: 8 },
    { width: 96, height: 64 },
  ];
  const cells = Float32Array.from({ length: 12 * 8 }, (_, i) => Math.sin(i * 1.7));
  const { rows, columns } = enlargement(grid, picture);
  const map = createEnlarger(grid, picture)(cells);
  expect(map).toHaveLength(96 * 64);
  for (const [y, x] of [
    [0, 0],
    [63, 5],
    [31, 90],
  ]) {
    let sum = 0;
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 12; j++) sum += rows[y! * 8 + i]! * cells[i * 12 + j]! * columns[x! * 12 + j]!;
    }
    expect(map[y! * 96 + x!]).toBeCloseTo(sum, 5);
  }
});
