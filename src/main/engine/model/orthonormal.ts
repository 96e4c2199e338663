import type { Random } from '#shared/vision/random.ts';

/**
 * Random orthonormal columns [rows, columns] row-major, columns ≤ rows: normal numbers, each column freed of those before it
 * (modified Gram–Schmidt). In plain numbers: as so many small tensors it took longer than all distances of a small run.
 */
export function randomOrthonormal(rows: number, columns: number, random: Random): Float32Array {
  const vectors = Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => random.normal()));
  vectors.forEach((vector, i) => {
    for (const before of vectors.slice(0, i)) {
      const along = dot(vector, before);
      before.forEach((value, at) => (vector[at]! -= along * value));
    }
    const length = Math.sqrt(dot(vector, vector));
    vector.forEach((value, at) => (vector[at] = value / length));
  });
  const matrix = new Float32Array(rows * columns);
  vectors.forEach((vector, column) => vector.forEach((value, row) => (matrix[row * columns + column] = value)));
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
