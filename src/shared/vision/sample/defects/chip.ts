import type { Random } from '../../random.ts';
import type { Mask } from '../../raster.ts';
import type { Lamp, Scene } from '../light.ts';
import type { Surface } from '../surface.ts';
import { length, visitAround } from '../surface.ts';

/** A point of the chip's middle line: place and height above the face in units, and the strip's half width there. */
interface Station {
  x: number;
  y: number;
  z: number;
  half: number;
  /** Direction away from the coil's axis. */
  nx: number;
  ny: number;
  nz: number;
}

/** A coil as a cutting tool leaves it: a strip wound round an axis that lies on the face, bent a little and drawn out. */
function coil(random: Random): Station[] {
  const turns = random.uniform(1.6, 3.6);
  const radius = random.uniform(6.5, 10.5);
  const pitch = random.uniform(7.5, 11.5);
  const half = random.uniform(2, 3);
  const axis = random.uniform(0, 2 * Math.PI);
  const bend = random.uniform(-0.25, 0.25);
  const hand = random.pick([-1, 1]);
  const phase = random.uniform(0, 2 * Math.PI);
  const count = Math.round(turns * 40);
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = i / count - 0.5;
    const turn = phase + hand * turns * 2 * Math.PI * t;
    const grown = radius * (0.8 + 0.4 * (t + 0.5));
    const along = turns * pitch * t;
    const aside = Math.cos(turn) * grown + bend * along * t * 2;
    const ends = Math.min(1, 0.3 + (t + 0.5) * 7, 0.2 + (0.5 - t) * 6);
    return {
      x: Math.cos(axis) * along - Math.sin(axis) * aside,
      y: Math.sin(axis) * along + Math.cos(axis) * aside,
      z: grown * (1 + Math.sin(turn)) + 0.6,
      half: half * ends,
      nx: -Math.sin(axis) * Math.cos(turn),
      ny: Math.cos(axis) * Math.cos(turn),
      nz: Math.sin(turn),
    };
  });
}

/** Brightness of the strip: bright where it faces between lamp and camera, dark where one looks into the coil. */
function ribbonLight(station: Station, across: number, key: Lamp): number {
  const outside = station.nz >= 0;
  const turn = outside ? 1 : -1;
  const nx = turn * station.nx;
  const ny = turn * station.ny;
  const nz = Math.max(0.05, turn * station.nz);
  const facing = Math.max(0, nx * key.x + ny * key.y + nz * key.z);
  const halfway = Math.max(0, (nx * key.x + ny * key.y + nz * (key.z + 1)) / Math.sqrt(2 + 2 * key.z));
  const light = 0.05 + 0.2 * facing + 1.1 * halfway ** 18;
  return light * (outside ? 1 : 0.42) * (1 - 0.45 * across * across);
}

/** The highest station that covers a pixel, and how much shadow the coil throws on the face there. */
function look(stations: readonly Station[], x: number, y: number, key: Lamp) {
  let top = -1;
  let cover = 0;
  let shadow = 0;
  for (let s = 0; s < stations.length; s++) {
    const station = stations[s]!;
    const distance = length(x - station.x, y - station.y);
    const here = Math.min(1, Math.max(0, station.half + 0.5 - distance));
    if (here > 0 && (top < 0 || station.z > stations[top]!.z - 0.3)) {
      cover = Math.max(here, top < 0 ? 0 : cover * (1 - here));
      top = s;
    }
    const drop = station.z / key.z;
    const away = length(x + key.x * drop - station.x, y + key.y * drop - station.y);
    const soft = 0.9 + station.z * 0.22;
    shadow = Math.max(shadow, Math.min(1, Math.max(0, (station.half + soft - away) / (2 * soft))));
  }
  return { top, cover, shadow };
}

/**
 * A metal chip left lying on the part: a thing of its own above the surface, with its own light and cast shadow, so it is
 * drawn into the shaded picture `out` (linear RGB). The mask holds the chip, not its shadow.
 */
export function drawChip(
  surface: Surface,
  at: { x: number; y: number },
  random: Random,
  scene: Scene,
  mask: Mask,
  out: Float32Array,
): void {
  const stations = coil(random);
  const tint = random.pick([
    [1, 0.97, 0.9],
    [1, 0.88, 0.62],
    [0.78, 0.86, 1],
  ]);
  const reach =
    4 + stations.reduce((most, { x, y, z, half }) => Math.max(most, length(x, y) + half + z / scene.key.z), 0);
  visitAround(surface.size, at, reach, (i, x, y) => {
    const { top, cover, shadow } = look(stations, x, y, scene.key);
    for (let c = 0; c < 3; c++) out[i * 3 + c]! *= 1 - 0.78 * shadow;
    if (top < 0) return;
    const station = stations[top]!;
    const across = Math.min(1, length(x - station.x, y - station.y) / station.half);
    const light = ribbonLight(station, across, scene.key);
    for (let c = 0; c < 3; c++) out[i * 3 + c]! += (light * tint[c]! - out[i * 3 + c]!) * cover;
    if (cover > 0.3) mask.data[i] = 255;
  });
}
