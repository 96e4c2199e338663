import { enlargement } from '../model/outputs.ts';

/**
 * Cell maps [grid²] to raw maps [size²] by {@link enlargement}, as the scorer does, but on this thread: one small map at
 * a time, waiting for TensorFlow's threads beside the forging took most of a validation's time. No tensor is used.
 */
export function createEnlarger(grid: number, size: number): (cells: Float32Array) => Float32Array {
  const matrix = enlargement(grid, size);
  const bands = Array.from({ length: size }, (_, row) => {
    const weights = matrix.subarray(row * grid, (row + 1) * grid);
    return { weights, from: weights.findIndex(Boolean), to: weights.findLastIndex(Boolean) };
  });
  const half = new Float32Array(size * grid);
  return (cells) => {
    bands.forEach(({ weights, from, to }, y) => {
      for (let x = 0; x < grid; x++) {
        let sum = 0;
        for (let k = from; k <= to; k++) sum += weights[k]! * cells[k * grid + x]!;
        half[y * grid + x] = sum;
      }
    });
    const map = new Float32Array(size * size);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const { weights, from, to } = bands[x]!;
        let sum = 0;
        for (let k = from; k <= to; k++) sum += weights[k]! * half[y * grid + k]!;
        map[y * size + x] = sum;
      }
    }
    return map;
  };
}
