import { expect, it } from 'vitest';
import { createEnlarger } from '#engine/training/enlarger.ts';
import { enlargement } from '#engine/model/outputs.ts';

it('is M · cells · Mᵀ with the matrix of the scorer', () => {
  const [grid, size] = [8, 64];
  const cells = Float32Array.from({ length: grid * grid }, (_, i) => Math.sin(i * 1.7));
  const matrix = enlargement(grid, size);
  const map = createEnlarger(grid, size)(cells);
  for (const [y, x] of [
    [0, 0],
    [63, 5],
    [31, 40],
  ]) {
    let sum = 0;
    for (let i = 0; i < grid; i++) {
      for (let j = 0; j < grid; j++) sum += matrix[y! * grid + i]! * cells[i * grid + j]! * matrix[x! * grid + j]!;
    }
    expect(map[y! * size + x!]).toBeCloseTo(sum, 5);
  }
});
