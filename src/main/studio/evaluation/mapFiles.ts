import { readFileSync } from 'node:fs';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';

/** Reads a map as the engine writes it: raw little-endian float32, size². @throws FlawsmithError `not-found`, `internal` */
export function readRawMap(file: string, size: number): FloatMap {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  if (bytes.length !== size * size * 4) {
    throw new FlawsmithError('internal', `A map has ${bytes.length} bytes instead of ${size * size * 4}`, { file });
  }
  const data = Float32Array.from({ length: size * size }, (_, i) => bytes.readFloatLE(4 * i));
  return { width: size, height: size, data };
}
