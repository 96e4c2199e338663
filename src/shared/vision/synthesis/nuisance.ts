import type { Random } from '../random.ts';
import { type Raster, mirrored } from '../raster.ts';

/** How much a harmless change may alter; grey levels, px at 256. */
const most = { shift: 5, gain: 0.1, offset: 8, ramp: 10, noise: 3 } as const;

/**
 * The part as the camera might have seen it a moment later: shifted by up to 5 px (half the time), a little brighter or
 * darker, sometimes under uneven light or with more noise. A harmless change: no defect. What a shift brings into view is the
 * picture mirrored at its border: a repeated line would look like a defect. Returns a new image.
 */
export function nuisanceView(image: Raster, random: Random): Raster {
  const { width, height } = image;
  const scale = width / 256;
  const reach = Math.round(most.shift * scale);
  const shifted = random.chance(0.5);
  const dx = shifted ? random.integer(-reach, reach) : 0;
  const dy = shifted ? random.integer(-reach, reach) : 0;
  const gain = random.logUniform(1 - most.gain, 1 + most.gain);
  const offset = random.uniform(-most.offset, most.offset);
  const hasRamp = random.chance(0.3);
  const rampX = hasRamp ? random.uniform(-most.ramp, most.ramp) : 0;
  const rampY = hasRamp ? random.uniform(-most.ramp, most.ramp) : 0;
  const noise = random.chance(0.3) ? random.uniform(0, most.noise) : 0;
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    const fromRow = mirrored(y - dy, height) * width;
    for (let x = 0; x < width; x++) {
      const from = (fromRow + mirrored(x - dx, width)) * 3;
      const light =
        offset + rampX * (x / width - 0.5) + rampY * (y / height - 0.5) + (noise ? random.normal(0, noise) : 0);
      const to = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        data[to + c] = Math.min(Math.max(Math.floor(image.data[from + c]! * gain + light + 0.5), 0), 255);
      }
    }
  }
  return { width, height, data };
}
