import { gaussianBlur } from './filters.ts';
import { createRandom } from './random.ts';
import { type Raster, createRaster } from './raster.ts';
import { type View, paintView } from './synthesis/nuisance.ts';

/** Side at which a blur's sigma is stated, px. */
const statedSide = 512;

const asItIs: View = { dx: 0, dy: 0, gain: 1, offset: 0, rampX: 0, rampY: 0, noise: 0 };
const seen = (picture: Raster, change: Partial<View>): Raster =>
  paintView(picture, { ...asItIs, ...change }, 1, createRandom(0)); // without noise nothing is drawn

/** Every grey level times `factor`, clipped. Returns a new picture. */
export const relit = (picture: Raster, factor: number): Raster => seen(picture, { gain: factor });

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
export const displaced = (picture: Raster, share: number): Raster =>
  seen(picture, { dx: picture.width * share, dy: picture.height * share });

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
