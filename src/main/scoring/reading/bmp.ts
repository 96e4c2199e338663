import { damaged, unsupported } from './refusals.ts';
import { type Bitmap, unpackIndices, unpackMasked } from './bmpRows.ts';
import { unpackRle } from './bmpRle.ts';
import type { Samples } from './samples.ts';

/** compression field → what it is */
const plain = new Set([0, 3, 6]);
const runLength: Readonly<Record<number, number>> = { 1: 8, 2: 4 };

/**
 * The header of a Windows bitmap: versions 1 (OS/2) to 5, 1 to 32 bits, run lengths, masks, top-down or bottom-up.
 * @throws FlawsmithError `unreadable-image`, `unsupported-image`
 */
export function readBmpHeader(bytes: Uint8Array, file: string): Bitmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 26) throw damaged(file, 'is cut off');
  const headerBytes = view.getUint32(14, true);
  if (bytes.length < 14 + headerBytes) throw damaged(file, 'is cut off');
  const isCore = headerBytes < 40;
  const height = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitmap = {
    view,
    file,
    width: isCore ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(height),
    isTopDown: height < 0,
    bits: view.getUint16(isCore ? 24 : 28, true),
    compression: isCore ? 0 : view.getUint32(30, true),
    pixelsAt: view.getUint32(10, true),
    headerBytes,
    colours: isCore ? 0 : view.getUint32(46, true),
  };
  checkBitmap(bitmap, file);
  return bitmap;
}

function checkBitmap({ width, bits, compression }: Bitmap, file: string): void {
  if (width <= 0) throw damaged(file, 'has a header that makes no sense');
  const isRun = runLength[compression] !== undefined;
  if (!plain.has(compression) && !isRun) {
    const names: Record<number, string> = { 4: 'JPEG', 5: 'PNG' };
    throw unsupported(file, `is a BMP with ${names[compression] ?? `number ${compression}`} inside, which is not read`);
  }
  const fits = isRun
    ? bits === runLength[compression]
    : compression === 0
      ? [1, 2, 4, 8, 16, 24, 32].includes(bits)
      : bits === 16 || bits === 32;
  if (!fits) throw unsupported(file, `is a BMP of ${bits} bits, which is not read`);
}

/** Pixels of a Windows bitmap, top row first: RGB, or RGB and alpha where the header has an alpha mask that is used. */
export function decodeBmp(bytes: Uint8Array, file: string): Samples {
  const bitmap = readBmpHeader(bytes, file);
  const { width, height, bits, compression } = bitmap;
  if (bits > 8) return unpackMasked(bitmap);
  const indices = plain.has(compression) ? unpackIndices(bitmap) : unpackRle(bitmap);
  const palette = paletteOf(bitmap);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 3 + c] = palette[indices[i]! * 3 + c]!;
  }
  return { width, height, channels: 3, data };
}

/** 256 colours, RGB; black where the file has fewer. */
function paletteOf({ view, headerBytes, bits, colours, pixelsAt }: Bitmap): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  const entryBytes = headerBytes < 40 ? 3 : 4;
  const from = 14 + headerBytes;
  const room = Math.floor((Math.min(pixelsAt, view.byteLength) - from) / entryBytes);
  const count = Math.min(colours || 2 ** bits, 256, Math.max(room, 0));
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) palette[i * 3 + c] = view.getUint8(from + i * entryBytes + 2 - c);
  }
  return palette;
}
