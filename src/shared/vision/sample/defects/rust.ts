import type { Random } from '../../random.ts';
import type { Mask } from '../../raster.ts';
import { valueNoise } from '../noise.ts';
import type { Surface } from '../surface.ts';
import { visitAround } from '../surface.ts';

/** Cells a side of the field that the rust grows in; each is one unit. */
const field = 96;

/**
 * Rust as a front that eats its way outwards: the Fisher–Kolmogorov equation (growth c(1 − c) and diffusion) in metal that
 * resists unevenly, started from a few drops. Returns the amount per cell, 0–1.
 */
function growRust(random: Random): Float32Array {
  const seed = random.integer(1, 1e6);
  const speed = Float32Array.from({ length: field * field }, (_, i) => {
    const x = i % field;
    const y = (i - x) / field;
    const coarse = valueNoise(x * 0.11, y * 0.11, seed);
    const fine = valueNoise(x * 0.35, y * 0.35, seed + 1);
    const edge = Math.hypot(x - field / 2, y - field / 2) / (field / 2 - 6);
    return edge > 1 ? 0 : Math.max(0, 0.9 * coarse + 0.75 * fine - 0.48) * (1 - edge ** 4);
  });
  let amount = new Float32Array(field * field);
  const drops = random.integer(2, 6);
  for (let d = 0; d < drops; d++) {
    const x = Math.round(field / 2 + random.normal(0, 7));
    const y = Math.round(field / 2 + random.normal(0, 7));
    amount[Math.min(field - 2, Math.max(1, y)) * field + Math.min(field - 2, Math.max(1, x))] = 1;
  }
  const steps = random.integer(60, 130);
  for (let step = 0; step < steps; step++) amount = reactOnce(amount, speed);
  return addBleed(amount);
}

/** Rusty water dries round the bloom: a thin, wide stain. */
function addBleed(amount: Float32Array): Float32Array<ArrayBuffer> {
  const even = new Float32Array(amount.length).fill(1);
  let stain = Float32Array.from(amount);
  for (let step = 0; step < 60; step++) stain = reactOnce(stain, even, 0);
  return Float32Array.from(amount, (value, i) => Math.max(value, 0.4 * stain[i]!));
}

/** One step of spreading and growing; nothing passes the field's rim. */
function reactOnce(amount: Float32Array, speed: Float32Array, growth = 0.62): Float32Array<ArrayBuffer> {
  const next = new Float32Array(amount.length);
  for (let y = 1; y < field - 1; y++) {
    for (let x = 1; x < field - 1; x++) {
      const i = y * field + x;
      const here = amount[i]!;
      const around = amount[i - 1]! + amount[i + 1]! + amount[i - field]! + amount[i + field]!;
      const spreading = speed[i]! * 0.42 * (around / 4 - here);
      next[i] = Math.min(1, Math.max(0, here + spreading + speed[i]! * growth * here * (1 - here)));
    }
  }
  return next;
}

/** A bloom of rust on the face, with satellites where more than one drop stood. It covers the metal and is rough. */
export function addRust(surface: Surface, at: { x: number; y: number }, random: Random, mask: Mask): void {
  const amount = growRust(random);
  const seed = random.integer(1, 1e6);
  visitAround(surface.size, at, field / 2 - 4, (i, x, y) => {
    if (surface.cover[i]! < 1) return;
    const value = sampleField(amount, x + field / 2, y + field / 2);
    if (value < 0.02) return;
    const speckle = valueNoise(x * 0.8 + 50, y * 0.8 + 50, seed);
    const rust = Math.min(1, Math.max(0, value * (0.62 + 0.75 * speckle)));
    surface.rust[i] = Math.max(surface.rust[i]!, rust);
    surface.height[i]! += rust * 0.9 * (speckle - 0.3);
    if (value > 0.12) mask.data[i] = 255;
  });
}

/** Bilinear value at a place in cells. */
function sampleField(values: Float32Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const i = top * field + left;
  const above = values[i]! * (1 - u) + values[i + 1]! * u;
  const below = values[i + field]! * (1 - u) + values[i + field + 1]! * u;
  return above * (1 - v) + below * v;
}
