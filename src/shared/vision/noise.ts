import type { Random } from './random.ts';

/** Catmull–Rom weights at fraction t of the way from the second of four samples to the third. */
function cubicWeights(t: number): [number, number, number, number] {
  const t2 = t * t;
  const t3 = t2 * t;
  return [
    (-t + 2 * t2 - t3) * 0.5,
    (2 - 5 * t2 + 3 * t3) * 0.5,
    (t + 4 * t2 - 3 * t3) * 0.5,
    (t3 - t2) * 0.5,
  ];
}

/** For each of `length` samples its first lattice column and its four weights. */
function cubicTaps(length: number, cells: number): { first: Int32Array; weights: Float32Array } {
  const first = new Int32Array(length);
  const weights = new Float32Array(length * 4);
  for (let i = 0; i < length; i++) {
    const position = ((i + 0.5) / length) * cells;
    first[i] = Math.min(Math.floor(position), cells - 1);
    weights.set(cubicWeights(position - first[i]), i * 4);
  }
  return { first, weights };
}

/**
 * Smooth noise [width × height], row-major, within [0, 1]: a lattice of uniform values, cellsX × cellsY over the area,
 * interpolated bicubically (Catmull–Rom) and clamped. Unequal cell counts give a grain.
 */
export function valueNoise(
  width: number,
  height: number,
  cellsX: number,
  cellsY: number,
  random: Random,
): Float32Array {
  const columns = cellsX + 3;
  const lattice = new Float32Array(columns * (cellsY + 3));
  for (let i = 0; i < lattice.length; i++) lattice[i] = random.next();
  const across = cubicTaps(width, cellsX);
  const down = cubicTaps(height, cellsY);
  const row = new Float32Array(columns);
  const noise = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = down.first[y] * columns;
    const w = down.weights.subarray(y * 4, y * 4 + 4);
    for (let c = 0; c < columns; c++) {
      const at = top + c;
      row[c] =
        w[0] * lattice[at] +
        w[1] * lattice[at + columns] +
        w[2] * lattice[at + 2 * columns] +
        w[3] * lattice[at + 3 * columns];
    }
    for (let x = 0; x < width; x++) {
      const c = across.first[x];
      const k = x * 4;
      const { weights } = across;
      const value =
        weights[k] * row[c] + weights[k + 1] * row[c + 1] + weights[k + 2] * row[c + 2] + weights[k + 3] * row[c + 3];
      noise[y * width + x] = Math.min(Math.max(value, 0), 1);
    }
  }
  return noise;
}

/**
 * A fast bell-shaped deviate of mean 0 and deviation 1, within ±3.46: the sum of the four bytes of one draw
 * (Irwin–Hall). Whole-number arithmetic, so it is the same in every engine, unlike Box–Muller.
 */
export function byteSumDeviate(random: Random): number {
  const bits = (random.next() * 4294967296) | 0;
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  // Variance of one byte is (256² − 1) / 12.
  return (sum - 510) / 147.8005413609137;
}
