import type { Random } from '../random.ts';
import type { Raster } from '../raster.ts';
import { createRaster } from '../raster.ts';
import type { Scene } from './light.ts';

/** The lens: a slight blur (a sixth of the light goes to the neighbours of each axis), in place. */
function blur(linear: Float32Array, size: number): void {
  const centre = 0.76;
  const beside = (1 - centre) / 2;
  const line = new Float32Array(size);
  const pass = (start: number, step: number): void => {
    for (let i = 0; i < size; i++) line[i] = linear[start + i * step]!;
    for (let i = 0; i < size; i++) {
      const before = line[i > 0 ? i - 1 : i]!;
      const after = line[i < size - 1 ? i + 1 : i]!;
      linear[start + i * step] = centre * line[i]! + beside * (before + after);
    }
  };
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < size; i++) pass(i * size * 3 + c, 3);
    for (let i = 0; i < size; i++) pass(i * 3 + c, size * 3);
  }
}

const curveSteps = 4096;
const curveEnd = 2;

/** Grey level, 0–255, of linear light 0–2: highlights roll off, then the usual gamma. */
function toneCurve(): Float32Array {
  return Float32Array.from({ length: curveSteps + 1 }, (_, i) => {
    const light = (i / curveSteps) * curveEnd;
    return 255 * (1 - Math.exp(-1.35 * light)) ** (1 / 2.2);
  });
}

/** Exposes linear light to an 8-bit picture: lens, exposure, white balance, tone curve, sensor noise. */
export function expose(linear: Float32Array, size: number, scene: Scene, random: Random): Raster {
  blur(linear, size);
  const image = createRaster(size, size);
  const curve = toneCurve();
  const gains = scene.white.map((gain) => (gain * scene.exposure * curveSteps) / curveEnd);
  for (let i = 0; i < linear.length; i += 3) {
    // One noise for brightness and a smaller one a channel: sensors with a colour filter look so.
    const common = (random.next() + random.next() + random.next() - 1.5) * 1.7 * scene.grain;
    for (let c = 0; c < 3; c++) {
      const at = Math.min(curveSteps, Math.max(0, linear[i + c]! * gains[c]!));
      const level = curve[Math.round(at)]! + common + (random.next() - 0.5) * 1.4 * scene.grain;
      image.data[i + c] = Math.min(255, Math.max(0, Math.floor(level + 0.5)));
    }
  }
  return image;
}
