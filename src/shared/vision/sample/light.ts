import type { Random } from '../random.ts';

/** A distant lamp: unit direction towards it (x right, y down, z towards the camera), and its strength. */
export interface Lamp {
  x: number;
  y: number;
  z: number;
  strength: number;
}

/** Everything about one exposure that is not the part. */
export interface Scene {
  key: Lamp;
  fill: Lamp;
  exposure: number;
  /** Gains of red, green and blue. */
  white: readonly [number, number, number];
  /** Standard deviation of the sensor's noise at mid grey, in grey levels. */
  grain: number;
}

function lamp(azimuthDegrees: number, elevationDegrees: number, strength: number): Lamp {
  const azimuth = (azimuthDegrees * Math.PI) / 180;
  const elevation = (elevationDegrees * Math.PI) / 180;
  const flat = Math.cos(elevation);
  return { x: Math.cos(azimuth) * flat, y: Math.sin(azimuth) * flat, z: Math.sin(elevation), strength };
}

/** The rig as each capture session found it: a lamp moved a little, another white balance. The third is the test's. */
const rigs = [
  { azimuth: -128, elevation: 50, exposure: 1.12, white: [1.008, 1, 0.992], grain: 1.6 },
  { azimuth: -119, elevation: 53, exposure: 1.02, white: [0.994, 1, 1.008], grain: 2.1 },
  { azimuth: -123, elevation: 51, exposure: 1.06, white: [1.002, 1, 0.999], grain: 1.8 },
] as const;

/** One exposure in a session (0, 1 or 2), with the small differences between one picture and the next. */
export function createScene(session: number, random: Random): Scene {
  const rig = rigs[session % rigs.length]!;
  return {
    key: lamp(rig.azimuth + random.normal(0, 2.5), rig.elevation + random.normal(0, 1.2), random.uniform(0.95, 1.05)),
    fill: lamp(rig.azimuth + 112 + random.normal(0, 3), 42 + random.normal(0, 1.5), random.uniform(0.36, 0.46)),
    exposure: rig.exposure * random.uniform(0.96, 1.04),
    white: rig.white,
    grain: rig.grain * random.uniform(0.9, 1.1),
  };
}
