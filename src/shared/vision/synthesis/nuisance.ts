import type { Random } from '../random.ts';
import { type Raster, mirrored } from '../raster.ts';
import { toByte } from './canvas.ts';

/** How much a harmless change may alter; grey levels, px at 256. */
const most = { shift: 5, gain: 0.1, offset: 8, ramp: 10, noise: 3 } as const;

/** A harmless change of light and place, decided but not yet applied. */
export interface View {
  /** Shift of the part, px at 256. */
  dx: number;
  dy: number;
  gain: number;
  /** Grey levels; `rampX` and `rampY` from one side of the picture to the other. */
  offset: number;
  rampX: number;
  rampY: number;
  /** Deviation of each pixel, grey levels. */
  noise: number;
}

/** Decides a view: shifted half the time, a little brighter or darker, sometimes under uneven light or with more noise. */
export function drawView(random: Random): View {
  const shifted = random.chance(0.5);
  const dx = shifted ? random.integer(-most.shift, most.shift) : 0;
  const dy = shifted ? random.integer(-most.shift, most.shift) : 0;
  const gain = random.logUniform(1 - most.gain, 1 + most.gain);
  const offset = random.uniform(-most.offset, most.offset);
  const hasRamp = random.chance(0.3);
  const rampX = hasRamp ? random.uniform(-most.ramp, most.ramp) : 0;
  const rampY = hasRamp ? random.uniform(-most.ramp, most.ramp) : 0;
  const noise = random.chance(0.3) ? random.uniform(0, most.noise) : 0;
  return { dx, dy, gain, offset, rampX, rampY, noise };
}

/** Whole pixels that a view shifts a picture by. @param scale pixels per px at 256 */
export const shiftOf = ({ dx, dy }: View, scale: number): { x: number; y: number } => ({
  x: Math.round(dx * scale),
  y: Math.round(dy * scale),
});

/**
 * The part as the camera might have seen it a moment later. What a shift brings into view is the picture mirrored at its
 * border: a repeated line would look like a defect. Returns a new image.
 * @param scale pixels per px at 256
 * @param pixels for the noise of each pixel
 */
export function paintView(image: Raster, view: View, scale: number, pixels: Random): Raster {
  const { width, height } = image;
  const { gain, offset, rampX, rampY, noise } = view;
  const shift = shiftOf(view, scale);
  const source = image.data;
  const data = new Uint8Array(source.length);
  const columns = Int32Array.from({ length: width }, (_, x) => mirrored(x - shift.x, width) * 3);
  const across = Float64Array.from({ length: width }, (_, x) => offset + rampX * (x / width - 0.5));
  for (let y = 0, to = 0; y < height; y++) {
    const fromRow = mirrored(y - shift.y, height) * width * 3;
    const down = rampY * (y / height - 0.5);
    for (let x = 0; x < width; x++) {
      const from = fromRow + columns[x]!;
      const light = across[x]! + down + (noise ? pixels.normal(0, noise) : 0);
      data[to++] = toByte(source[from]! * gain + light);
      data[to++] = toByte(source[from + 1]! * gain + light);
      data[to++] = toByte(source[from + 2]! * gain + light);
    }
  }
  return { width, height, data };
}

/** A harmless change drawn and applied at once: no defect. Returns a new image. */
export function nuisanceView(image: Raster, random: Random): Raster {
  const scale = Math.sqrt(image.width * image.height) / 256;
  return paintView(image, drawView(random), scale, random.derive(0));
}
