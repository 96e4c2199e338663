import type { Random } from '../random.ts';
import { outerRadius } from './surface.ts';

/** Uniform 0–1 from two whole numbers and a seed; the same every time. */
export function hash(x: number, y: number, seed: number): number {
  let bits = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 1274126177);
  bits = Math.imul(bits ^ (bits >>> 13), 1274126177);
  return ((bits ^ (bits >>> 16)) >>> 0) / 4294967296;
}

/** Smooth value noise, 0–1, with features about one unit wide. */
export function valueNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const fx = u * u * (3 - 2 * u);
  const fy = v * v * (3 - 2 * v);
  const above = hash(left, top, seed) * (1 - fx) + hash(left + 1, top, seed) * fx;
  const below = hash(left, top + 1, seed) * (1 - fx) + hash(left + 1, top + 1, seed) * fx;
  return above * (1 - fy) + below * fy;
}

/** The lathe's marks as slopes along the radius: rings that change slowly round the part. */
export interface LatheMarks {
  /** Slope, about −1 … 1, at a radius in units and an angle in radians (−π … π). */
  at(radius: number, angle: number): number;
}

const perUnit = 2;
const sectors = 14;

/** One sector's rings: fine marks of the feed, coarser bands of tool wear. */
function ringTable(random: Random, length: number): Float32Array {
  const table = new Float32Array(length);
  for (const [width, weight] of [
    [2.5, 0.5],
    [4.5, 0.4],
    [11, 0.28],
    [34, 0.22],
  ]) {
    let from = random.uniform(-1, 1);
    let to = random.uniform(-1, 1);
    let position = random.next();
    for (let i = 0; i < length; i++) {
      table[i]! += weight! * (from + (to - from) * position);
      position += 1 / width!;
      while (position >= 1) {
        position -= 1;
        from = to;
        to = random.uniform(-1, 1);
      }
    }
  }
  return table;
}

export function createLatheMarks(random: Random): LatheMarks {
  const length = (outerRadius + 8) * perUnit;
  const common = ringTable(random, length);
  const tables = Array.from({ length: sectors }, () => ringTable(random, length));
  return {
    at(radius, angle) {
      const position = Math.min(length - 1.001, radius * perUnit);
      const i = Math.floor(position);
      const part = position - i;
      const turn = (angle / (2 * Math.PI) + 0.5) * sectors;
      const sector = Math.floor(turn);
      const blend = turn - sector;
      const a = tables[sector % sectors]!;
      const b = tables[(sector + 1) % sectors]!;
      const own = (a[i]! + (a[i + 1]! - a[i]!) * part) * (1 - blend) + (b[i]! + (b[i + 1]! - b[i]!) * part) * blend;
      return 0.62 * own + 0.62 * (common[i]! + (common[i + 1]! - common[i]!) * part);
    },
  };
}
