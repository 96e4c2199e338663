import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { differenceHash } from '#studio/dataset/fingerprint.ts';

/** A picture of 17 × 16 places of `place` px a side, each of one colour. */
function places(colour: (column: number, row: number) => readonly [number, number, number], place = 3): Raster {
  const image = createRaster(17 * place, 16 * place);
  for (let i = 0; i < image.data.length / 3; i++) {
    const x = i % image.width;
    const y = Math.floor(i / image.width);
    image.data.set(colour(Math.floor(x / place), Math.floor(y / place)), 3 * i);
  }
  return image;
}
const grey = (value: number): [number, number, number] => [value, value, value];
const bit = (row: number, column: number): string =>
  (1n << BigInt(255 - (row * 16 + column))).toString(16).padStart(64, '0');

describe('the fingerprint of a picture', () => {
  it('is one bit a place: brighter than its right neighbour', () => {
    expect(differenceHash(places((column) => grey(255 - 15 * column)))).toBe('f'.repeat(64));
    expect(differenceHash(places((column) => grey(15 * column)))).toBe('0'.repeat(64));
    expect(differenceHash(places(() => grey(90)))).toBe('0'.repeat(64));
    for (let row = 0; row < 16; row++) {
      for (let column = 0; column < 16; column++) {
        const one = places((u, v) => grey(u === column && v === row ? 200 : 100));
        expect(differenceHash(one)).toBe(bit(row, column));
      }
    }
  });

  it('sees every channel, and the last column only as a neighbour', () => {
    for (const c of [0, 1, 2]) {
      const one = places(
        (column, row) => [0, 1, 2].map((i) => (i === c && column === 4 && row === 9 ? 1 : 0)) as never,
      );
      expect(differenceHash(one)).toBe(bit(9, 4));
    }
    expect(differenceHash(places((column, row) => grey(column === 16 && row === 2 ? 200 : 100)))).toBe('0'.repeat(64));
    expect(differenceHash(places((column, row) => grey(column === 16 && row === 2 ? 50 : 100)))).toBe(bit(2, 15));
  });

  it('stays the same for the same picture at another size, and under a little noise', () => {
    const random = createRandom(1);
    const levels = Array.from({ length: 17 * 16 }, (_, i) => ((i * 97) % 200) + 20);
    const part = (column: number, row: number): [number, number, number] => grey(levels[row * 17 + column]!);
    const hash = differenceHash(places(part, 4));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const place of [1, 2, 9, 33, 50]) expect(differenceHash(places(part, place))).toBe(hash);
    const noisy = places(part, 4);
    noisy.data.forEach((value, i) => (noisy.data[i] = value + random.integer(-1, 1)));
    expect(differenceHash(noisy)).toBe(hash);
    expect(differenceHash(places((column, row) => part(16 - column, row), 4))).not.toBe(hash);
    expect(differenceHash(places((column, row) => part(column, 15 - row), 4))).not.toBe(hash);
  });

  it('takes the mean of a whole place, not of its corner', () => {
    const image = places(() => grey(100), 8);
    // The right half of place (3, 5) and the lower half of place (6, 7) are brighter; a corner shows neither.
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        if (x >= 4) image.data.set(grey(140), ((5 * 8 + y) * image.width + 3 * 8 + x) * 3);
        if (y >= 4) image.data.set(grey(140), ((7 * 8 + y) * image.width + 6 * 8 + x) * 3);
      }
    }
    expect(BigInt(`0x${differenceHash(image)}`)).toBe(BigInt(`0x${bit(5, 3)}`) | BigInt(`0x${bit(7, 6)}`));
  });

  it('does so for places of many pixels on the right as on the left', () => {
    for (const column of [0, 7, 15]) {
      const image = places(() => grey(100), 40);
      for (let y = 0; y < 40; y++) {
        for (let x = 20; x < 40; x++) image.data.set(grey(140), ((5 * 40 + y) * image.width + column * 40 + x) * 3);
      }
      expect(differenceHash(image)).toBe(bit(5, column));
    }
  });

  it('exists for pictures with fewer pixels than places', () => {
    for (const [width, height] of [
      [1, 1],
      [16, 16],
      [5, 40],
      [40, 5],
    ]) {
      const image = createRaster(width!, height!);
      expect(differenceHash(image)).toBe('0'.repeat(64));
      for (let i = 0; i < image.data.length; i++)
        image.data[i] = 250 - Math.floor((250 * (Math.floor(i / 3) % width!)) / width!);
      const ones = [...BigInt(`0x${differenceHash(image)}`).toString(2)].filter((one) => one === '1').length;
      expect(ones).toBe(16 * Math.min(width! - 1, 16)); // each step down is seen once in each of 16 rows
    }
  });
});
