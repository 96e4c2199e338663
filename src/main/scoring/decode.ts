import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type ValueScale, fullScale } from '#shared/domain/valueScale.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Raster, Sides } from '#shared/vision/raster.ts';
import { decodeBmp, readBmpHeader } from './reading/bmp.ts';
import { contentOf } from './reading/content.ts';
import { jpegSides } from './reading/jpeg.ts';
import { librarySides, plainJpegForm, readByLibrary, surveyLibraryFile } from './reading/library.ts';
import { decodeNetpbm, readNetpbmHeader } from './reading/netpbm.ts';
import { pngSides } from './reading/png.ts';
import { checkSides, damaged, imageLimits, tooLarge, unsupported } from './reading/refusals.ts';
import { type Samples, overflows, toRgb } from './reading/samples.ts';

/** An image as 8-bit RGB, as every part of Flawsmith and every package sees it. */
export interface DecodedImage {
  raster: Raster;
  /** Bits per sample in the file; more than 8 were brought to 8 by the scale. */
  bits: number;
  format: string;
  /** Values lie beyond what the scale makes white, and are cut off. */
  overflows: boolean;
}

/** What decoding a file's pixels needs to know of them. */
export interface PictureForm {
  bits: number;
  isCmyk: boolean;
  format: string;
  /** Float and 32-bit files: which values are black and white is not known from the file. */
  needsRange: boolean;
}

/** What a file says of its picture before a pixel is decoded. */
export interface PictureHeader extends PictureForm {
  /** As stored, before any EXIF turn. */
  width: number;
  height: number;
  channels: number;
  /** EXIF turn, 1 to 8; 1: none. */
  orientation: number;
  /** The value that the file itself calls white, where it does. */
  white: number | null;
}

export type PictureSource = string | { bytes: Uint8Array; file: string };

/**
 * Decodes an image file: grey is repeated, alpha laid over white, values of more than 8 bits brought to 8 by `scale`, CMYK
 * converted without a profile, the EXIF orientation applied; an ICC profile is ignored, so that every client sees the stored
 * numbers. What a decoder would only warn of is an error.
 * @param source path, or the bytes with their name
 * @param scale of the product or package; all 16 bits where absent
 * @throws FlawsmithError `not-found`, `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
 */
export async function decodeImage(source: PictureSource, scale: ValueScale = fullScale): Promise<DecodedImage> {
  const { bytes, file } = await readSource(source);
  const form = await readForm(bytes, file);
  const samples = await samplesOf(bytes, file, form, { isTurned: true });
  if (form.needsRange && !('range' in scale)) {
    throw unsupported(
      file,
      `holds ${form.bits}-bit values of no stated range`,
      said('imageRange', { file, bits: form.bits }),
      'Import it into a new product with --range LOW,HIGH (such as 0,1), the values that are black and white; or save it with 8 or 16 bits.',
    );
  }
  const raster = toRgb(samples, scale);
  if (!raster) throw unsupported(file, `has ${samples.channels} channels`);
  return { raster, bits: form.bits, format: form.format, overflows: overflows(samples, scale) };
}

/**
 * Gives the memory of a picture's pixels back, which must not be looked at any more: {@link decodeImage} gives memory that lies
 * outside of the collector's heap, and who decodes many would have all of the heap gone through once every ten pictures.
 */
export function releasePixels({ data }: Raster): void {
  const { buffer } = data;
  // what shares its memory with other arrays stays
  if (buffer instanceof ArrayBuffer && data.byteLength === buffer.byteLength) buffer.transfer(0);
}

/** A picture's stored values, not turned. @throws FlawsmithError as {@link decodeImage} */
export async function readSamples(source: PictureSource): Promise<{ samples: Samples; header: PictureHeader }> {
  const { bytes, file } = await readSource(source);
  const header = await readHeader(bytes, file);
  return { samples: await samplesOf(bytes, file, header, { isTurned: false }), header };
}

const readSource = async (source: PictureSource): Promise<{ bytes: Uint8Array; file: string }> =>
  typeof source === 'string' ? { bytes: await readImageFile(source), file: source } : source;

/** What decoding needs; of a JPEG without asking the library, which an import would do for each picture. */
async function readForm(bytes: Uint8Array, file: string): Promise<PictureForm> {
  const plain = formatOf(bytes, file) === 'jpeg' ? plainJpegForm(bytes, file) : null;
  return plain ?? readHeader(bytes, file);
}

/** @param options isTurned: by its EXIF orientation */
async function samplesOf(
  bytes: Uint8Array,
  file: string,
  form: PictureForm,
  options: { isTurned: boolean },
): Promise<Samples> {
  if (form.format === 'bmp') return decodeBmp(bytes, file);
  if (form.format === 'netpbm') return decodeNetpbm(bytes, file);
  return readByLibrary(bytes, file, form, options);
}

/** The bytes of an image file. What is no regular file is not opened: a pipe would never end. @throws FlawsmithError */
export async function readImageFile(file: string): Promise<Buffer> {
  try {
    await checkRegular(file);
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > imageLimits.bytes) throw tooLarge(file, `${Math.round(size / 2 ** 20)} MB`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof FlawsmithError ? error : toFlawsmithError(error, file);
  }
}

