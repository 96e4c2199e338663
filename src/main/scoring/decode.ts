import { readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { Raster } from '#shared/vision/raster.ts';

/** Limits that keep a hostile or mistaken file from filling memory. */
const imageLimits = { bytes: 512 * 2 ** 20, pixels: 100e6, side: 32_767, smallestSide: 16 } as const;

const formats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif', 'heif', 'jp2k']);

// Pixels come from one decode per file; libvips' operation cache would only hold memory.
sharp.cache(false);

/** An image as 8-bit RGB, as every part of Flawsmith and every package sees it. */
export interface DecodedImage {
  raster: Raster;
  /** Bits per sample in the file; more than 8 were shifted to 8. */
  bits: number;
  format: string;
}

/**
 * Decodes an image file: grey is repeated, alpha laid over white, 16-bit is value >> 8, CMYK is converted, the EXIF orientation
 * applied; an ICC profile is ignored, so that every client sees the stored numbers.
 * @param source path, or the bytes with their name
 * @throws FlawsmithError `not-found`, `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
 */
export async function decodeImage(source: string | { bytes: Uint8Array; file: string }): Promise<DecodedImage> {
  const file = typeof source === 'string' ? source : source.file;
  const bytes = typeof source === 'string' ? await readImageFile(source) : source.bytes;
  checkBytes(bytes, file);
  try {
    const image = sharp(bytes, { failOn: 'truncated', limitInputPixels: imageLimits.pixels, ignoreIcc: true });
    const metadata = await image.metadata();
    checkMetadata(metadata, file);
    if (metadata.format === 'png') checkPngEnd(bytes, file);
    return await decodePixels(image, metadata, file);
  } catch (error) {
    throw explain(error, file);
  }
}

/** The bytes of an image file. @throws FlawsmithError `not-found`, `image-too-large` */
export async function readImageFile(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > imageLimits.bytes) throw tooLarge(file, `${Math.round(size / 2 ** 20)} MB`);
    return await readFile(file);
  } catch (error) {
    throw error instanceof FlawsmithError ? error : toFlawsmithError(error, file);
  }
}

function checkBytes(bytes: Uint8Array, file: string): void {
  if (bytes.length === 0) {
    throw new FlawsmithError('unreadable-image', `The file is empty: ${file}`, {
      file,
      hint: 'Copy it again from the camera.',
    });
  }
  if (bytes.length > imageLimits.bytes) throw tooLarge(file, `${Math.round(bytes.length / 2 ** 20)} MB`);
}

function tooLarge(file: string, size: string): FlawsmithError {
  return new FlawsmithError('image-too-large', `The image is too large (${size}): ${file}`, {
    file,
    hint: `At most ${imageLimits.pixels / 1e6} megapixels, ${imageLimits.side} pixels a side and 512 MB are read.`,
  });
}

function checkMetadata(metadata: Metadata, file: string): void {
  const { format = 'unknown', pages = 1, width = 0, height = 0 } = metadata;
  if (!formats.has(format) || pages > 1) {
    const what = pages > 1 ? `has ${pages} frames or pages` : `is ${format}, a format that is not read`;
    throw new FlawsmithError('unsupported-image', `The image ${what}: ${file}`, {
      file,
      hint: 'Save it as a single PNG, JPEG, WebP or TIFF picture.',
    });
  }
  if (width > imageLimits.side || height > imageLimits.side || width * height > imageLimits.pixels) {
    throw tooLarge(file, `${width} × ${height}`);
  }
  if (Math.min(width, height) < imageLimits.smallestSide) {
    throw new FlawsmithError('image-too-small', `The image is too small (${width} × ${height} pixels): ${file}`, {
      file,
      hint: `Each side needs at least ${imageLimits.smallestSide} pixels.`,
    });
  }
}

/** libvips fills the rest of a PNG that was cut off with black and says nothing: its closing chunk must be there. */
function checkPngEnd(bytes: Uint8Array, file: string): void {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-4096);
  if (tail.includes('IEND')) return;
  throw new FlawsmithError('unreadable-image', `The image is cut off: ${file}`, {
    file,
    hint: 'The file was not copied whole; copy it again or leave it out.',
  });
}

async function decodePixels(image: Sharp, metadata: Metadata, file: string): Promise<DecodedImage> {
  const isWide = metadata.depth === 'ushort';
  let pipeline = image.autoOrient();
  if (metadata.space === 'cmyk') pipeline = pipeline.toColourspace('srgb');
  else if (isWide) pipeline = pipeline.toColourspace('rgb16');
  const { data, info } = await pipeline
    .raw({ depth: isWide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const samples = isWide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const raster = toRgb(samples, info.width, info.height, info.channels, isWide ? 8 : 0);
  if (!raster)
    throw new FlawsmithError('unsupported-image', `The image has ${info.channels} channels: ${file}`, { file });
  return { raster, bits: isWide ? 16 : 8, format: metadata.format ?? 'unknown' };
}

/** Grey (1 or 2 channels) is repeated; a second or fourth channel is alpha over white, in whole numbers. */
function toRgb(
  samples: Uint8Array | Uint16Array,
  width: number,
  height: number,
  channels: number,
  shift: number,
): Raster | null {
  if (channels < 1 || channels > 4) return null;
  if (channels === 3 && shift === 0) return { width, height, data: samples as Uint8Array };
  const data = new Uint8Array(width * height * 3);
  const step = channels >= 3 ? 1 : 0;
  const hasAlpha = channels === 2 || channels === 4;
  for (let i = 0; i < width * height; i++) {
    const alpha = hasAlpha ? samples[i * channels + channels - 1]! >> shift : 255;
    for (let c = 0; c < 3; c++) {
      const value = samples[i * channels + c * step]! >> shift;
      // The package's clients compute the very same; a library's own compositing differs by half a grey level.
      data[i * 3 + c] = Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return { width, height, data };
}

function explain(error: unknown, file: string): FlawsmithError {
  if (error instanceof FlawsmithError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) return tooLarge(file, 'over the pixel limit');
  return new FlawsmithError('unreadable-image', `The image cannot be decoded: ${file}`, {
    file,
    hint: 'The file is damaged, cut off or not an image; copy it again or leave it out.',
    cause: error,
    details: message,
  });
}
