/** Slow, independent statements of the filters and of noise: every output looks at every input that can reach it. */
import { createRandom } from '#shared/vision/random.ts';

const within = (at: number, length: number): number => Math.min(Math.max(at, 0), length - 1);

/** The blur as one sum over the square of ⌈3σ⌉ round each pixel, border pixels repeated, in double precision. */
export function blurBySums(plane: ArrayLike<number>, width: number, height: number, sigma: number): number[] {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  return Array.from({ length: width * height }, (_, i) => {
    let [sum, total] = [0, 0];
    for (let v = -reach; v <= reach; v++) {
      for (let u = -reach; u <= reach; u++) {
        const weight = Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
        const x = within((i % width) + u, width);
        const y = within(Math.floor(i / width) + v, height);
        sum += weight * plane[y * width + x]!;
        total += weight;
      }
    }
    return sum / total;
  });
}

/** Whether any (dilate) or all (erode) of the pixels within `radius`, seen as a square, are inside; beyond the border none counts. */
export function morphBySquares(
  mask: ArrayLike<number>,
  width: number,
  height: number,
  radius: number,
  operation: 'dilate' | 'erode',
): number[] {
  return Array.from({ length: width * height }, (_, i) => {
    const square: boolean[] = [];
    for (let y = Math.floor(i / width) - radius; y <= Math.floor(i / width) + radius; y++) {
      for (let x = (i % width) - radius; x <= (i % width) + radius; x++) {
        if (x >= 0 && y >= 0 && x < width && y < height) square.push(mask[y * width + x]! > 0);
      }
    }
    return (operation === 'dilate' ? square.some(Boolean) : square.every(Boolean)) ? 255 : 0;
  });
}

/** Perlin's fade curve between the four lattice values round each pixel's centre, weighed one by one. */
export function noiseByCorners(width: number, height: number, columns: number, rows: number, seed: number): number[] {
  const random = createRandom(seed);
  const lattice = Array.from({ length: rows + 1 }, () =>
    Array.from({ length: columns + 1 }, () => random.next() * 2 - 1),
  );
  const fade = (t: number): number => 6 * t ** 5 - 15 * t ** 4 + 10 * t ** 3;
  return Array.from({ length: width * height }, (_, i) => {
    const x = (((i % width) + 0.5) * columns) / width;
    const y = ((Math.floor(i / width) + 0.5) * rows) / height;
    let sum = 0;
    for (const row of [Math.floor(y), Math.floor(y) + 1]) {
      for (const column of [Math.floor(x), Math.floor(x) + 1]) {
        const weight = fade(1 - Math.abs(x - column)) * fade(1 - Math.abs(y - row));
        if (weight > 0) sum += weight * lattice[row]![column]!;
      }
    }
    return sum;
  });
}
