import { damaged } from './refusals.ts';
import type { Samples } from './samples.ts';

/** A Windows bitmap's header; sides in pixels, places in bytes. */
export interface Bitmap {
  view: DataView;
  file: string;
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  compression: number;
  pixelsAt: number;
  headerBytes: number;
  /** Colours of the palette; 0: as many as the bits can name. */
  colours: number;
}

/** Where a row, counted from the top, begins; rows are filled up to 4 bytes. @throws FlawsmithError `unreadable-image` */
function rowPlaces({ view, file, width, height, isTopDown, bits, pixelsAt }: Bitmap): (row: number) => number {
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const lastBytes = Math.ceil((width * bits) / 8); // some programs leave out the last row's filling
  if (pixelsAt + rowBytes * (height - 1) + lastBytes > view.byteLength) throw damaged(file, 'is cut off');
  return (row) => pixelsAt + rowBytes * (isTopDown ? row : height - 1 - row);
}

/** Palette indices, top row first. */
export function unpackIndices(bitmap: Bitmap): Uint8Array {
  const { view, width, height, bits } = bitmap;
  const place = rowPlaces(bitmap);
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  for (let y = 0; y < height; y++) {
    const from = place(y);
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * ((x % perByte) + 1);
      indices[y * width + x] = (view.getUint8(from + Math.floor(x / perByte)) >> shift) & (2 ** bits - 1);
    }
  }
  return indices;
}

/** Masks of red, green, blue and alpha; 0: none. */
function masksOf({ view, bits, compression, headerBytes }: Bitmap): [number, number, number, number] {
  if (compression === 0) return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const mask = (i: number): number => (54 + i * 4 + 4 <= view.byteLength ? view.getUint32(54 + i * 4, true) : 0);
  const hasAlpha = compression === 6 || headerBytes >= 56;
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

/** A table or rule from the masked bits of a pixel to 0 to 255. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const low = 31 - Math.clz32(mask & -mask);
  const most = mask >>> low;
  return (pixel) => Math.floor((((pixel & mask) >>> low) * 255) / most);
}

/** RGB, and alpha where there is a mask of it and not all of it is 0, of 16, 24 or 32 bits a pixel. */
export function unpackMasked(bitmap: Bitmap, withAlpha = true): Samples {
  const { view, width, height, bits } = bitmap;
  const place = rowPlaces(bitmap);
  const masks = masksOf(bitmap);
  const channels = withAlpha && masks[3] !== 0 ? 4 : 3;
  const rules = masks.slice(0, channels).map(channelOf);
  const data = new Uint8Array(width * height * channels);
  const bytes = bits / 8;
  for (let y = 0, i = 0; y < height; y++) {
    const from = place(y);
    for (let x = 0; x < width; x++) {
      const at = from + x * bytes;
      const low = view.getUint16(at, true);
      const pixel = bytes === 2 ? low : bytes === 3 ? low | (view.getUint8(at + 2) << 16) : view.getUint32(at, true);
      for (const rule of rules) data[i++] = rule(pixel);
    }
  }
  return channels === 4 && !hasContent(data) ? unpackMasked(bitmap, false) : { width, height, channels, data };
}

/** Whether any alpha is above 0: programs that know no alpha leave all of it 0. */
function hasContent(rgba: Uint8Array): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 0) return true;
  return false;
}
