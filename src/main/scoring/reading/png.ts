import { crc32 } from 'node:zlib';
import { said } from '#shared/failures.ts';
import { checkSides, damaged, unsupported } from './refusals.ts';

/** A PNG's chunks in order: type and where the content lies. */
export function* pngChunks(bytes: Uint8Array): Generator<{ type: string; from: number; length: number }> {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = content.readUInt32BE(at);
    yield { type: content.toString('latin1', at + 4, at + 8), from: at + 8, length };
    at += 12 + length;
  }
}

/** What the beginning of a PNG says of its picture; `channels` counts those of decoded pixels. Null where it says nothing. */
export function pngSides(head: Uint8Array): { width: number; height: number; channels: number; bits: number } | null {
  const content = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (content.length < 26 || content.toString('latin1', 12, 16) !== 'IHDR') return null;
  const bits = Math.max(8, content[24]!);
  // palettes become colours, and may have transparent ones
  const channels = ({ 0: 1, 2: 3, 4: 2 } as Record<number, number>)[content[25]!] ?? 4;
  return { width: content.readUInt32BE(16), height: content.readUInt32BE(20), channels, bits };
}

/**
 * A decoder fills the rest of a PNG that was cut off with black: its closing chunk must be there, and no more pixels claimed
 * than its data can hold (deflate makes 1,032 bytes of one at most).
 * @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
 */
export function surveyPng(bytes: Uint8Array, file: string): void {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let [data, least, hasEnd] = [0, 0, false];
  for (const { type, from, length } of pngChunks(bytes)) {
    if (from + length + 4 > bytes.length) break;
    if (crc32(bytes.subarray(from - 4, from + length)) !== content.readUInt32BE(from + length)) {
      throw damaged(file, 'is damaged: a check sum does not hold');
    }
    if (type === 'IHDR' && length >= 13) {
      const [width, height] = [content.readUInt32BE(from), content.readUInt32BE(from + 4)];
      checkSides(width, height, file);
      least = (width * height * content[from + 8]!) / 8;
    } else if (type === 'IDAT') data += length;
    else if (type === 'acTL') throw unsupported(file, 'is animated', said('imageAnimated', { file }));
    else if (type === 'IEND') hasEnd = true;
    if (hasEnd) break;
  }
  if (!hasEnd) throw damaged(file, 'is cut off');
  if (data * 1032 < least) throw damaged(file, 'is cut off: it holds far less data than its size takes');
}
