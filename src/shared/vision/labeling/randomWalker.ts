import type { Sides } from '../raster.ts';

/** A grid of pixels that are drawn to their neighbours, and each to inside or outside. All weights ≥ 0, a value a pixel. */
export interface Walk extends Sides {
  /** To the pixel on the right; of the last column not looked at. */
  readonly right: Float64Array;
  /** To the pixel below; of the last row not looked at. */
  readonly down: Float64Array;
  readonly inside: Float64Array;
  /** Together with `inside` above 0 at each pixel: then there is one answer. */
  readonly outside: Float64Array;
}

const mostSteps = 400;
/** By how much a probability may be off: what force is left at a pixel is at most this share of what holds it. */
const tolerance = 0.002;

/**
 * The probability of each pixel to be inside: that a walker who starts there and goes along the weights leaves the grid inside and
 * not outside (Grady, "Multilabel random walker image segmentation using prior models", CVPR 2005). It minimises
 * Σ w (xᵢ − xⱼ)² over pairs + Σ inside (1 − x)² + outside x² over pixels: a convex problem, solved by conjugate gradients.
 * @returns 0–1, a value a pixel, within 0.002
 */
export function walk(grid: Walk): Float64Array<ArrayBuffer> {
  const { inside, outside } = grid;
  const count = grid.width * grid.height;
  const diagonal = diagonalOf(grid);
  const x = Float64Array.from(inside, (value, i) => value / (value + outside[i]!));
  const force = new Float64Array(count);
  apply(grid, diagonal, x, force);
  for (let i = 0; i < count; i++) force[i] = inside[i]! - force[i]!;
  const eased = new Float64Array(count);
  const way = new Float64Array(count);
  const pull = new Float64Array(count);
  let power = 0;
  for (let step = 0; step < mostSteps; step++) {
    let next = 0;
    let largest = 0;
    for (let i = 0; i < count; i++) {
      eased[i] = force[i]! / diagonal[i]!;
      next += force[i]! * eased[i]!;
      largest = Math.max(largest, Math.abs(force[i]!) / (inside[i]! + outside[i]!));
    }
    if (largest <= tolerance) break;
    const keep = step === 0 ? 0 : next / power;
    power = next;
    for (let i = 0; i < count; i++) way[i] = eased[i]! + keep * way[i]!;
    apply(grid, diagonal, way, pull);
    let along = 0;
    for (let i = 0; i < count; i++) along += way[i]! * pull[i]!;
    const far = power / along;
    for (let i = 0; i < count; i++) {
      x[i]! += far * way[i]!;
      force[i]! -= far * pull[i]!;
    }
  }
  return x;
}

function diagonalOf({ width, height, right, down, inside, outside }: Walk): Float64Array {
  const sum = Float64Array.from(inside, (value, i) => value + outside[i]!);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) {
        sum[i]! += right[i]!;
        sum[i + 1]! += right[i]!;
      }
      if (y + 1 < height) {
        sum[i]! += down[i]!;
        sum[i + width]! += down[i]!;
      }
    }
  }
  return sum;
}

function apply({ width, height, right, down }: Walk, diagonal: Float64Array, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = diagonal[i]! * x[i]!;
  for (let y = 0, i = 0; y < height; y++) {
    for (let at = 0; at < width; at++, i++) {
      if (at + 1 < width) {
        out[i]! -= right[i]! * x[i + 1]!;
        out[i + 1]! -= right[i]! * x[i]!;
      }
      if (y + 1 < height) {
        out[i]! -= down[i]! * x[i + width]!;
        out[i + width]! -= down[i]! * x[i]!;
      }
    }
  }
}
