/** Pixels as plain typed arrays: row-major, channels interleaved, origin top left. */

/** Width and height of a picture in pixels, or of a map in cells. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** 8-bit colour image, RGB interleaved: data.length === width * height * 3. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** 8-bit single channel. As a mask: 0 outside, 255 inside. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Float single channel, such as an anomaly map. */
export interface FloatMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Pixels of a picture, or cells of a map. */
export const cellsOf = ({ width, height }: Sides): number => width * height;

export function createRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

export function createMask(width: number, height: number, fill: 0 | 255 = 0): Mask {
  return { width, height, data: new Uint8Array(width * height).fill(fill) };
}

export function createFloatMap(width: number, height: number): FloatMap {
  return { width, height, data: new Float32Array(width * height) };
}

/** A copy whose pixels are its own. Not data.slice(): where the pixels are a Node Buffer, that shares them. */
export function cloneRaster(image: Raster): Raster {
  return { width: image.width, height: image.height, data: new Uint8Array(image.data) };
}

/** True where every pixel has equal R, G and B: grey parts must get grey defects. */
export function isGrey(image: Raster): boolean {
  const { data } = image;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

/** Number of non-zero mask pixels. */
export function maskArea(mask: Mask): number {
  const { data } = mask;
  let area = 0;
  for (let i = 0; i < data.length; i++) if (data[i]) area++;
  return area;
}

/** Index within 0 … side − 1, mirrored at the borders; `at` lies less than a side beyond them. */
export const mirrored = (at: number, side: number): number => (at < 0 ? -1 - at : at >= side ? 2 * side - 1 - at : at);
