import { readFile } from 'node:fs/promises';
import { FlawsmithError } from '#shared/errors.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import type { PixelRef } from '#shared/contract/engine.ts';

/** Raw RGB bytes of a cached picture. @throws FlawsmithError `not-found` or `unreadable-image`, naming the file */
export async function readPixels(ref: PixelRef, picture: PictureShape): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(ref.pixels);
  } catch (cause) {
    throw new FlawsmithError('not-found', `The cached picture is gone: ${ref.pixels}`, {
      file: ref.pixels,
      hint: 'Run the command again; the cache is made anew from the original images.',
      cause,
    });
  }
  if (bytes.length !== cellsOf(picture) * 3) {
    throw new FlawsmithError('unreadable-image', `The cached picture has a wrong length: ${ref.pixels}`, {
      file: ref.pixels,
      hint: 'Delete the cache folder of the product; it is made anew.',
    });
  }
  return bytes;
}
