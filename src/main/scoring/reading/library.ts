import sharp, { type Metadata, type Sharp } from 'sharp';
import { FlawsmithError } from '#shared/errors.ts';
import type { PictureForm, PictureHeader } from '../decode.ts';
import { surveyJpeg, withoutJunk } from './jpeg.ts';
import { surveyPng } from './png.ts';
import { damaged, imageLimits, manyFrames, tooLarge, unsupported } from './refusals.ts';
import { type Samples, cmykToRgb } from './samples.ts';
import { asGreyBytes, readOwnTiff } from './packedTiff.ts';
import { type TiffSurvey, surveyTiff } from './tiff.ts';
import { tag } from './tiffTags.ts';

// Pixels come from one decode per file; libvips' operation cache would only hold memory.
sharp.cache(false);

/** libvips calls a decoder's warning what may be damage; only as an error does it reach us. */
const options = { failOn: 'warning', limitInputPixels: imageLimits.pixels, ignoreIcc: true } as const;

/** Bits of the library's names of kinds of numbers. */
const kindBits: Readonly<Record<string, number>> = { uchar: 8, char: 8, ushort: 16, int: 32, uint: 32, float: 32 };

/**
 * Checks a JPEG, PNG, WebP, TIFF, GIF or AVIF file by its structure and reads its header.
 * @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`
 */
export async function surveyLibraryFile(format: string, bytes: Uint8Array, file: string): Promise<PictureHeader> {
  if (format === 'jpeg') surveyJpeg(bytes, file);
  if (format === 'png') surveyPng(bytes, file);
  const tiff = format === 'tiff' ? surveyTiff(bytes, file) : null;
  if (tiff?.own) return headerOfOwn(tiff);
  const needsRange = tiff?.needsRange === true;
  const metadata = await tryBoth(format, bytes, file, (image) => image.metadata());
  const { width = 0, height = 0, channels = 3, pages = 1, orientation = 1, depth, space } = metadata;
  if (pages > 1) throw manyFrames(file, pages);
  const isCmyk = space === 'cmyk';
  // Of inks the upper bytes count, which no depth of a camera says anything of.
  const bits = Math.min(bitsOf(depth, file), isCmyk ? 8 : 64);
  return { width, height, channels, bits, orientation, isCmyk, format, needsRange, white: null };
}

/** What its directory says of a TIFF that no library reads. */
function headerOfOwn({ directory, own, needsRange }: TiffSurvey): PictureHeader {
  const one = (what: number): number => directory.numbers(what)[0] ?? 0;
  const white = own === 'packed' ? 2 ** one(tag.bits) - 1 : null;
  const form = { bits: 16, isCmyk: false, format: 'tiff', needsRange };
  const channels = one(tag.photometric) === 2 ? 3 : 1;
  return { ...form, width: one(tag.width), height: one(tag.height), channels, orientation: 1, white };
}

/**
 * How the pixels of a usual JPEG are stored, by its structure alone, which costs a tenth of asking the library; null for others.
 * @throws FlawsmithError as {@link surveyLibraryFile}
 */
export function plainJpegForm(bytes: Uint8Array, file: string): PictureForm | null {
  const { channels } = surveyJpeg(bytes, file);
  return channels === 1 || channels === 3 ? { format: 'jpeg', bits: 8, isCmyk: false, needsRange: false } : null;
}

/** Sides and bytes a pixel by the beginning of a file; null where that is too little. */
export async function librarySides(
  head: Uint8Array,
): Promise<{ width: number; height: number; valueBytes: number } | null> {
  const metadata = await sharp(head, { ...options, failOn: 'none' })
    .metadata()
    .catch(() => null);
  if (!metadata?.width || !metadata.height) return null;
  const { width, height, channels = 4, depth } = metadata;
  return { width, height, valueBytes: (channels * (kindBits[depth ?? ''] ?? 64)) / 8 };
}

function bitsOf(depth: Metadata['depth'], file: string): number {
  const bits = depth && kindBits[depth];
  if (bits === undefined) throw unsupported(file, `holds ${depth ?? 'unknown'} values, which are not read`);
  return bits;
}

/** Pixels of a file that {@link surveyLibraryFile} or {@link plainJpegForm} has passed. @throws FlawsmithError `unreadable-image` */
export async function readByLibrary(
  bytes: Uint8Array,
  file: string,
  { format, bits, isCmyk, needsRange }: PictureForm,
  { isTurned }: { isTurned: boolean },
): Promise<Samples> {
  const tiff = format === 'tiff' ? surveyTiff(bytes, file) : null;
  if (tiff?.own) {
    const grey = asGreyBytes(bytes, tiff.directory);
    const rows = grey && (await tryBoth(format, grey, file, (image) => image.toColourspace('b-w').raw().toBuffer()));
    return readOwnTiff(bytes, tiff.directory, tiff.own, rows);
  }
  return tryBoth(format, bytes, file, async (image) => {
    if (isTurned) image.autoOrient();
    const isWide = bits === 16 || (isCmyk && tiff?.directory.numbers(tag.bits)[0] === 16);
    const { data, info } = await asStored(image, { isWide, isCmyk, needsRange }).toBuffer({ resolveWithObject: true });
    const values = needsRange
      ? new Float64Array(data.buffer, data.byteOffset, data.length / 8)
      : isWide
        ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
        : data;
    const { width, height, channels } = info;
    return isCmyk
      ? cmykToRgb({ width, height, channels, data: upperBytes(values) })
      : { width, height, channels, data: values };
  });
}

/** The upper bytes of inks of 16 bits. */
const upperBytes = (values: Samples['data']): Samples['data'] =>
  values instanceof Uint16Array ? Uint8Array.from(values, (value) => value >> 8) : values;

/** The library's own conversions of colour and depth are kept out: values come as they are stored. */
function asStored(image: Sharp, what: { isWide: boolean; isCmyk: boolean; needsRange: boolean }): Sharp {
  if (what.needsRange) return image.pipelineColourspace('b-w').toColourspace('b-w').raw({ depth: 'double' });
  if (what.isCmyk)
    return image
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .raw({ depth: what.isWide ? 'ushort' : 'uchar' });
  return what.isWide ? image.toColourspace('rgb16').raw({ depth: 'ushort' }) : image.raw({ depth: 'uchar' });
}

/**
 * Some cameras write what decoders warn of though it says nothing of the pixels: odd tags of a TIFF, bytes between the
 * segments of a JPEG's header. Where a file is refused it is tried once more without them.
 */
async function tryBoth<T>(
  format: string,
  bytes: Uint8Array,
  file: string,
  work: (image: Sharp) => Promise<T>,
): Promise<T> {
  try {
    return await work(sharp(bytes, options));
  } catch (error) {
    const cleaned = withoutOddities(format, bytes, file);
    if (!cleaned) throw explain(error, file);
    return await work(sharp(cleaned, options)).catch((again: unknown) => {
      throw explain(again, file);
    });
  }
}

function withoutOddities(format: string, bytes: Uint8Array, file: string): Uint8Array | null {
  if (format === 'tiff') return surveyTiff(bytes, file).directory.withPixelTagsOnly();
  const survey = format === 'jpeg' ? surveyJpeg(bytes, file) : null;
  return survey && survey.junk.length > 0 ? withoutJunk(bytes, survey) : null;
}

function explain(error: unknown, file: string): FlawsmithError {
  if (error instanceof FlawsmithError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) return tooLarge(file, 'over the pixel limit');
  return damaged(file, 'cannot be decoded', message);
}
