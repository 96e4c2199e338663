import type { Random } from './random.ts';

/** Random values at the corners of a grid of cells, in reading order: a noise before it has a size in pixels. */
export interface Lattice {
  columns: number;
  rows: number;
  values: Float32Array;
}

/** Draws a lattice; the number of values drawn follows from the cells alone. @param columns cells along x; @param rows along y */
export function drawLattice(columns: number, rows: number, random: Random): Lattice {
  const values = Float32Array.from({ length: (columns + 1) * (rows + 1) }, () => random.uniform(-1, 1));
  return { columns, rows, values };
}

/** Lattices for {@link octaveField}: each octave has twice the cells of the one before. */
export function drawOctaves(columns: number, rows: number, octaves: number, random: Random): Lattice[] {
  return Array.from({ length: octaves }, (_, octave) => drawLattice(columns * 2 ** octave, rows * 2 ** octave, random));
}

/** Where the pixels of a plane lie on a lattice: pixel i at `from + i * step`, 0–1 over all cells; beyond, the border's cell. */
export interface Span {
  length: number;
  from: number;
  step: number;
}

/** Value noise in [-1, 1] over a plane: the lattice's values, joined smoothly (Perlin's fade curve). */
export function latticeField(lattice: Lattice, across: Span, down: Span): Float32Array {
  const { columns, rows, values } = lattice;
  return interpolate(values, columns, axisWeights(across, columns), axisWeights(down, rows));
}

/** Sum of lattices, each at 0.6 of the amplitude of the one before, scaled to about [-1, 1]. */
export function octaveField(lattices: readonly Lattice[], across: Span, down: Span): Float32Array {
  const sum = new Float32Array(across.length * down.length);
  let amplitude = 1;
  let total = 0;
  for (const lattice of lattices) {
    latticeField(lattice, across, down).forEach((value, i) => (sum[i]! += amplitude * value));
    total += amplitude;
    amplitude *= 0.6;
  }
  return sum.map((value) => value / total);
}

interface AxisWeights {
  cell: Int32Array;
  fade: Float32Array;
}

function interpolate(values: Float32Array, columns: number, across: AxisWeights, down: AxisWeights): Float32Array {
  const [width, height] = [across.cell.length, down.cell.length];
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = down.cell[y]! * (columns + 1);
    const bottom = top + columns + 1;
    const v = down.fade[y]!;
    for (let x = 0; x < width; x++) {
      const left = across.cell[x]!;
      const u = across.fade[x]!;
      const upper = values[top + left]! + u * (values[top + left + 1]! - values[top + left]!);
      const lower = values[bottom + left]! + u * (values[bottom + left + 1]! - values[bottom + left]!);
      result[y * width + x] = upper + v * (lower - upper);
    }
  }
  return result;
}

function axisWeights({ length, from, step }: Span, cells: number): AxisWeights {
  const cell = new Int32Array(length);
  const fade = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const position = Math.min(Math.max(from + i * step, 0), 1) * cells;
    cell[i] = Math.min(Math.floor(position), cells - 1);
    const t = position - cell[i]!;
    fade[i] = t * t * t * (t * (6 * t - 15) + 10);
  }
  return { cell, fade };
}
