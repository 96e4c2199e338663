import { type Roi, roiPixels } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { decodeImage } from '#scoring/decode.ts';
import { writeFileAtomic } from '#scoring/files.ts';

/** One picture to bring to working resolution. */
export interface CacheTask {
  file: string;
  out: string;
  size: number;
  roi: Roi;
}

/** Decodes, crops, resizes and writes one picture. @throws FlawsmithError naming the original file */
export async function makePicture({ file, out, size, roi }: CacheTask): Promise<void> {
  const { raster } = await decode(file);
  const picture = resizeToRaster(raster, roiPixels(roi, raster.width, raster.height), size);
  await writeFileAtomic(out, picture.data);
}

async function decode(file: string): ReturnType<typeof decodeImage> {
  try {
    return await decodeImage(file);
  } catch (error) {
    if (!(error instanceof FlawsmithError) || error.code !== 'not-found') throw error;
    throw new FlawsmithError('not-found', `The image is no longer there: ${file}`, {
      file,
      hint: 'Bring the file back, or point the product to the new folder by importing that folder again.',
      cause: error,
    });
  }
}
