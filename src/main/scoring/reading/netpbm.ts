import { damaged, unsupported } from './refusals.ts';
import type { Samples } from './samples.ts';

export interface NetpbmHeader {
  width: number;
  height: number;
  channels: 1 | 3;
  /** The value that is white. */
  most: number;
  isText: boolean;
  isBitmap: boolean;
  /** Where the pixels begin. */
  from: number;
}

/** The header of a PBM, PGM or PPM picture, with comments. @throws FlawsmithError `unreadable-image`, `unsupported-image` */
export function readNetpbmHeader(bytes: Uint8Array, file: string): NetpbmHeader {
  const kind = bytes[1]! - 0x30;
  const isBitmap = kind === 1 || kind === 4;
  const fields: number[] = [];
  let at = 2;
  while (fields.length < (isBitmap ? 2 : 3)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(bytes.length - at, 65536)).toString(
      'latin1',
    );
    const found = /^(?:\s|#[^\r\n]*[\r\n])*(\d{1,9})/.exec(text);
    if (!found) throw damaged(file, 'has a header that makes no sense');
    fields.push(Number(found[1]));
    at += found[0].length;
  }
  const [width = 0, height = 0, most = 1] = fields;
  if (width < 1 || height < 1) throw damaged(file, 'has a header that makes no sense');
  if (most < 1 || most > 65535) throw unsupported(file, `has a white of ${most}, which is not read`);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  return { width, height, channels, most, isText: kind <= 3, isBitmap, from: at + 1 };
}

/**
 * Pixels of a PBM, PGM or PPM picture. Values up to 255 are brought to 0 to 255 by the white of the header; deeper ones stay
 * as they are stored, like those of any 16-bit file.
 */
export function decodeNetpbm(bytes: Uint8Array, file: string): Samples {
  const header = readNetpbmHeader(bytes, file);
  const { width, height, channels, most, isBitmap } = header;
  const values = header.isText ? textValues(bytes, header, file) : binaryValues(bytes, header, file);
  if (most > 255) return { width, height, channels, data: values };
  const byte = (value: number): number => Math.floor((2 * Math.min(value, most) * 255 + most) / (2 * most));
  const table = Uint8Array.from({ length: 65536 }, (_, value) => (isBitmap ? (value ? 0 : 255) : byte(value)));
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = table[values[i]!]!;
  return { width, height, channels, data };
}

/** Values as stored; bits of a bitmap one by one. */
function binaryValues(bytes: Uint8Array, header: NetpbmHeader, file: string): Uint16Array {
  const { width, height, channels, most, isBitmap, from } = header;
  const values = new Uint16Array(width * height * channels);
  const rowBytes = isBitmap ? Math.ceil(width / 8) : width * channels * (most > 255 ? 2 : 1);
  if (from + rowBytes * height > bytes.length) throw damaged(file, 'is cut off');
  for (let y = 0, i = 0; y < height; y++) {
    const row = from + y * rowBytes;
    for (let x = 0; x < width * channels; x++) {
      if (isBitmap) values[i++] = (bytes[row + (x >> 3)]! >> (7 - (x & 7))) & 1;
      else values[i++] = most > 255 ? (bytes[row + x * 2]! << 8) | bytes[row + x * 2 + 1]! : bytes[row + x]!;
    }
  }
  return values;
}

function textValues(bytes: Uint8Array, header: NetpbmHeader, file: string): Uint16Array {
  const { width, height, channels, isBitmap, from } = header;
  const values = new Uint16Array(width * height * channels);
  let [count, digits, value] = [0, 0, 0];
  for (let at = from - 1; count < values.length; at++) {
    const code = bytes[at] ?? 0x20;
    const digit = code - 0x30;
    if (digit >= 0 && digit <= 9) [value, digits] = [value * 10 + digit, digits + 1];
    if (digits > 0 && (isBitmap || digit < 0 || digit > 9)) {
      if (value > 65535) throw damaged(file, 'holds a value that is too large');
      values[count++] = value;
      [digits, value] = [0, 0];
    }
    if (at >= bytes.length && count < values.length) throw damaged(file, 'is cut off');
  }
  return values;
}
