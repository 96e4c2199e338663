import { FlawsmithError } from '#shared/errors.ts';
import { turnMask } from '#shared/vision/maskCoding.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { encodePng } from '../sampleProduct.ts';
import { type MaskedPicture, readMask } from './maskReading.ts';

/** Turns that a picture's EXIF may ask for, none first; each is taken back by another one of them. */
const turns = [1, 3, 2, 4, 5, 6, 7, 8];

/**
 * A mask as a PNG, 0 and 255, that reads as the very same pixels as the mask of this picture: of a picture that EXIF turns
 * within its own sides it is on the picture's stored pixels, as readers take such a mask.
 * @throws FlawsmithError `internal` where no file says it
 */
export async function exactMaskPng(mask: Mask, picture: MaskedPicture): Promise<Buffer> {
  for (const turn of turns) {
    const bytes = await encodePng(turnMask(mask, turn), 1);
    const read = await readMask({ bytes, file: picture.file }, picture).catch((error: unknown) => {
      if (error instanceof FlawsmithError && error.code === 'mask-mismatch') return null; // turned to other sides
      throw error;
    });
    if (read && Buffer.compare(read.mask.data, mask.data) === 0) return bytes;
    if (read && !read.isTurnedWithPicture) break;
  }
  throw new FlawsmithError('internal', `A mask file cannot say what is marked: ${picture.file}`, {
    file: picture.file,
  });
}
