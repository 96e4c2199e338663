import type { PictureShape } from '#shared/domain/pictures.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import type { Judged } from '../model/judged.ts';
import { enlargement } from '../model/outputs.ts';

/**
 * Cell maps to raw maps, a value a pixel, by {@link enlargement}, as the scorer does, but on this thread: one small map at
 * a time, waiting for TensorFlow's threads beside the forging took most of a validation's time. No tensor is used.
 */
export function createEnlarger(
  grid: Sides,
  picture: PictureShape,
  area: Judged,
): (cells: Float32Array) => Float32Array {
  const { rows, columns, judged } = enlargement(grid, picture, area);
  const [rowBands, columnBands] = [bandsOf(rows, grid.height), bandsOf(columns, grid.width)];
  const half = new Float32Array(picture.height * grid.width);
  return (all) => {
    const cells = judged ? all.map((value, cell) => value * judged.region[cell]!) : all;
    rowBands.forEach(({ weights, from, to }, y) => {
      for (let x = 0; x < grid.width; x++) {
        let sum = 0;
        for (let k = from; k <= to; k++) sum += weights[k]! * cells[k * grid.width + x]!;
        half[y * grid.width + x] = sum;
      }
    });
    const map = new Float32Array(cellsOf(picture));
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const { weights, from, to } = columnBands[x]!;
        let sum = 0;
        for (let k = from; k <= to; k++) sum += weights[k]! * half[y * grid.width + k]!;
        map[y * picture.width + x] = sum;
      }
    }
    return judged ? map.map((value, i) => value * judged.gain[i]! + judged.offset[i]!) : map;
  };
}

/** A row of a matrix with the first and last of its weights that count. */
interface Band {
  weights: Float32Array;
  from: number;
  to: number;
}

function bandsOf(matrix: Float32Array, cells: number): Band[] {
  return Array.from({ length: matrix.length / cells }, (_, row) => {
    const weights = matrix.subarray(row * cells, (row + 1) * cells);
    return { weights, from: weights.findIndex(Boolean), to: weights.findLastIndex(Boolean) };
  });
}
