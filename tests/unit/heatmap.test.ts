import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourMap, contour, heatColour } from '#shared/vision/heatmap.ts';
import type { FloatMap } from '#shared/vision/raster.ts';

const map = (width: number, values: number[]): FloatMap => ({
  width,
  height: values.length / width,
  data: Float32Array.from(values),
});
/** Area enclosed, holes counting negative (shoelace). */
function signedArea(line: number[]): number {
  let sum = 0;
  for (let i = 0; i + 3 < line.length; i += 2) sum += line[i]! * line[i + 3]! - line[i + 2]! * line[i + 1]!;
  return sum / 2;
}

describe('colourMap', () => {
  it('uses one fixed scale: a pixel looks the same whatever else the map holds', () => {
    const alone = colourMap(map(1, [0.5])).data;
    expect([...colourMap(map(2, [0.5, 1])).data.slice(0, 4)]).toEqual([...alone]);
    expect([...colourMap(map(2, [0.5, 0])).data.slice(0, 4)]).toEqual([...alone]);
  });

  it('is nearly clear below 0.3 and shows what lies well above', () => {
    const { data } = colourMap(map(4, [0, 0.29, 0.5, 1]));
    expect(data[3]).toBeLessThan(20);
    expect(data[7]).toBeLessThan(20);
    expect(data[11]).toBeGreaterThan(150);
    expect(data[15]).toBe(data[11]);
  });

  it('has the colour of the legend in every pixel, and keeps the map’s sides', () => {
    const values = [0, 0.1, 0.37, 0.5, 0.74, 1];
    const image = colourMap(map(3, values));
    expect([image.width, image.height]).toEqual([3, 2]);
    values.forEach((value, i) => expect([...image.data.slice(4 * i, 4 * i + 3)]).toEqual(heatColour(value)));
    expect(heatColour(127.4 / 255)).toEqual(heatColour(127 / 255));
    expect(heatColour(127.6 / 255)).toEqual(heatColour(128 / 255));
    expect(heatColour(0.5)).toEqual([183, 55, 121]); // magma's published middle
  });

  it('rises from clear to full over 0.12 of the scale, smoothly, at the threshold that is asked for', () => {
    const alphaAt = (value: number, options = {}): number => colourMap(map(1, [value]), options).data[3]!;
    expect([0, 0.29, 0.43, 1].map((value) => alphaAt(value))).toEqual([10, 10, 184, 184]); // 0.04 and 0.72 of 255
    const options = { clearBelow: 100 / 255, clearAlpha: 0.2, alpha: 0.6 };
    expect([99, 100, 131, 255].map((step) => alphaAt(step / 255, options))).toEqual([51, 51, 153, 153]);
    const t = 10 / (0.12 * 255);
    expect(alphaAt(110 / 255, options)).toBe(Math.round(51 + 102 * (3 * t ** 2 - 2 * t ** 3)));
  });

  it("has magma's published ends and rises in brightness all the way", () => {
    expect(heatColour(0)).toEqual([0, 0, 4]);
    expect(heatColour(1)).toEqual([252, 253, 191]);
    const brightness = Array.from({ length: 256 }, (_, i) => {
      const [red, green, blue] = heatColour(i / 255);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    for (let i = 8; i < 256; i++) expect(brightness[i]).toBeGreaterThan(brightness[i - 8]!);
  });

  it('holds values outside the scale at its ends, and shows NaN as the worst', () => {
    expect(heatColour(-3)).toEqual(heatColour(0));
    expect(heatColour(7)).toEqual(heatColour(1));
    expect(heatColour(NaN)).toEqual(heatColour(1));
  });
});

describe('contour', () => {
  it('interpolates between pixel centres', () => {
    const [line, ...others] = contour(map(3, [0, 0, 0, 0, 1, 0, 0, 0, 0]), 0.75);
    expect(others).toEqual([]);
    const points = Array.from({ length: line!.length / 2 }, (_, i) => `${line![2 * i]} ${line![2 * i + 1]}`);
    expect(new Set(points)).toEqual(new Set(['1.5 1.25', '1.75 1.5', '1.5 1.75', '1.25 1.5']));
  });

  it('follows the rim where everything is above, and finds nothing where nothing is', () => {
    const full = contour(map(3, new Array<number>(9).fill(1)), 0.5);
    expect(full).toHaveLength(1);
    expect(Math.abs(signedArea(full[0]!))).toBeCloseTo(9 - 0.5, 9); // the four corners are cut
    expect(contour(map(3, new Array<number>(9).fill(0.2)), 0.5)).toEqual([]);
  });

  it('lies where a linear map reaches the level, in both directions', () => {
    const slope = (a: number, b: number): FloatMap =>
      map(
        7,
        Array.from({ length: 35 }, (_, i) => a * ((i % 7) + 0.5) + b * (Math.floor(i / 7) + 0.5)),
      );
    for (const [a, b] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [1, 0.5],
      [-0.5, 1],
      [-1, -1],
    ] as const) {
      const level = a * 3.3 + b * 2.7;
      const [line, ...others] = contour(slope(a, b), level);
      expect(others).toEqual([]);
      let inner = 0;
      for (let i = 0; i < line!.length; i += 2) {
        const [x, y] = [line![i]!, line![i + 1]!];
        expect(x >= 0 && x <= 7 && y >= 0 && y <= 5).toBe(true);
        if (x < 0.5 || y < 0.5 || x > 6.5 || y > 4.5) continue; // there the rim is followed
        expect(a * x + b * y).toBeCloseTo(level, 5);
        inner++;
      }
      expect(inner).toBeGreaterThan(3);
    }
  });

  it('keeps what is above on its right hand, and counts NaN as above', () => {
    const [line] = contour(map(3, [0, 0, 0, 0, 1, 0, 0, 0, 0]), 0.5);
    expect(signedArea(line!)).toBeGreaterThan(0); // rows grow downwards: clockwise as it is seen
    const unknown = contour(map(3, [0, 0, 0, 0, NaN, 0, 0, 0, 0]), 0.5);
    expect(unknown).toHaveLength(1);
    expect(Math.abs(signedArea(unknown[0]!))).toBeCloseTo(0.5, 6); // half way to each neighbour
  });

  it('draws a hole as a line of its own, running the other way round', () => {
    const ring = map(
      5,
      Array.from({ length: 25 }, (_, i) => (i === 12 ? 0 : 1)),
    );
    const areas = contour(ring, 0.5).map(signedArea);
    expect(areas).toHaveLength(2);
    expect(areas[0]! * areas[1]!).toBeLessThan(0);
  });

  it('closes every line, and parts inside from outside, on any map', () => {
    const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(values, (cells) => {
        const one = map(
          6,
          cells.map((value) => value / 4),
        );
        const lines = contour(one, 0.6);
        for (const line of lines) {
          expect(line.slice(0, 2)).toEqual(line.slice(-2));
          expect(line.every((value, i) => value >= 0 && value <= (i % 2 ? 5 : 6))).toBe(true);
        }
        const leftOf = (line: number[]): number[] => line.map((value, i) => (i % 2 ? value : -value));
        one.data.forEach((value, i) => {
          const x = (i % 6) + 0.5;
          const y = Math.floor(i / 6) + 0.5;
          const crossings = lines.reduce((sum, line) => sum + crossingsRightOf(line, x, y), 0);
          expect(crossings % 2 === 1).toBe(value >= 0.6);
          const back = lines.reduce((sum, line) => sum + crossingsRightOf(leftOf(line), -x, y), 0);
          expect(back % 2).toBe(crossings % 2);
        });
      }),
    );
  });
});

/** How often a line crosses the horizontal ray to the right of a point. */
function crossingsRightOf(line: number[], x: number, y: number): number {
  let count = 0;
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x0, y0, x1, y1] = line.slice(i, i + 4);
    if (y0! > y !== y1! > y && x < x0! + ((y - y0!) / (y1! - y0!)) * (x1! - x0!)) count++;
  }
  return count;
}
