import type { Raster } from '#shared/vision/raster.ts';

/** Places per side that are compared with their right neighbour. */
const side = 16;

/**
 * 256-bit difference hash: is each of 16×16 places brighter than its right neighbour. Equal for copies that differ by
 * compression; 64 bits were seen to be equal for different pictures of smooth parts.
 */
export function differenceHash({ width, height, data }: Raster): string {
  const grey = new Float64Array((side + 1) * side);
  const edge = (index: number, parts: number, length: number): number => Math.floor((index * length) / parts);
  for (let row = 0; row < side; row++) {
    const top = edge(row, side, height);
    const bottom = Math.max(edge(row + 1, side, height), top + 1);
    for (let column = 0; column <= side; column++) {
      const left = edge(column, side + 1, width);
      const right = Math.max(edge(column + 1, side + 1, width), left + 1);
      grey[row * (side + 1) + column] = meanGrey(data, width, { left, right, top, bottom });
    }
  }
  let bits = 0n;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const i = row * (side + 1) + column;
      bits = (bits << 1n) | (grey[i]! > grey[i + 1]! ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart((side * side) / 4, '0');
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Mean over a box, every second pixel of large boxes: the hash needs no more. */
function meanGrey(data: Uint8Array, width: number, { left, right, top, bottom }: Box): number {
  const step = Math.max(1, Math.floor((right - left) / 16));
  let [sum, count] = [0, 0];
  for (let y = top; y < bottom; y += step) {
    const end = (y * width + right) * 3;
    for (let i = (y * width + left) * 3; i < end; i += 3 * step) {
      sum += data[i]! + data[i + 1]! + data[i + 2]!;
      count++;
    }
  }
  return sum / count;
}
