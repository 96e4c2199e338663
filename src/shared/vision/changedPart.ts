import { boundsOf } from './labeling/box.ts';
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
  const data = changedPixels(clean.data, image.data);
  for (let i = 0; i < data.length; i++) data[i]! |= mask.data[i]!;
  return boundsOf({ ...mask, data }) ?? { left: 0, top: 0, width: 0, height: 0 };
}

/** 255 where a pixel of one RGB picture differs from that of the other, else 0; a byte a pixel. */
export function changedPixels(one: Uint8Array, other: Uint8Array): Uint8Array {
  const changed = new Uint8Array(one.length / 3);
  for (let i = 0, from = 0; i < changed.length; i++, from += 3) {
    const isSame = one[from] === other[from] && one[from + 1] === other[from + 1] && one[from + 2] === other[from + 2];
    if (!isSame) changed[i] = 255;
  }
  return changed;
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
