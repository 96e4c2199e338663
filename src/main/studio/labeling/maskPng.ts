import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import sharp from 'sharp';
import { FlawsmithError } from '#shared/errors.ts';
import { type Mask, type Sides, createMask } from '#shared/vision/raster.ts';

const compress = promisify(deflate);
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A mask as a PNG of one bit a pixel: black, and white where it is set (above 127). */
export async function encodeMaskPng({ width, height, data }: Mask): Promise<Buffer> {
  const stride = 1 + Math.ceil(width / 8); // each row begins with its filter, 0: none
  const rows = new Uint8Array(stride * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i]! > 127) rows[y * stride + 1 + (x >> 3)]! |= 128 >> (x & 7);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits; colour type 0 (grey), and the one way there is of compressing, filtering and ordering
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', await compress(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

/**
 * What {@link encodeMaskPng} wrote, 0 or 255. Nothing is guessed, as of masks from elsewhere: white is set, and it stands upright.
 * @throws FlawsmithError `mask-mismatch` where it has another size, `unreadable-image`
 */
export async function decodeMaskPng(bytes: Uint8Array, { width, height }: Sides, file: string): Promise<Mask> {
  const { data, info } = await sharp(bytes, { limitInputPixels: 100e6 })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new FlawsmithError('unreadable-image', `The mask cannot be read: ${file}`, { file, cause });
    });
  if (info.width !== width || info.height !== height) {
    const sizes = `${info.width} × ${info.height}, its image ${width} × ${height}`;
    throw new FlawsmithError('mask-mismatch', `The mask is ${sizes}: ${file}`, { file });
  }
  const mask = createMask(width, height);
  for (let i = 0; i < mask.data.length; i++) if (data[i * info.channels]! > 127) mask.data[i] = 255;
  return mask;
}

/**
 * Name of a painted mask in the product's folder of masks.
 * @param picture sha256 of the picture
 * @param kind null for what unites all kinds
 * @param content sha256 of the file
 */
export function paintedName(picture: string, kind: string | null, content: string): string {
  const word = (kind ?? 'all')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 24);
  return `${picture}-${word}-${content.slice(0, 16)}.png`;
}

/** True of the name of a painted mask, be it in whatever folder. */
export const isPainted = (file: string): boolean => /[0-9a-f]{64}-[a-z0-9_]{0,24}-[0-9a-f]{16}\.png$/.test(file);