async function checkRegular(file: string): Promise<Stats> {
  const found = await stat(file);
  if (found.isFile()) return found;
  const what = found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a pipe'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  throw new FlawsmithError('unsupported-image', `Not a picture file but ${what}: ${file}`, {
    file,
    hint: 'Name a picture file.',
    said: said('notAPicture', { file }),
  });
}

/** First bytes of a file that say what it is; and that hold the header of every usual picture, or all of a small one, which is read once then. */
const headBytes = { content: 1024, header: 2 ** 20 } as const;

interface Beginning {
  head: Buffer;
  /** Bytes of the file. */
  size: number;
}

async function readHead(file: string, most: number): Promise<Beginning> {
  const { size } = await checkRegular(file);
  const handle = await open(file, 'r');
  try {
    // one more than it is said to hold, so that one that grows meanwhile is not taken for whole
    const buffer = Buffer.allocUnsafe(Math.min(size + 1, most));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } finally {
    await handle.close();
  }
}

/**
 * Whether a file's first bytes say that its values have 8 bits at most, so that it need not be read to learn its depth.
 * False where they do not say so, and for what cannot be opened.
 */
export function isSurelyEightBit(file: string): Promise<boolean> {
  return readHead(file, headBytes.content).then(
    ({ head }) => saysEightBit(head),
    () => false,
  );
}

/** {@link isSurelyEightBit} of a file's first bytes, or of all. */
export function saysEightBit(head: Uint8Array): boolean {
  const content = contentOf(head);
  if (!content || 'foreign' in content) return false;
  if (content.reads === 'png') return (pngSides(head)?.bits ?? 16) <= 8;
  return ['jpeg', 'webp', 'gif', 'bmp'].includes(content.reads);
}

/** What there is to know of a picture file before it is decoded. */
export interface PictureOutline {
  /**
   * Bytes that it takes while it is decoded: the file, its values as stored and as 8-bit RGB. Of a file whose beginning says
   * nothing of them, as much as its kind can take; 0 for one that cannot be read.
   */
  decodedBytes: number;
  /** All of the file, where it is so small that its beginning is all. */
  whole: Buffer | null;
}

/** Told from the beginning of a file. Never fails: decoding says why. */
export async function outlinePicture(file: string): Promise<PictureOutline> {
  try {
    const { head, size } = await readHead(file, headBytes.header);
    const sides = await sidesOf(head, file).catch(() => null); // damaged: whoever decodes it says why
    const decodedBytes = size + (sides ? sides.width * sides.height * (sides.valueBytes + 3) : size * 8);
    return { decodedBytes, whole: head.length === size ? head : null };
  } catch {
    return { decodedBytes: 0, whole: null };
  }
}

async function sidesOf(head: Buffer, file: string): Promise<(Sides & { valueBytes: number }) | null> {
  const content = contentOf(head);
  if (!content || 'foreign' in content) return null;
  if (content.reads === 'bmp') return { ...readBmpHeader(head, file), valueBytes: 4 };
  if (content.reads === 'netpbm') return { ...readNetpbmHeader(head, file), valueBytes: 6 };
  const own = content.reads === 'jpeg' ? jpegSides(head) : content.reads === 'png' ? pngSides(head) : null;
  if (own) return { ...own, valueBytes: (own.channels * own.bits) / 8 };
  return librarySides(head);
}

/** @throws FlawsmithError of the header: see {@link decodeImage} */
export async function readHeader(bytes: Uint8Array, file: string): Promise<PictureHeader> {
  const header = await headerOf(formatOf(bytes, file), bytes, file);
  checkSides(header.width, header.height, file);
  return header;
}

/** By the first bytes. @throws FlawsmithError for what is not read */
function formatOf(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) throw damaged(file, 'is an empty file');
  if (bytes.length > imageLimits.bytes) throw tooLarge(file, `${Math.round(bytes.length / 2 ** 20)} MB`);
  const content = contentOf(bytes);
  if (content === null) throw notAnImage(file);
  if ('foreign' in content) {
    const words = said('imageFormat', { file, format: content.foreign });
    throw unsupported(file, `is ${content.foreign}, a format that is not read`, words);
  }
  return content.reads;
}

async function headerOf(format: string, bytes: Uint8Array, file: string): Promise<PictureHeader> {
  const own = { format, orientation: 1, isCmyk: false, needsRange: false, white: null };
  if (format === 'bmp') {
    const { width, height, bits } = readBmpHeader(bytes, file);
    return { ...own, width, height, channels: bits === 32 ? 4 : 3, bits: 8 };
  }
  if (format === 'netpbm') {
    const { width, height, channels, most } = readNetpbmHeader(bytes, file);
    return { ...own, width, height, channels, bits: most > 255 ? 16 : 8, white: most > 255 ? most : null };
  }
  return surveyLibraryFile(format, bytes, file);
}

function notAnImage(file: string): FlawsmithError {
  return new FlawsmithError('unreadable-image', `The file is not a picture: ${file}`, {
    file,
    hint: "It is damaged, or something else with a picture's name; copy it again or leave it out.",
    said: said('notAPicture', { file }),
  });
}
