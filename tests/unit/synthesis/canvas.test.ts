import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import {
  type Canvas,
  type Layer,
  around,
  blendOver,
  boxAround,
  createCanvas,
  gainBy,
  shiftBy,
  toPixels,
} from '#shared/vision/synthesis/canvas.ts';

const even = (width: number, height: number, level: number): Raster => {
  const image = createRaster(width, height);
  image.data.fill(level);
  return image;
};
const canvasOf = (image: Raster): Canvas => createCanvas(image, { width: 256, height: 256 }, [image]);
/** A layer of one row whose alphas are given, at column 2 of row 1. */
const row = (...alpha: number[]): Layer => ({
  ...{ left: 2, top: 1, width: alpha.length, height: 1, centre: { x: 0, y: 0 }, reach: { x: 1, y: 1 } },
  alpha: Float32Array.from(alpha),
});
const pixel = ({ width, data }: Raster, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

/** What became of grey level 100 at alphas 1, ½ and 0, and of the pixel beside the layer. */
function drawn(draw: (canvas: Canvas, layer: Layer) => void): number[][] {
  const image = even(8, 4, 100);
  draw(canvasOf(image), row(1, 0.5, 0));
  for (let i = 0; i < 8 * 4; i++) {
    if (![10, 11].includes(i)) expect(pixel(image, i % 8, Math.floor(i / 8))).toEqual([100, 100, 100]);
  }
  return [pixel(image, 2, 1), pixel(image, 3, 1)];
}

describe('drawing on a picture', () => {
  it('shifts by colour × alpha × opacity: half the opacity is half the change', () => {
    expect(drawn((canvas, layer) => shiftBy(canvas, layer, [40, -40, 8]))).toEqual([
      [140, 60, 108],
      [120, 80, 104],
    ]);
    expect(drawn((canvas, layer) => shiftBy(canvas, layer, [40, -40, 8], 0.5))).toEqual([
      [120, 80, 104],
      [110, 90, 102],
    ]);
    expect(drawn((canvas, layer) => shiftBy(canvas, layer, [400, -400, 0]))).toEqual([
      [255, 0, 100],
      [255, 0, 100],
    ]);
  });

  it('multiplies by a gain, in the measure of alpha and opacity', () => {
    expect(drawn((canvas, layer) => gainBy(canvas, layer, 1.5))).toEqual([Array(3).fill(150), Array(3).fill(125)]);
    expect(drawn((canvas, layer) => gainBy(canvas, layer, 0.5, 0.5))).toEqual([Array(3).fill(75), Array(3).fill(88)]); // 87.5
    expect(drawn((canvas, layer) => gainBy(canvas, layer, 3))).toEqual([Array(3).fill(255), Array(3).fill(200)]);
  });

  it('blends another picture over it, its own pixel for each of the layer’s', () => {
    const source = Float32Array.of(200, 0, 100, 60, 140, 300, 7, 7, 7);
    expect(drawn((canvas, layer) => blendOver(canvas, layer, source))).toEqual([
      [200, 0, 100],
      [80, 120, 200],
    ]);
    expect(drawn((canvas, layer) => blendOver(canvas, layer, source, 0.5))).toEqual([
      [150, 50, 100],
      [90, 110, 150],
    ]);
  });

  it('remembers the box of all that was drawn', () => {
    const canvas = canvasOf(even(8, 4, 0));
    expect(canvas.touched).toBeNull();
    shiftBy(canvas, row(1, 1), [1, 1, 1]);
    expect(canvas.touched).toMatchObject({ left: 2, top: 1, width: 2, height: 1 });
    gainBy(canvas, { ...row(1), left: 0, top: 3 }, 2);
    expect(canvas.touched).toEqual({ left: 0, top: 1, width: 4, height: 3 });
    expect(around({ left: 5, top: 0, width: 2, height: 9 }, { left: 1, top: 3, width: 1, height: 2 })).toEqual({
      ...{ left: 1, top: 0, width: 6, height: 9 },
    });
  });
});

describe('places on a picture', () => {
  it('are scaled from 256 px, the middle of the first pixel being 0', () => {
    const canvas = createCanvas(even(512, 128, 0), { width: 256, height: 256 }, []);
    expect(canvas).toMatchObject({ scaleX: 2, scaleY: 0.5, scale: 1, touched: null });
    expect(toPixels(canvas, { x: 0, y: 0 })).toEqual({ x: -0.5, y: -0.5 });
    expect(toPixels(canvas, { x: 128, y: 128 })).toEqual({ x: 255.5, y: 63.5 });
  });

  it('have a box around them that holds every pixel within reach, and never leaves the picture', () => {
    const canvas = canvasOf(even(20, 10, 0));
    expect(boxAround(canvas, { x: 6, y: 5 }, 2, 1)).toMatchObject({ left: 4, top: 4, width: 5, height: 3 });
    expect(boxAround(canvas, { x: 6.4, y: 5 }, 2, 1)).toMatchObject({ left: 4, width: 6 });
    expect(boxAround(canvas, { x: 0, y: 9 }, 3, 3)).toMatchObject({ left: 0, top: 6, width: 4, height: 4 });
    const place = fc.double({ min: -30, max: 50, noNaN: true });
    const reach = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(place, place, reach, reach, (x, y, halfWidth, halfHeight) => {
        const {
          left,
          top,
          width,
          height,
          alpha,
          centre,
          reach: half,
        } = boxAround(canvas, { x, y }, halfWidth, halfHeight);
        expect(alpha).toHaveLength(width * height);
        expect([centre, half]).toEqual([
          { x, y },
          { x: halfWidth, y: halfHeight },
        ]);
        expect(Math.min(left, top, width - 1, height - 1)).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(20);
        expect(top + height).toBeLessThanOrEqual(10);
        for (let column = 0; column < 20; column++) {
          if (Math.abs(column - x) <= halfWidth) expect(column >= left && column < left + width).toBe(true);
        }
        for (let line = 0; line < 10; line++) {
          if (Math.abs(line - y) <= halfHeight) expect(line >= top && line < top + height).toBe(true);
        }
      }),
    );
  });
});
