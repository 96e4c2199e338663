import { gaussianBlur } from './filters.ts';
import { type Raster, createRaster, mirrored } from './raster.ts';

/** Side at which a blur's sigma is stated, px. */
const statedSide = 512;

/** Every grey level times `factor`, clipped. Returns a new picture. */
export function relit({ width, height, data }: Raster, factor: number): Raster {
  return { width, height, data: data.map((value) => Math.min(255, Math.round(value * factor))) };
}

/** Gaussian blur. Returns a new picture. @param sigma px of a picture whose longer side is 512 */
export function defocused({ width, height, data }: Raster, sigma: number): Raster {
  const own = (sigma * Math.max(width, height)) / statedSide;
  const out = createRaster(width, height);
  for (let c = 0; c < 3; c++) {
    const plane = Float32Array.from({ length: width * height }, (_, i) => data[i * 3 + c]!);
    gaussianBlur(plane, width, height, own).forEach((value, i) => (out.data[i * 3 + c] = Math.round(value)));
  }
  return out;
}

/** Moved right and down by `share` of each side, in whole pixels; what comes into view is mirrored at the border. Returns a new picture. */
export function displaced({ width, height, data }: Raster, share: number): Raster {
  const [dx, dy] = [Math.round(width * share), Math.round(height * share)];
  const out = createRaster(width, height);
  for (let y = 0; y < height; y++) {
    const fromRow = mirrored(y - dy, height) * width;
    for (let x = 0; x < width; x++) {
      const from = (fromRow + mirrored(x - dx, width)) * 3;
      out.data.set(data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return out;
}

/** What may happen to light, focus and place between training and production, and is no defect. */
export const usualChanges: readonly ((picture: Raster) => Raster)[] = [
  (picture) => relit(picture, 0.8),
  (picture) => relit(picture, 1.2),
  (picture) => defocused(picture, 1),
  (picture) => displaced(picture, 0.02),
  (picture) => displaced(picture, -0.02),
];

/** Good parts that a run sees changed so, at most: more cost time with every run and span no further directions. */
export const mostChangedParts = 24;
