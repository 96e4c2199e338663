import type { ValueScale } from '#shared/domain/valueScale.ts';
import type { Raster } from '#shared/vision/raster.ts';

/** A picture's stored values, row by row, interleaved. */
export interface Samples {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  channels: number;
  /** Bytes, 16-bit whole numbers, or any other numbers (one channel). */
  data: Uint8Array | Uint16Array | Float64Array;
}

/** Which bytes 16-bit values become: of a depth, value >> (depth − 8) and at most 255; of a range as {@link byteOf}. */
function wordTable(scale: ValueScale): Uint8Array {
  const values = { length: 65536 };
  if ('range' in scale) return Uint8Array.from(values, (_, value) => byteOf(value, scale.range));
  const shift = scale.depth - 8;
  return Uint8Array.from(values, (_, value) => Math.min(255, value >> shift));
}

/** 0 at `low` and below it, 255 at `high` and above it, rounded; 0 for what is no number. Every client computes the same. */
function byteOf(value: number, [low, high]: readonly [number, number]): number {
  if (!(value > low)) return 0;
  return value >= high ? 255 : Math.floor(((value - low) * 255) / (high - low) + 0.5);
}

/** Stored colours and grey as bytes; alpha of 16 bits as value >> 8. @param scale of numbers: a range */
function toBytes({ data, channels }: Samples, scale: ValueScale): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof Float64Array) {
    const range = 'range' in scale ? scale.range : ([0, 2 ** scale.depth - 1] as const);
    return Uint8Array.from(data, (value) => byteOf(value, range));
  }
  const bytes = new Uint8Array(data.length);
  const table = wordTable(scale);
  const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1;
  for (let i = 0; i < data.length; i++) bytes[i] = i % channels === alphaAt ? data[i]! >> 8 : table[data[i]!]!;
  return bytes;
}

/** Whether colours of 16-bit files lie beyond a depth. */
export function overflows({ data, channels }: Samples, scale: ValueScale): boolean {
  if (!(data instanceof Uint16Array) || 'range' in scale) return false;
  const [most, alphaAt] = [2 ** scale.depth - 1, channels === 2 || channels === 4 ? channels - 1 : -1];
  return data.some((value, i) => value > most && i % channels !== alphaAt);
}

/** 8-bit RGB: grey is repeated, alpha laid over white in whole numbers. @returns null for more than four channels */
export function toRgb(samples: Samples, scale: ValueScale): Raster | null {
  const { width, height, channels } = samples;
  if (channels < 1 || channels > 4) return null;
  const bytes = toBytes(samples, scale);
  if (channels === 3) return { width, height, data: bytes };
  const data = new Uint8Array(width * height * 3);
  const step = channels === 4 ? 1 : 0;
  for (let i = 0; i < width * height; i++) {
    const alpha = channels === 1 ? 255 : bytes[i * channels + channels - 1]!;
    for (let c = 0; c < 3; c++) {
      const value = bytes[i * channels + c * step]!;
      // A library's own compositing differs by half a grey level.
      data[i * 3 + c] = Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return { width, height, data };
}

/** CMYK of bytes as RGB, without a profile, in the whole numbers that Pillow uses. */
export function cmykToRgb({ width, height, data }: Samples): Samples {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const rest = 255 - data[i * 4 + 3]!;
    for (let c = 0; c < 3; c++) {
      const product = data[i * 4 + c]! * rest + 128;
      rgb[i * 3 + c] = Math.max(0, rest - (((product >> 8) + product) >> 8));
    }
  }
  return { width, height, channels: 3, data: rgb };
}
