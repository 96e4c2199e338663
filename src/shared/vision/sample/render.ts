import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import type { Mask, Raster } from '../raster.ts';
import { createMask } from '../raster.ts';
import { expose } from './camera.ts';
import { drawChip } from './defects/chip.ts';
import { addDent } from './defects/dent.ts';
import { addGouge } from './defects/gouge.ts';
import { addRust } from './defects/rust.ts';
import { shadeGround } from './ground.ts';
import { createScene } from './light.ts';
import { shadeMetal } from './metal.ts';
import { createLatheMarks } from './noise.ts';
import { createSurface, edgeDistance, samplePose, side, toPicture } from './surface.ts';
import type { Pose } from './surface.ts';

/** What can be wrong with a sample part. */
export const sampleDefects = ['chip', 'dent', 'gouge', 'rust'] as const;
export type SampleDefect = (typeof sampleDefects)[number];

export interface SampleOptions {
  /** Capture session, 0, 1 or 2: light and white balance differ. */
  session: number;
  defect?: SampleDefect;
  /** Pixels a side; 512 if left out. */
  size?: number;
  /** Size of a dent or gouge as a share of the usual; 1 if left out. */
  defectScale?: number;
}

export interface SamplePart {
  image: Raster;
  /** Defective pixels; null for a good part. */
  mask: Mask | null;
  /** The defect, or `good`. */
  kind: SampleDefect | 'good';
}

/** A place on the face with `margin` units of metal all round, in units from the picture's top left. */
function placeOnFace(pose: Pose, random: Random, margin: number): { x: number; y: number } {
  for (;;) {
    const angle = random.uniform(0, 2 * Math.PI);
    const radius = random.uniform(132 + margin * 0.6, 204 - margin * 0.6);
    const x = Math.cos(angle) * radius;
    const y = Math.sin(angle) * radius;
    if (edgeDistance(x, y) >= margin) return toPicture(pose, x, y);
  }
}

/**
 * Photographs one sample part: a turned steel flange ring on a rubber mat. Its shape, then its defect, then its light are
 * worked out per pixel: a defect changes height, finish or material before shading (a chip lies on top with a shadow of its
 * own), which has nothing in common with how priors forge defects into finished photographs.
 * @param seed any whole number; the same seed and options give the same pixels.
 */
export function renderSamplePart(seed: number, options: SampleOptions): SamplePart {
  const size = options.size ?? side;
  const random = createRandom(0x5a3f1e, seed);
  const pose = samplePose(random);
  const scene = createScene(options.session, random);
  const marks = createLatheMarks(random);
  const surface = createSurface(size, pose);
  const mask = options.defect ? createMask(size, size) : null;
  const linear = new Float32Array(size * size * 3);
  const own = random.derive(1);
  const scale = options.defectScale ?? 1;
  if (mask && options.defect === 'gouge') addGouge(surface, placeOnFace(pose, own, 12), own, mask, scale);
  if (mask && options.defect === 'dent') addDent(surface, placeOnFace(pose, own, 15), own, mask, scale);
  if (mask && options.defect === 'rust') addRust(surface, placeOnFace(pose, own, 10), own, mask);
  shadeGround(surface, scene, seed, linear);
  shadeMetal(surface, scene, marks, seed, linear);
  if (mask && options.defect === 'chip') drawChip(surface, placeOnFace(pose, own, 14), own, scene, mask, linear);
  const image = expose(linear, size, scene, random.derive(2));
  return { image, mask, kind: options.defect ?? 'good' };
}
