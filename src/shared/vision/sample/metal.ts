import type { Lamp, Scene } from './light.ts';
import type { LatheMarks } from './noise.ts';
import { valueNoise } from './noise.ts';
import type { Surface } from './surface.ts';
import { length, side } from './surface.ts';

/** Spread of the micro-facets along and across the lathe's marks, and of freshly cut metal. */
const along = 0.17;
const across = 0.5;
const cut = 0.34;

/** A pixel of metal while it is shaded; one object serves all, since making a quarter of a million would cost more. */
interface Spot {
  /** Units from the part's centre. */
  x: number;
  y: number;
  /** Rise of the surface per unit to the right and down. */
  slopeX: number;
  slopeY: number;
  bare: number;
  rust: number;
  burnt: number;
  /** Unit normal, with the lathe's marks in it. */
  nx: number;
  ny: number;
  nz: number;
  /** Unit direction of the lathe's marks. */
  tx: number;
  ty: number;
  /** The marks' strength here, about −1 … 1. */
  mark: number;
}

/**
 * Light that a lamp sends to the camera off brushed metal: Ward's anisotropic lobe ("Measuring and modeling anisotropic
 * reflection", 1992) without its normalisation; `narrow` and `wide` are its widths along and across the marks.
 */
function wardLobe(lamp: Lamp, { nx, ny, nz, tx, ty }: Spot, narrow: number, wide: number): number {
  const facing = nx * lamp.x + ny * lamp.y + nz * lamp.z;
  const hx = lamp.x;
  const hy = lamp.y;
  const hz = lamp.z + 1;
  const hn = hx * nx + hy * ny + hz * nz;
  if (facing <= 0 || hn <= 0) return 0;
  // The marks' direction and its partner, brought into the plane of the tilted surface.
  const ht = hx * tx + hy * ty - (tx * nx + ty * ny) * hn;
  const hb = -hx * ty + hy * tx - (-ty * nx + tx * ny) * hn;
  const exponent = ((ht / narrow) ** 2 + (hb / wide) ** 2) / (hn * hn);
  return lamp.strength * Math.exp(-exponent) * Math.sqrt(facing);
}

/** What the room around sends back: a bright ceiling, a dark side, walls at the horizon. */
function room({ nx, ny, nz }: Spot, key: Lamp): number {
  const toKey = nx * key.x + ny * key.y;
  return 0.065 + 0.035 * nz * nz + 0.3 * toKey + 0.16 * Math.max(0, -toKey);
}

/** Linear red, green and blue of a thin and of a thick layer of rust. */
const rustThin = [0.3, 0.125, 0.045];
const rustThick = [0.085, 0.036, 0.02];

/**
 * Shades the metal into `out` (linear red, green, blue per pixel), from normals of the surface's height and the lathe's
 * marks. Pixels that the part does not cover stay as they are.
 */
export function shadeMetal(surface: Surface, scene: Scene, marks: LatheMarks, seed: number, out: Float32Array): void {
  const { size, pose, height, cover, bare, rust, burnt } = surface;
  const unit = side / size;
  const spot: Spot = {
    ...{ x: 0, y: 0, slopeX: 0, slopeY: 0, bare: 0, rust: 0, burnt: 0 },
    ...{ nx: 0, ny: 0, nz: 1, tx: 1, ty: 0, mark: 0 },
  };
  for (let row = 0, i = 0; row < size; row++) {
    const up = row > 0 ? -size : 0;
    const down = row < size - 1 ? size : 0;
    for (let column = 0; column < size; column++, i++) {
      if (cover[i] === 0) continue;
      spot.x = (column + 0.5) * unit - pose.x;
      spot.y = (row + 0.5) * unit - pose.y;
      spot.slopeX = (height[i + (column < size - 1 ? 1 : 0)]! - height[i - (column > 0 ? 1 : 0)]!) / (2 * unit);
      spot.slopeY = (height[i + down]! - height[i + up]!) / (2 * unit);
      spot.bare = bare[i]!;
      spot.rust = rust[i]!;
      spot.burnt = burnt[i]!;
      turnNormal(spot, marks);
      layColour(out, i * 3, cover[i]!, spot, steelLight(spot, scene, seed), scene.key, seed);
    }
  }
}

/** Works out normal, marks and their direction from the slopes. */
function turnNormal(spot: Spot, marks: LatheMarks): void {
  const { x, y } = spot;
  const radius = length(x, y) + 1e-6;
  const rx = x / radius;
  const ry = y / radius;
  spot.tx = -ry;
  spot.ty = rx;
  spot.mark = marks.at(radius, Math.atan2(y, x)) * (1 - 0.9 * Math.max(spot.bare, spot.rust));
  // The camera stands above the picture's middle: what lies further out is seen at a slant.
  const nx = -spot.slopeX - rx * spot.mark * 0.17 - x * 0.00022;
  const ny = -spot.slopeY - ry * spot.mark * 0.17 - y * 0.00022;
  spot.nz = 1 / Math.sqrt(nx * nx + ny * ny + 1);
  spot.nx = nx * spot.nz;
  spot.ny = ny * spot.nz;
}

/** Linear brightness of the steel, whatever lies on it. */
function steelLight(spot: Spot, scene: Scene, seed: number): number {
  const { bare } = spot;
  const narrow = along + (cut - along) * bare;
  const wide = across + (cut - across) * bare;
  const lobes = wardLobe(scene.key, spot, narrow, wide) + wardLobe(scene.fill, spot, narrow * 0.8, wide);
  const cloud = 1 + 0.08 * (valueNoise(spot.x * 0.02 + 40, spot.y * 0.02 + 40, seed) - 0.5);
  const light = room(spot, scene.key) + lobes * (0.8 + 0.2 * bare);
  return light * cloud * (1 + 0.34 * spot.mark) * (1 - 0.78 * spot.burnt);
}

/** Adds the steel's colour, under its rust, to a pixel of the picture by coverage. */
function layColour(
  out: Float32Array,
  at: number,
  cover: number,
  spot: Spot,
  light: number,
  key: Lamp,
  seed: number,
): void {
  // Steel is a little warm where it is bright and a little cold in the dark.
  const warm = (light - 0.25) * 0.07;
  const { rust } = spot;
  const veil = Math.min(1, rust * 1.7);
  const thick = Math.min(1, Math.max(0, (rust - 0.45) * 2.2));
  let lit = 0;
  if (rust > 0) {
    const grain = 0.65 + 0.7 * valueNoise(spot.x * 0.55 + 90, spot.y * 0.55 + 90, seed + 3);
    lit = Math.max(0.2, key.z - spot.slopeX * key.x - spot.slopeY * key.y) * 1.35 * grain;
  }
  for (let c = 0; c < 3; c++) {
    const steel = light * (c === 0 ? 1 + warm : c === 2 ? 1 - warm : 1 + warm * 0.3);
    const oxide = (rustThin[c]! + (rustThick[c]! - rustThin[c]!) * thick) * lit;
    out[at + c] = out[at + c]! * (1 - cover) + (steel + (oxide - steel) * veil) * cover;
  }
}
