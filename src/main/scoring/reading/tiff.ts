import { ownNumbers } from './packedTiff.ts';
import { damaged, manyFrames, unsupported } from './refusals.ts';
import { type TiffDirectory, readTiffDirectory } from './tiffDirectory.ts';
import { colourName, compressionName, readColours, readCompressions, sampleKinds, tag } from './tiffTags.ts';

export interface TiffSurvey {
  directory: TiffDirectory;
  /** Other numbers than whole ones of up to 16 bits without sign: they need a range. */
  needsRange: boolean;
  /** Numbers that this program reads itself; null where a library does. */
  own: ReturnType<typeof ownNumbers>;
}

/**
 * Checks what a decoder would pass over or fill with black: pages, compression, colour, kind of numbers, and whether every
 * strip or tile lies within the file.
 * @throws FlawsmithError `unreadable-image`, `unsupported-image`
 */
export function surveyTiff(bytes: Uint8Array, file: string): TiffSurvey {
  const directory = readTiffDirectory(bytes, file);
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  if (directory.pages > 1) throw manyFrames(file, directory.pages);
  const compression = one(tag.compression, 1);
  if (!readCompressions.has(compression)) {
    throw unsupported(
      file,
      `is a TIFF with ${compressionName(compression)} compression, which is not read`,
      undefined,
      'Save it as TIFF without compression or with LZW or deflate, or as PNG.',
    );
  }
  const colour = one(tag.photometric, 1);
  if (!readColours.has(colour)) {
    throw unsupported(file, `is a TIFF with colours as ${colourName(colour)}, which are not read`);
  }
  if (colour === 5 && one(tag.inkSet, 1) !== 1) throw unsupported(file, 'is a TIFF with inks other than CMYK');
  checkChannels(directory, colour, file);
  const own = ownNumbers(directory);
  const needsRange = own ? own === 'half' : checkNumbers(directory, colour, file);
  checkExtent(bytes.length, directory, compression, file);
  return { directory, needsRange, own };
}

/** Channels beyond the colours must be named, and colours not multiplied by their transparency. */
function checkChannels(directory: TiffDirectory, colour: number, file: string): void {
  const extra = directory.numbers(tag.extraSamples);
  const colours = colour === 5 ? 4 : colour === 2 || colour === 6 ? 3 : 1;
  if (extra.includes(1))
    throw unsupported(file, 'is a TIFF with colours multiplied by transparency, which are not read');
  if (extra.length > 1 || (directory.numbers(tag.samples)[0] ?? 1) !== colours + extra.length) {
    throw unsupported(file, 'is a TIFF with channels that it does not explain');
  }
  const isTiled = directory.numbers(tag.tileOffsets).length > 0;
  if (isTiled && directory.numbers(tag.planar)[0] === 2) {
    throw unsupported(file, 'is a TIFF with tiles of single colours, which are not read');
  }
}

/** @returns whether a range is needed */
function checkNumbers(directory: TiffDirectory, colour: number, file: string): boolean {
  const bits = directory.numbers(tag.bits);
  const formats = directory.numbers(tag.sampleFormat);
  const samples = directory.numbers(tag.samples)[0] ?? 1;
  const [size, kind] = [bits[0] ?? 1, sampleKinds[formats[0] ?? 1] ?? 'unknown'];
  if (bits.some((other) => other !== size)) throw unsupported(file, 'is a TIFF with channels of several depths');
  const name = `${kind}${size}`;
  if (['uint1', 'uint2', 'uint4', 'uint8', 'uint16'].includes(name)) {
    if (colour === 5 && size < 8) throw unsupported(file, `is a TIFF with CMYK of ${size} bits, which is not read`);
    return false;
  }
  if (kind === 'uint' && size < 16) {
    throw unsupported(
      file,
      `is a TIFF with values packed to ${size} bits, which are read in rows of grey or RGB, upright, without compression or with LZW or deflate and no predictor`,
    );
  }
  const isRead = ['float32', 'int32', 'uint32', 'int8'].includes(name) && samples === 1 && colour <= 1;
  if (!isRead) {
    const what = samples > 1 ? `${samples} channels of ${name} values` : `${name} values`;
    throw unsupported(file, `is a TIFF with ${what}, which are not read`);
  }
  return true;
}

/** Every strip or tile must be there and lie within the file. */
function checkExtent(length: number, directory: TiffDirectory, compression: number, file: string): void {
  const one = (what: number, otherwise: number): number => directory.numbers(what)[0] ?? otherwise;
  const isTiled = directory.numbers(tag.tileOffsets).length > 0;
  const offsets = directory.numbers(isTiled ? tag.tileOffsets : tag.stripOffsets);
  const counts = directory.numbers(isTiled ? tag.tileBytes : tag.stripBytes);
  const [width, height, samples] = [one(tag.width, 0), one(tag.height, 0), one(tag.samples, 1)];
  const rows = Math.max(1, Math.min(one(tag.rowsPerStrip, height), height));
  const planes = one(tag.planar, 1) === 2 ? samples : 1;
  const pieces = isTiled
    ? Math.ceil(width / one(tag.tileWidth, width)) * Math.ceil(height / one(tag.tileHeight, height))
    : Math.ceil(height / rows);
  if (offsets.length < pieces * planes) throw damaged(file, 'is cut off');
  const rowBytes = Math.ceil((width * (samples / planes) * one(tag.bits, 1)) / 8);
  offsets.forEach((offset, i) => {
    const left = height - (i % pieces) * rows;
    const plain = isTiled || compression !== 1 ? Infinity : Math.min(rows, left) * rowBytes;
    const stored = counts[i] ?? (plain === Infinity ? 1 : plain);
    const held = compression === 1 && !isTiled && stored < plain;
    // A count beyond the rows that there are is an old program's slip: only the rows must lie within the file.
    if (held || offset + Math.min(stored, plain) > length) throw damaged(file, 'is cut off');
  });
}
