import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { contentFileName } from '../realPaths.ts';

/**
 * Reads a map as the engine writes it: raw little-endian float32, width × height. The bytes are looked at as they lie, which
 * is right on every processor that Flawsmith runs on (x64 and arm64 are little-endian).
 * @throws FlawsmithError `not-found`, `internal`
 */
export function readRawMap(file: string, shape: PictureShape): FloatMap {
  const count = areaOf(shape);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  if (bytes.length !== count * 4) {
    throw new FlawsmithError('internal', `A map has ${bytes.length} bytes instead of ${count * 4}`, { file });
  }
  if (bytes.byteOffset % 4 !== 0) bytes = new Uint8Array(bytes); // a view of floats begins at whole floats
  return { ...shape, data: new Float32Array(bytes.buffer, bytes.byteOffset, count) };
}

/** Folder of the maps of pictures that a run was asked about beside its evaluations, in the run's own. */
export const proposalsDir = (product: Product, run: string): string => product.path('runs', run, 'proposals');

/**
 * The map that a run has of a picture, from its evaluation or because it was asked; null where there is none.
 * @param hash sha256 of the picture
 */
export function findMapFile(product: Product, run: string, hash: string): string | null {
  const name = contentFileName(hash, '.f32');
  const files = [product.path('runs', run, 'maps', name), join(proposalsDir(product, run), name)];
  return files.find((file) => existsSync(file)) ?? null;
}
