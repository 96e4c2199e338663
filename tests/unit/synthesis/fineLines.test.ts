import { describe, expect, it } from 'vitest';
import { createRaster } from '#shared/vision/raster.ts';
import { createCanvas } from '#shared/vision/synthesis/canvas.ts';
import { type FineLine, fineLines } from '#shared/vision/synthesis/fineLines.ts';
import type { Point } from '#shared/vision/synthesis/sketch.ts';
import { meanOf } from '../../fixtures/drawings.ts';

/** Sides of a picture, px at 256. */
const side = 48;

/** How much lines cover of each pixel of a picture that has some pixels for each px at 256, row by row. */
function covered(lines: readonly FineLine[], { edge = 0, scale = 1, width = side } = {}): Float64Array {
  const frame = { width, height: width };
  const pixels = width * scale;
  const { left, top, alpha, ...box } = fineLines(lines, edge)(createCanvas(createRaster(pixels, pixels), frame, []));
  const plane = new Float64Array(pixels * pixels);
  alpha.forEach((value, i) => {
    const [x, y] = [left + (i % box.width), top + Math.floor(i / box.width)];
    plane[y * pixels + x] = value;
  });
  return plane;
}
const inkOf = (plane: Float64Array, scale = 1): number => plane.reduce((sum, value) => sum + value, 0) / scale ** 2;

/** A straight line of one width and strength, or of those of its ends. */
function straight(from: Point, to: Point, widths: [number, number], strengths: [number, number] = [1, 1]): FineLine {
  return { path: [from, to], widths, strengths };
}

