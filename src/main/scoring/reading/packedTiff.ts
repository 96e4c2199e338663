import type { Samples } from './samples.ts';
import type { TiffDirectory } from './tiffDirectory.ts';
import { tag } from './tiffTags.ts';

/** Bits that cameras pack without a gap. */
const packedBits = { least: 9, most: 15 } as const;

/**
 * What of a TIFF this code reads itself, for no library does: grey in rows without compression, of whole numbers of 9 to 15 bits packed
 * without gaps or of 16-bit floats. Null for others.
 */
export function ownNumbers(directory: TiffDirectory): 'packed' | 'half' | null {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const [bits, format, colour] = [one(tag.bits, 1), one(tag.sampleFormat, 1), one(tag.photometric, 1)];
  const isPlain =
    one(tag.compression, 1) === 1 &&
    one(tag.samples, 1) === 1 &&
    one(tag.fillOrder, 1) === 1 &&
    one(tag.orientation, 1) === 1 &&
    directory.numbers(tag.tileOffsets).length === 0;
  if (!isPlain || colour > 1) return null;
  if ((format === 1 || format === 4) && bits >= packedBits.least && bits <= packedBits.most) return 'packed';
  return format === 3 && bits === 16 && colour === 1 ? 'half' : null;
}

/** Pixels of a TIFF of {@link ownNumbers} whose strips lie within the file. */
export function readOwnTiff(bytes: Uint8Array, directory: TiffDirectory, numbers: 'packed' | 'half'): Samples {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const [width, height, bits] = [one(tag.width, 0), one(tag.height, 0), one(tag.bits, 16)];
  const rows = Math.max(1, Math.min(one(tag.rowsPerStrip, height), height));
  const offsets = directory.numbers(tag.stripOffsets);
  const rowBytes = Math.ceil((width * bits) / 8);
  const data = numbers === 'packed' ? new Uint16Array(width * height) : new Float64Array(width * height);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [isLittle, isInverted] = [bytes[0] === 0x49, one(tag.photometric, 1) === 0];
  for (let y = 0; y < height; y++) {
    const from = offsets[Math.floor(y / rows)]! + (y % rows) * rowBytes;
    const row = data.subarray(y * width, (y + 1) * width);
    if (numbers === 'packed') unpack(row, bytes.subarray(from, from + rowBytes), bits, isInverted);
    else row.forEach((_, x) => (row[x] = halfOf(view.getUint16(from + x * 2, isLittle))));
  }
  return { width, height, channels: 1, data };
}

/** Packed values stand with their highest bit first, whatever the byte order of the file. */
function unpack(row: Uint16Array | Float64Array, bytes: Uint8Array, bits: number, isInverted: boolean): void {
  const most = 2 ** bits - 1;
  let [held, count, at] = [0, 0, 0];
  for (let x = 0; x < row.length; x++) {
    while (count < bits) {
      held = ((held << 8) | bytes[at++]!) & 0x7fffff;
      count += 8;
    }
    count -= bits;
    const value = (held >> count) & most;
    row[x] = isInverted ? most - value : value;
  }
}

/** The number of an IEEE 754 half. */
function halfOf(word: number): number {
  const [exponent, fraction] = [(word >> 10) & 31, word & 1023];
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return word & 0x8000 ? -size : size;
}
