import { createHash } from 'node:crypto';
import type { ImageRecord } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { type DecodedImage, decodeImage, readImageFile } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { readScale } from '../store/settings.ts';

/**
 * An image's own file, decoded as its product takes its pictures, once its content is found to be the one that was imported.
 * @param read gives the file's bytes, where they may have been read already
 * @throws FlawsmithError `not-found` where the file is gone, `image-changed` where it holds something else, and as `decodeImage`
 */
export async function decodeOriginal(
  product: Product,
  { file, hash }: Pick<ImageRecord, 'file' | 'hash'>,
  read = (): Promise<Buffer> => readImageFile(file),
): Promise<DecodedImage> {
  const bytes = await read().catch((error: unknown) => {
    throw isGone(error) ? gone(file, error) : error;
  });
  if (createHash('sha256').update(bytes).digest('hex') !== hash) throw changed(file);
  return decodeImage({ bytes, file }, readScale(product.db));
}

const isGone = (error: unknown): boolean => error instanceof FlawsmithError && error.code === 'not-found';

const gone = (file: string, cause: unknown): FlawsmithError =>
  new FlawsmithError('not-found', `The image is no longer there: ${file}`, {
    file,
    hint: 'Bring the file back, or import the folder where it lies now: images are found again by their content.',
    said: said('imageGone', { file }),
    cause,
  });

const changed = (file: string): FlawsmithError =>
  new FlawsmithError('image-changed', `The image is not the one that was imported: ${file}`, {
    file,
    hint: 'Bring the old file back; or import the folder again, which adds what is there now, and leave the old picture out.',
    said: said('imageChanged', { file }),
  });
