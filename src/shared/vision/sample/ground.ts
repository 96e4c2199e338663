import type { Lamp, Scene } from './light.ts';
import { hash, valueNoise } from './noise.ts';
import type { Surface } from './surface.ts';
import { boltCircle, boltRadius, boreRadius, length, outerRadius, side, thickness, toPicture } from './surface.ts';

/** How much nearer to the picture's middle the lower rim of a hole appears: thickness over camera distance. */
const perspective = 0.055;

function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** A round opening: centre in units from the picture's top left. */
interface Opening {
  x: number;
  y: number;
  radius: number;
}

function openingsOf({ pose }: Surface): Opening[] {
  const at = boltCircle * Math.SQRT1_2;
  const bolts = [-1, 1].flatMap((u) =>
    [-1, 1].map((v) => ({ ...toPicture(pose, u * at, v * at), radius: boltRadius })),
  );
  return [{ x: pose.x, y: pose.y, radius: boreRadius }, ...bolts];
}

/** How far a lamp's shadow of the part's upper edge reaches across the mat, in units. */
function shadowReach(key: Lamp): { x: number; y: number } {
  const cotangent = (thickness / key.z) * 0.95;
  return { x: key.x * cotangent, y: key.y * cotangent };
}

/** Brightness inside an opening: its wall as far as it is seen, else the mat deep down. */
function inOpening(px: number, py: number, hole: Opening, mat: number, key: Lamp): number {
  const cx = hole.x + (side / 2 - hole.x) * perspective;
  const cy = hole.y + (side / 2 - hole.y) * perspective;
  const lower = hole.radius * (1 - perspective);
  const below = length(px - cx, py - cy);
  const dx = (px - hole.x) / hole.radius;
  const dy = (py - hole.y) / hole.radius;
  const reach = shadowReach(key);
  const lit = smooth(6, -9, length(px + reach.x - hole.x, py + reach.y - hole.y) - hole.radius);
  const nearWall = smooth(0, 26, lower - below);
  const floor = mat * (0.16 + 0.5 * nearWall * Math.min(1, hole.radius / 70)) * (0.32 + 0.68 * lit);
  const depth = Math.min(1, Math.max(0, (below - lower) / Math.max(1, hole.radius - lower)));
  const facing = -(dx * key.x + dy * key.y);
  const wall = (0.035 + 0.17 * Math.max(0, facing) + 0.03 * Math.max(0, -facing)) * (0.3 + 0.7 * depth);
  return floor + (wall - floor) * smooth(-0.7, 0.7, below - lower);
}

/** Brightness of the mat beside the part, with the part's cast and contact shadow. */
function besidePart(px: number, py: number, surface: Surface, mat: number, key: Lamp): number {
  const reach = shadowReach(key);
  const { pose } = surface;
  const cast = smooth(11, -15, length(px + reach.x - pose.x, py + reach.y - pose.y) - outerRadius);
  const gap = Math.max(0, length(px - pose.x, py - pose.y) - outerRadius);
  const contact = Math.exp(-gap / 9);
  return mat * (1 - 0.72 * cast) * (1 - 0.5 * contact);
}

/** Draws the rubber mat with the part's shadow, and what is seen through its holes, into `out` (linear RGB). */
export function shadeGround(surface: Surface, scene: Scene, seed: number, out: Float32Array): void {
  const { size, cover } = surface;
  const unit = side / size;
  const openings = openingsOf(surface);
  for (let row = 0, i = 0; row < size; row++) {
    const y = (row + 0.5) * unit;
    for (let column = 0; column < size; column++, i++) {
      if (cover[i] === 1) continue;
      const x = (column + 0.5) * unit;
      const grain = 0.16 * (hash(column, row, seed + 11) - 0.5) + 0.22 * (valueNoise(x * 0.3, y * 0.3, 5) - 0.5);
      const falloff = 1.1 - 0.5 * (((x - 210) / side) ** 2 + ((y - 190) / side) ** 2) * 2;
      const mat = 0.036 * (1 + grain) * falloff;
      const hole = openings.find((one) => (x - one.x) ** 2 + (y - one.y) ** 2 < (one.radius + 1) ** 2);
      const value = hole ? inOpening(x, y, hole, mat, scene.key) : besidePart(x, y, surface, mat, scene.key);
      out[i * 3] = value * 0.98;
      out[i * 3 + 1] = value;
      out[i * 3 + 2] = value * 1.04;
    }
  }
}
