import { readFileSync } from 'node:fs';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';

/** Reads a map as the engine writes it: raw little-endian float32, width × height. @throws FlawsmithError `not-found`, `internal` */
export function readRawMap(file: string, shape: PictureShape): FloatMap {
  const count = areaOf(shape);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  if (bytes.length !== count * 4) {
    throw new FlawsmithError('internal', `A map has ${bytes.length} bytes instead of ${count * 4}`, { file });
  }
  const data = Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(4 * i));
  return { ...shape, data };
}
