import { describe, expect, it } from 'vitest';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { type Layer, createCanvas } from '#shared/vision/synthesis/canvas.ts';
import { byChannel, channelOf, insideOf, seamless } from '#shared/vision/synthesis/textures.ts';

const side = 60;
/** A picture of a level at each place and channel. */
function pictureOf(level: (x: number, y: number, c: number) => number): Raster {
  const image = createRaster(side, side);
  image.data.forEach((_, i) => {
    const pixel = Math.floor(i / 3);
    image.data[i] = level(pixel % side, Math.floor(pixel / side), i % 3);
  });
  return image;
}
/** A layer over a box of the picture that covers a rectangle of it: left, top, right, bottom, px. */
function layerOver([left, top, width, height]: number[], [x0, y0, x1, y1]: number[]): Layer {
  const alpha = Float32Array.from({ length: width! * height! }, (_, i) => {
    const [x, y] = [left! + (i % width!), top! + Math.floor(i / width!)];
    return x >= x0! && x < x1! && y >= y0! && y < y1! ? 1 : 0;
  });
  const reach = { x: width! / 2, y: height! / 2 };
  return { left: left!, top: top!, width: width!, height: height!, centre: { x: 30, y: 30 }, reach, alpha };
}
const canvasOf = (image: Raster) => createCanvas(image, { width: side, height: side }, [image]);

describe('a seam', () => {
  it('is none in any channel, whatever the levels of the piece', () => {
    const canvas = canvasOf(pictureOf((_x, _y, c) => [200, 120, 40][c]!));
    const layer = layerOver([10, 12, 30, 26], [12, 14, 38, 36]);
    const piece = Float32Array.from({ length: layer.alpha.length * 3 }, (_, i) => [10, 90, 240][i % 3]!);
    const put = seamless(canvas, layer, piece);
    layer.alpha.forEach((alpha, i) => {
      for (let c = 0; c < 3; c++)
        if (alpha > 0) expect(Math.abs(put[3 * i + c]! - [200, 120, 40][c]!)).toBeLessThan(0.01);
    });
  });

  it('is none at either end of a slope', () => {
    const canvas = canvasOf(pictureOf(() => 100));
    const layer = layerOver([10, 12, 30, 26], [12, 14, 38, 36]);
    const levelsAt = (slopeX: number, slopeY: number, places: number[][]): number[] => {
      const piece = Float32Array.from({ length: layer.alpha.length * 3 }, (_, i) => {
        const pixel = Math.floor(i / 3);
        return 50 + slopeX * (pixel % 30) + slopeY * Math.floor(pixel / 30);
      });
      const put = seamless(canvas, layer, piece);
      return places.map(([x, y]) => put[3 * ((y! - 12) * 30 + x! - 10)]!);
    };
    const [ends, sides] = [[12, 37].map((x) => [x, 25]), [14, 35].map((y) => [25, y])];
    for (const level of [...levelsAt(2, 0, ends!), ...levelsAt(0, -2, sides!)])
      expect(Math.abs(level - 100)).toBeLessThan(4);
  });

  it('at one border of the picture knows nothing of the other side of the piece', () => {
    const canvas = canvasOf(pictureOf(() => 100));
    for (const isLeft of [true, false]) {
      // covers all of its box but a column at the side that is not cut
      const layer = isLeft
        ? layerOver([0, 10, 30, 20], [0, 12, 29, 28])
        : layerOver([30, 10, 30, 20], [31, 12, 60, 28]);
      const piece = Float32Array.from({ length: layer.alpha.length * 3 }, (_, i) => 3 * (Math.floor(i / 3) % 30));
      const put = seamless(canvas, layer, piece);
      for (let y = 5; y < 15; y++) expect(Math.abs(put[3 * (y * 30 + (isLeft ? 28 : 1))]! - 100)).toBeLessThan(4);
    }
  });
});

describe('channels made one by one', () => {
  it('are each made from planes of their own, and once where these are the same', () => {
    const made: number[][] = [];
    const channels = (values: number[][]): number[] => {
      made.length = 0;
      const planes = (c: number): Float32Array[] => values.map((plane) => Float32Array.of(1, plane[c]!));
      return [
        ...byChannel(planes, (...given) => {
          made.push(given.map((plane) => plane[1]!));
          return Float32Array.of(given[0]![1]!, given.at(-1)![1]! + 0.5);
        }),
      ];
    };
    expect(channels([[1, 2, 3]])).toEqual([1, 2, 3, 1.5, 2.5, 3.5]);
    expect(made).toEqual([[1], [2], [3]]);
    expect(channels([[4, 4, 4]])).toEqual([4, 4, 4, 4.5, 4.5, 4.5]);
    expect(made).toEqual([[4]]);
    expect(channels([[4, 4, 5]])).toEqual([4, 4, 5, 4.5, 4.5, 5.5]);
    expect(made).toEqual([[4], [5]]);
    expect(
      channels([
        [4, 4, 4],
        [1, 2, 2],
      ]),
    ).toEqual([4, 4, 4, 1.5, 2.5, 2.5]);
    expect(made).toEqual([
      [4, 1],
      [4, 2],
    ]);
  });
});

describe('a layer', () => {
  it('is inside wherever it covers anything', () => {
    const layer = { ...layerOver([0, 0, 2, 2], [0, 0, 0, 0]), alpha: Float32Array.of(0, 0.001, 1, 0) };
    expect([...insideOf(layer)]).toEqual([0, 1, 1, 0]);
  });

  it('lies on the channel of the picture under it', () => {
    const layer = layerOver([7, 9, 3, 2], [0, 0, 0, 0]);
    const image = pictureOf((x, y, c) => x + 2 * y + 100 * c);
    expect([...channelOf(canvasOf(image), layer, 1)]).toEqual([125, 126, 127, 127, 128, 129]);
  });
});
