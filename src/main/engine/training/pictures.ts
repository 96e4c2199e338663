import { readFile } from 'node:fs/promises';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { type PictureShape, isSameShape } from '#shared/domain/pictures.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { type ZonePicture, hideIgnored, unpackZones } from '#shared/vision/zonePicture.ts';
import type { PixelRef } from '#shared/contract/engine.ts';

/** Raw RGB bytes of a cached picture, without what its zones ignore. @throws FlawsmithError `not-found` or `unreadable-image`, naming the file */
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
  return ref.zones ? hideIgnored(bytes, await readZones(ref.zones, picture)) : bytes;
}

/** Zones by path: a run has those of its view, and of the windows that parts are seen moved through. */
const known = new Map<string, ZonePicture>();
const mostKnown = 8;

/** The zones of a view. @throws FlawsmithError `not-found`, naming the file; RangeError where they are of another size */
export async function readZones(file: string, picture: PictureShape): Promise<ZonePicture> {
  const before = known.get(file);
  if (before && isSameShape(before, picture)) return before;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  const zones = unpackZones(bytes, picture);
  if (known.size >= mostKnown) known.clear();
  known.set(file, zones);
  return zones;
}
