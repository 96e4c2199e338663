import { FlawsmithError } from '#shared/errors.ts';
import { type Said, said } from '#shared/failures.ts';

/** Limits that keep a hostile or mistaken file from filling memory. */
export const imageLimits = { bytes: 512 * 2 ** 20, pixels: 100e6, side: 32_767, smallestSide: 16 } as const;

/** @param why such as `is cut off` */
export function damaged(file: string, why: string, details?: string): FlawsmithError {
  return new FlawsmithError('unreadable-image', `The image ${why}: ${file}`, {
    file,
    hint: 'The file is damaged or was not copied whole; copy it again or leave it out.',
    said: said('imageDamaged', { file }),
    details,
  });
}

/**
 * @param what such as `is HEIC, a format that is not read`
 * @param words what other languages say; by default that the picture is of a variety that is not read
 */
export function unsupported(
  file: string,
  what: string,
  words: Said = said('imageVariety', { file }),
  hint = 'Save it as a single PNG, JPEG, WebP, BMP or TIFF picture of 8 or 16 bits.',
): FlawsmithError {
  return new FlawsmithError('unsupported-image', `The image ${what}: ${file}`, { file, hint, said: words });
}

export const manyFrames = (file: string, n: number): FlawsmithError =>
  unsupported(file, `has ${n} frames or pages`, said('imageFrames', { file, n }));

export function tooLarge(file: string, size: string): FlawsmithError {
  return new FlawsmithError('image-too-large', `The image is too large (${size}): ${file}`, {
    file,
    hint: `At most ${imageLimits.pixels / 1e6} megapixels, ${imageLimits.side} pixels a side and 512 MB are read.`,
    said: said('imageTooLarge', { file, size }),
  });
}

/** @throws FlawsmithError `image-too-large`, `image-too-small` */
export function checkSides(width: number, height: number, file: string): void {
  if (width > imageLimits.side || height > imageLimits.side || width * height > imageLimits.pixels) {
    throw tooLarge(file, `${width} × ${height}`);
  }
  if (Math.min(width, height) < imageLimits.smallestSide) {
    throw new FlawsmithError('image-too-small', `The image is too small (${width} × ${height} pixels): ${file}`, {
      file,
      hint: `Each side needs at least ${imageLimits.smallestSide} pixels.`,
      said: said('imageTooSmall', { file, width, height }),
    });
  }
}
