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
        for (const line of lines) expect(line.slice(0, 2)).toEqual(line.slice(-2));
        one.data.forEach((value, i) => {
          const x = (i % 6) + 0.5;
          const y = Math.floor(i / 6) + 0.5;
          const crossings = lines.reduce((sum, line) => sum + crossingsRightOf(line, x, y), 0);
          expect(crossings % 2 === 1).toBe(value >= 0.6);
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
