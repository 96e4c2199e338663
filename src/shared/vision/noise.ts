import type { Random } from './random.ts';

/**
 * Value noise in [-1, 1]: random values on a coarse grid, joined smoothly (Perlin's fade curve).
 * @param columns cells of the grid along x; @param rows cells along y
 */
export function valueNoise(width: number, height: number, columns: number, rows: number, random: Random): Float32Array {
  const lattice = Float32Array.from({ length: (columns + 1) * (rows + 1) }, () => random.uniform(-1, 1));
  const across = axisWeights(width, columns);
  const down = axisWeights(height, rows);
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = down.cell[y]! * (columns + 1);
    const bottom = top + columns + 1;
    const v = down.fade[y]!;
    for (let x = 0; x < width; x++) {
      const left = across.cell[x]!;
      const u = across.fade[x]!;
      const upper = lattice[top + left]! + u * (lattice[top + left + 1]! - lattice[top + left]!);
      const lower = lattice[bottom + left]! + u * (lattice[bottom + left + 1]! - lattice[bottom + left]!);
      result[y * width + x] = upper + v * (lower - upper);
    }
  }
  return result;
}

function axisWeights(length: number, cells: number): { cell: Int32Array; fade: Float32Array } {
  const cell = new Int32Array(length);
  const fade = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const position = ((i + 0.5) / length) * cells;
    cell[i] = Math.min(Math.floor(position), cells - 1);
    const t = position - cell[i]!;
    fade[i] = t * t * t * (t * (6 * t - 15) + 10);
  }
  return { cell, fade };
}

/** Sum of octaves of {@link valueNoise}, each at twice the frequency and 0.6 of the amplitude, scaled to about [-1, 1]. */
export function octaveNoise(
  width: number,
  height: number,
  columns: number,
  rows: number,
  octaves: number,
  random: Random,
): Float32Array {
  const sum = new Float32Array(width * height);
  let amplitude = 1;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    const factor = 2 ** octave;
    const layer = valueNoise(width, height, Math.min(columns * factor, width), Math.min(rows * factor, height), random);
    for (let i = 0; i < sum.length; i++) sum[i]! += amplitude * layer[i]!;
    total += amplitude;
    amplitude *= 0.6;
  }
  return sum.map((value) => value / total);
}
