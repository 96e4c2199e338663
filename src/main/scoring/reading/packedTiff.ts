import type { Samples } from './samples.ts';
import type { TiffDirectory } from './tiffDirectory.ts';
import { tag } from './tiffTags.ts';

/** Bits that cameras pack without a gap. */
const packedBits = { least: 9, most: 15 } as const;

/** Not compressed, or so that a library undoes it whatever the bytes mean: LZW and deflate. */
const undone: ReadonlySet<number> = new Set([1, 5, 8, 32946]);

/**
 * What of a TIFF this code reads itself, for no library does: rows of whole numbers of 9 to 15 bits packed without gaps, grey or RGB, or of
 * grey 16-bit floats, without compression or with LZW or deflate. Null for others.
 */
export function ownNumbers(directory: TiffDirectory): 'packed' | 'half' | null {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const [bits, format, colour] = [one(tag.bits, 1), one(tag.sampleFormat, 1), one(tag.photometric, 1)];
  const samples = one(tag.samples, 1);
  const isPlain =
    undone.has(one(tag.compression, 1)) &&
    one(tag.predictor, 1) === 1 &&
    one(tag.planar, 1) === 1 &&
    one(tag.fillOrder, 1) === 1 &&
    one(tag.orientation, 1) === 1 &&
    directory.numbers(tag.tileOffsets).length === 0;
  if (!isPlain || samples !== (colour === 2 ? 3 : 1) || colour > 2) return null;
  if (directory.numbers(tag.bits).some((other) => other !== bits)) return null;
  if (directory.numbers(tag.stripBytes).length !== directory.numbers(tag.stripOffsets).length) return null;
  if ((format === 1 || format === 4) && bits >= packedBits.least && bits <= packedBits.most) return 'packed';
  return format === 3 && bits === 16 && colour === 1 ? 'half' : null;
}

/** Rows of a TIFF of {@link ownNumbers}, and the bytes in which each is stored. */
function rowsOf(directory: TiffDirectory): {
  width: number;
  height: number;
  samples: number;
  bits: number;
  rowBytes: number;
} {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const [width, height, samples, bits] = [
    one(tag.width, 0),
    one(tag.height, 0),
    one(tag.samples, 1),
    one(tag.bits, 16),
  ];
  return { width, height, samples, bits, rowBytes: Math.ceil((width * samples * bits) / 8) };
}

/**
 * A compressed TIFF of {@link ownNumbers} as a file of grey bytes, one for each that its rows are stored in: what a library decodes of it
 * are these bytes. Null for one without compression, whose rows lie in the file as they are.
 */
export function asGreyBytes(bytes: Uint8Array, directory: TiffDirectory): Uint8Array | null {
  const compression = directory.numbers(tag.compression)[0] ?? 1;
  if (compression === 1) return null;
  const { height, rowBytes } = rowsOf(directory);
  const entries: [number, number[]][] = [
    [tag.width, [rowBytes]],
    [tag.height, [height]],
    [tag.bits, [8]],
    [tag.compression, [compression]],
    [tag.photometric, [1]],
    [tag.stripOffsets, directory.numbers(tag.stripOffsets)],
    [tag.samples, [1]],
    [tag.rowsPerStrip, [Math.min(directory.numbers(tag.rowsPerStrip)[0] ?? height, height)]],
    [tag.stripBytes, directory.numbers(tag.stripBytes)],
  ];
  const lists = entries.reduce((sum, [, list]) => sum + (list.length > 1 ? list.length * 4 : 0), 0);
  const at = bytes.length + (bytes.length % 2);
  const file = Buffer.alloc(at + lists + 2 + entries.length * 12 + 4);
  file.set(bytes);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(at + lists, 4);
  let [entry, free] = [file.writeUInt16LE(entries.length, at + lists), at];
  for (const [number, list] of entries) {
    file.writeUInt16LE(number, entry);
    file.writeUInt16LE(4, entry + 2);
    file.writeUInt32LE(list.length, entry + 4);
    file.writeUInt32LE(list.length > 1 ? free : list[0]!, entry + 8);
    if (list.length > 1) for (const value of list) free = file.writeUInt32LE(value, free);
    entry += 12;
  }
  return file;
}

/**
 * Pixels of a TIFF of {@link ownNumbers} whose strips lie within the file.
 * @param undone its rows one after the other, decoded of {@link asGreyBytes}; null where they lie in the file as they are
 */
export function readOwnTiff(
  bytes: Uint8Array,
  directory: TiffDirectory,
  numbers: 'packed' | 'half',
  undone: Uint8Array | null,
): Samples {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const { width, height, samples, bits, rowBytes } = rowsOf(directory);
  const rows = Math.max(1, Math.min(one(tag.rowsPerStrip, height), height));
  const offsets = directory.numbers(tag.stripOffsets);
  const across = width * samples;
  const data = numbers === 'packed' ? new Uint16Array(across * height) : new Float64Array(across * height);
  const held = undone ?? bytes;
  const view = new DataView(held.buffer, held.byteOffset, held.length);
  const [isLittle, isInverted] = [bytes[0] === 0x49, one(tag.photometric, 1) === 0];
  for (let y = 0; y < height; y++) {
    const from = undone ? y * rowBytes : offsets[Math.floor(y / rows)]! + (y % rows) * rowBytes;
    const row = data.subarray(y * across, (y + 1) * across);
    if (numbers === 'packed') unpack(row, held.subarray(from, from + rowBytes), bits, isInverted);
    else row.forEach((_, x) => (row[x] = halfOf(view.getUint16(from + x * 2, isLittle))));
  }
  return { width, height, channels: samples, data };
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
