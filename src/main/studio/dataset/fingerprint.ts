import { createHash } from 'node:crypto';
import type { Raster } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';

/** 64-bit difference hash: is each of 8×8 places brighter than its right neighbour. Equal for pictures that differ by noise. */
export function differenceHash({ width, height, data }: Raster): string {
  const grey = new Float64Array(9 * 8);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 9; column++) {
      grey[row * 9 + column] = meanGrey(data, width, [
        Math.floor((column * width) / 9),
        Math.max(Math.floor(((column + 1) * width) / 9), Math.floor((column * width) / 9) + 1),
        Math.floor((row * height) / 8),
        Math.max(Math.floor(((row + 1) * height) / 8), Math.floor((row * height) / 8) + 1),
      ]);
    }
  }
  let bits = 0n;
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      bits = (bits << 1n) | (grey[row * 9 + column] > grey[row * 9 + column + 1] ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** Mean over a box, every second pixel of large boxes: the hash needs no more. */
function meanGrey(data: Uint8Array, width: number, [left, right, top, bottom]: number[]): number {
  const step = Math.max(1, Math.floor((right - left) / 16));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      const i = (y * width + x) * 3;
      sum += data[i] + data[i + 1] + data[i + 2];
      count++;
    }
  }
  return sum / count;
}

/** sha256 over (content hash, split, label) of every image: what a run was trained and judged on. */
export function datasetFingerprint(product: Product): string {
  const digest = createHash('sha256');
  for (const image of listImages(product.db)) digest.update(`${image.hash} ${image.split} ${image.label}\n`);
  return digest.digest('hex');
}
