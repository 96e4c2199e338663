/**
 * The sample product's shape: a turned flange ring with a raised collar, a groove, four countersunk bolt holes and a
 * mark burnt by laser. All lengths are in units of 1/512 of the picture's side, whatever its size in pixels.
 */
import type { Random } from '../random.ts';
import { markDots } from './mark.ts';

/** Picture side in units. */
export const side = 512;
export const outerRadius = 216;
export const boreRadius = 92;
export const boltCircle = 168;
export const boltRadius = 17;
/** Height of the face above the mat. */
export const thickness = 30;

const collarRadius = 121;
const grooveRadius = 132;
const outerChamfer = 7;
const boreChamfer = 5;
const boltChamfer = 6;

/** Where the part lies: centre in units from the top left, and its turn. */
export interface Pose {
  x: number;
  y: number;
  cos: number;
  sin: number;
}

/** What the light will fall on; defects change it before any shading is done. All arrays are size × size, row-major. */
export interface Surface {
  /** Pixels a side. */
  readonly size: number;
  readonly pose: Pose;
  /** Height in units, relative to the face. */
  readonly height: Float32Array;
  /** Share of the pixel that the part covers, 0–1. */
  readonly cover: Float32Array;
  /** 1 where fresh metal lies open and the lathe's marks are gone. */
  readonly bare: Float32Array;
  /** Thickness of rust, 0–1. */
  readonly rust: Float32Array;
  /** Darkness of the laser's mark, 0–1. */
  readonly burnt: Float32Array;
}

/** A pose up to 4 units off the middle and up to 3° turned. */
export function samplePose(random: Random): Pose {
  const turn = (random.uniform(-3, 3) * Math.PI) / 180;
  return {
    x: side / 2 + random.uniform(-4, 4),
    y: side / 2 + random.uniform(-4, 4),
    cos: Math.cos(turn),
    sin: Math.sin(turn),
  };
}

/** Length of a vector; Math.hypot guards against overflow and is many times slower. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Distance from a bolt hole's rim, positive outside the hole; x and y in the part's own frame. */
function boltDistance(x: number, y: number): number {
  const at = boltCircle * Math.SQRT1_2;
  return length(Math.abs(x) - at, Math.abs(y) - at) - boltRadius;
}

/** Distance inwards from the part's nearest edge, negative where there is no metal; in the part's own frame. */
export function edgeDistance(x: number, y: number): number {
  const radius = length(x, y);
  return Math.min(outerRadius - radius, radius - boreRadius, boltDistance(x, y));
}

/** max(0, depth) with its corner rounded over 3 units: no tool leaves a perfect edge, and no lens could show it. */
function bevel(depth: number): number {
  if (depth <= -1.5) return 0;
  return depth >= 1.5 ? depth : (depth + 1.5) ** 2 / 6;
}

/** Height of the turned profile: chamfers fall on beyond the edges, so that slopes there stay clean. */
function profileHeight(x: number, y: number, radius: number): number {
  const step = Math.min(1, Math.max(0, (collarRadius + 3 - radius) / 6));
  const collar = 4.5 * step * step * (3 - 2 * step);
  const grooved = 2.6 * Math.max(0, 1 - ((radius - grooveRadius) / 3.4) ** 2) ** 2;
  const chamfers =
    bevel(outerChamfer - (outerRadius - radius)) * 0.9 +
    bevel(boreChamfer - (radius - boreRadius)) +
    bevel(boltChamfer - boltDistance(x, y)) * 0.9;
  return collar - grooved - chamfers;
}

/** The part without defect, lying in a pose. */
export function createSurface(size: number, pose: Pose): Surface {
  const cells = size * size;
  const height = new Float32Array(cells);
  const cover = new Float32Array(cells);
  const unit = side / size;
  for (let row = 0, i = 0; row < size; row++) {
    const down = (row + 0.5) * unit - pose.y;
    for (let column = 0; column < size; column++, i++) {
      const across = (column + 0.5) * unit - pose.x;
      const x = pose.cos * across + pose.sin * down;
      const y = pose.cos * down - pose.sin * across;
      cover[i] = Math.min(1, Math.max(0, edgeDistance(x, y) / unit + 0.5));
      height[i] = profileHeight(x, y, length(x, y));
    }
  }
  const [bare, rust, burnt] = [new Float32Array(cells), new Float32Array(cells), new Float32Array(cells)];
  const surface = { size, pose, height, cover, bare, rust, burnt };
  for (const { x, y } of markDots()) burnDot(surface, x, y);
  return surface;
}

/** From the part's own frame to units from the picture's top left. */
export function toPicture(pose: Pose, x: number, y: number): { x: number; y: number } {
  return { x: pose.x + pose.cos * x - pose.sin * y, y: pose.y + pose.sin * x + pose.cos * y };
}

/** Calls `visit` with the index of each pixel within `reach` units of a point, and the pixel's offset from it in units. */
export function visitAround(
  size: number,
  at: { x: number; y: number },
  reach: number,
  visit: (index: number, x: number, y: number) => void,
): void {
  const unit = side / size;
  const first = (value: number): number => Math.max(0, Math.floor((value - reach) / unit));
  const last = (value: number): number => Math.min(size - 1, Math.ceil((value + reach) / unit));
  for (let row = first(at.y); row <= last(at.y); row++) {
    for (let column = first(at.x); column <= last(at.x); column++) {
      visit(row * size + column, (column + 0.5) * unit - at.x, (row + 0.5) * unit - at.y);
    }
  }
}

/** One dot of the mark: a shallow pit that the laser has burnt dark. */
function burnDot(surface: Surface, x: number, y: number): void {
  visitAround(surface.size, toPicture(surface.pose, x, y), 3, (i, u, v) => {
    const burnt = Math.min(1, Math.max(0, 1.95 - length(u, v)));
    surface.burnt[i] = Math.max(surface.burnt[i]!, burnt);
  });
}
