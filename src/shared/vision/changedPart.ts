import type { Mask, Raster, Sides } from './raster.ts';
import type { PixelRegion } from './resize.ts';

/** What of a forged picture differs from its good part: with that part it is the picture. */
export interface ChangedPart {
  /** Box around it, px; of no width and height where nothing differs. */
  box: PixelRegion;
  /** Raw RGB of the box, width × height × 3. */
  pixels: Uint8Array;
  /** A byte a pixel of the box; outside it the mask is 0. */
  mask: Uint8Array;
}

/** Cuts out what differs from the good part, or is marked. @param clean the good part, of the same sides */
export function cutChanged(clean: Raster, image: Raster, mask: Mask): ChangedPart {
  const box = boxOfChange(clean, image, mask);
  return { box, pixels: cut(image.data, image.width, box, 3), mask: cut(mask.data, mask.width, box, 1) };
}

/** The forged picture and its mask again, as arrays of their own. @param clean raw RGB of the good part @param sides its sides, which hold the box */
export function pasteChanged(
  clean: Uint8Array,
  sides: Sides,
  { box, pixels, mask }: ChangedPart,
): { image: Uint8Array; mask: Uint8Array } {
  const image = clean.slice();
  const whole = new Uint8Array(sides.width * sides.height);
  paste(image, pixels, sides.width, box, 3);
  paste(whole, mask, sides.width, box, 1);
  return { image, mask: whole };
}

function boxOfChange(clean: Raster, image: Raster, mask: Mask): PixelRegion {
  const { width, height } = image;
  const isSame = (i: number): boolean =>
    mask.data[i] === 0 &&
    image.data[3 * i] === clean.data[3 * i] &&
    image.data[3 * i + 1] === clean.data[3 * i + 1] &&
    image.data[3 * i + 2] === clean.data[3 * i + 2];
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = 0;
    while (first < width && isSame(row + first)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (isSame(row + last)) last--;
    left = Math.min(left, first);
    right = Math.max(right, last);
    if (top < 0) top = y;
    bottom = y;
  }
  return bottom < 0
    ? { left: 0, top: 0, width: 0, height: 0 }
    : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function cut(from: Uint8Array, width: number, box: PixelRegion, channels: number): Uint8Array {
  const line = box.width * channels;
  const part = new Uint8Array(line * box.height);
  for (let y = 0; y < box.height; y++) {
    const at = ((box.top + y) * width + box.left) * channels;
    part.set(from.subarray(at, at + line), y * line);
  }
  return part;
}

function paste(onto: Uint8Array, part: Uint8Array, width: number, box: PixelRegion, channels: number): void {
  const line = box.width * channels;
  for (let y = 0; y < box.height; y++) {
    onto.set(part.subarray(y * line, (y + 1) * line), ((box.top + y) * width + box.left) * channels);
  }
}
