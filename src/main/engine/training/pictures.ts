import { readFile } from 'node:fs/promises';
import { FlawsmithError } from '#shared/errors.ts';
import type { PixelRef } from '#shared/contract/engine.ts';

/** Raw RGB bytes of a cached picture. @throws FlawsmithError `not-found` or `unreadable-image`, naming the file */
export async function readPixels(ref: PixelRef, size: number): Promise<Uint8Array> {
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
  if (bytes.length !== size * size * 3) {
    throw new FlawsmithError('unreadable-image', `The cached picture has a wrong length: ${ref.pixels}`, {
      file: ref.pixels,
      hint: 'Delete the cache folder of the product; it is made anew.',
    });
  }
  return bytes;
}

/** Share of each grid cell that a mask covers [grid²], 0–1; cells are (size / grid)² px. */
export function cellCoverage(mask: Uint8Array, size: number, grid: number): Float32Array {
  const side = size / grid;
  const coverage = new Float32Array(grid * grid);
  for (let y = 0; y < size; y++) {
    const row = Math.floor(y / side) * grid;
    for (let x = 0; x < size; x++) if (mask[y * size + x]) coverage[row + Math.floor(x / side)]!++;
  }
  return coverage.map((count) => count / (side * side));
}