describe('a fine line', () => {
  it.each([0.1, 0.3, 0.9, 2.4])(
    'covers the area of its width in the mean of all directions, at any size: %f px',
    (width) => {
      for (const scale of [1, 2]) {
        for (const strength of [0.4, 1]) {
          const ratios = Array.from({ length: 24 }, (_, i) => {
            const [cos, sin] = [Math.cos((i * Math.PI) / 12 + 0.06), Math.sin((i * Math.PI) / 12 + 0.06)];
            const at = (along: number): Point => ({ x: 24.3 + along * cos, y: 23.6 + along * sin });
            const line = straight(at(-15), at(15), [width, width], [strength, strength]);
            const pen = Math.max(width, 0.5 / scale);
            const area = (30 + (Math.PI / 4) * pen) * width * strength; // with its round ends
            return inkOf(covered([line], { scale }), scale) / area;
          });
          expect(Math.abs(meanOf(ratios) - 1)).toBeLessThan(0.02);
          for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.12); // lines along the samples meet more of them, or fewer
        }
      }
    },
  );

  it.each([1, 3])('lies where its path does: %f px', (scale) => {
    const plane = covered([straight({ x: 10, y: 12.5 }, { x: 40, y: 30 }, [1.5, 1.5])], { scale });
    const mean = (value: (i: number) => number): number =>
      plane.reduce((sum, alpha, i) => sum + alpha * value(i), 0) / inkOf(plane);
    expect(mean((i) => ((i % (side * scale)) + 0.5) / scale)).toBeCloseTo(25, 1);
    expect(mean((i) => (Math.floor(i / (side * scale)) + 0.5) / scale)).toBeCloseTo(21.25, 1);
  });

  it('grows in width and in strength from point to point', () => {
    const [widths, strengths] = [[1, 4] as [number, number], [0.2, 1] as [number, number]];
    const plane = covered([straight({ x: 4, y: 24 }, { x: 44, y: 24 }, widths, strengths)], { scale: 4 });
    for (const t of [0.1, 0.35, 0.6, 0.9]) {
      const column = Math.round(4 * (4 + 40 * t));
      const cells = Array.from({ length: 4 * side }, (_, y) => plane[y * 4 * side + column]!);
      const ink = cells.reduce((sum, value) => sum + value, 0) / 4;
      expect(ink / ((1 + 3 * t) * (0.2 + 0.8 * t))).toBeCloseTo(1, 0.9);
      expect(Math.max(...cells)).toBeCloseTo(0.2 + 0.8 * t, 1.3);
    }
  });

  it('ends in round caps half its width beyond its ends', () => {
    const plane = covered([straight({ x: 12, y: 24 }, { x: 36, y: 24 }, [8, 8])], { scale: 2 });
    const row = (y: number): number => inkOf(plane.slice(2 * y * 2 * side, (2 * y + 1) * 2 * side)) / 2;
    expect(row(24)).toBeCloseTo(24 + 8, 0.3);
    expect(row(27)).toBeCloseTo(24 + 2 * Math.sqrt(16 - 3.25 ** 2), 0.3);
    expect(row(28)).toBe(0);
    expect(row(19)).toBe(0);
    const dot = covered([straight({ x: 20, y: 20 }, { x: 20, y: 20 }, [6, 6])]);
    expect(inkOf(dot) / (9 * Math.PI)).toBeCloseTo(1, 1.3);
  });

  it('is blurred by its soft edge, at any size, and nothing of it is lost', () => {
    for (const scale of [1, 2]) {
      const of = (edge: number): Float64Array =>
        covered([straight({ x: 14, y: 24 }, { x: 34, y: 24 }, [2, 2])], { scale, edge });
      const variance = (edge: number): number =>
        of(edge).reduce((sum, alpha, i) => {
          const y = (Math.floor(i / (side * scale)) + 0.5) / scale - 24;
          return sum + alpha * y * y;
        }, 0) / inkOf(of(edge));
      for (const edge of [1, 4]) {
        expect(inkOf(of(edge)) / inkOf(of(0))).toBeCloseTo(1, 2);
        expect((variance(edge) - variance(0)) / edge ** 2).toBeCloseTo(1, 1);
      }
    }
  });

  it('is cut at the border of the picture as the same line on a larger one is there', () => {
    const crossing = (by: number): FineLine[] =>
      [
        [-8, 12, 56, 30],
        [20, -9, 9, 60],
        [-5, 40, 8, 55],
        [40, 5, 60, -6],
      ].map(([x0, y0, x1, y1]) => straight({ x: x0! + by, y: y0! + by }, { x: x1! + by, y: y1! + by }, [3, 2]));
    const larger = covered(crossing(24), { width: 2 * side });
    const cut = Float64Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return larger[(y + 24) * 2 * side + x + 24]!;
    });
    expect(covered(crossing(0))).toEqual(cut);
  });
});

describe('fine lines', () => {
  const [flat, steep] = [
    straight({ x: 8, y: 24 }, { x: 40, y: 24 }, [2, 2], [0.5, 0.5]),
    straight({ x: 20, y: 6 }, { x: 28, y: 42 }, [3, 3], [0.9, 0.9]),
  ];

  it('are drawn once where they cross, as strong as the stronger', () => {
    expect(covered([flat, flat])).toEqual(covered([flat]));
    const [one, other, both] = [covered([flat]), covered([steep]), covered([flat, steep])];
    expect(covered([steep, flat])).toEqual(both);
    both.forEach((value, i) => {
      const [least, most] = [Math.max(one[i]!, other[i]!), Math.min(one[i]! * 1.8 + other[i]!, 0.9)];
      expect(value > least - 1e-6 && value < most + 1e-6).toBe(true);
    });
  });

  it('are each other’s parts: a path in two pieces is the path', () => {
    const bend = {
      path: [
        { x: 8, y: 10 },
        { x: 30, y: 20 },
        { x: 22, y: 40 },
      ],
      widths: [1, 2, 3],
      strengths: [1, 1, 1],
    };
    const pieces = [0, 1].map((from) => ({
      path: bend.path.slice(from, from + 2),
      widths: bend.widths.slice(from, from + 2),
      strengths: [1, 1],
    }));
    expect(covered([bend])).toEqual(covered(pieces));
    expect(inkOf(covered(pieces.slice(0, 1)))).toBeLessThan(0.6 * inkOf(covered(pieces)));
  });
});
