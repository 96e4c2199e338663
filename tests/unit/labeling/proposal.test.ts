import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '#shared/vision/labeling/brush.ts';
import { paintPart, partOfMask, partOfPolygons, regionOfPart } from '#shared/vision/labeling/maskPart.ts';
import { fillPolygons } from '#shared/vision/labeling/shapes.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { createMask, maskArea } from '#shared/vision/raster.ts';
import { proposedLines } from '../../../src/renderer/stages/label/proposalLines.ts';

const ordinate = fc.double({ min: -6, max: 30, noNaN: true });
const polygons = fc.array(fc.array(fc.tuple(ordinate, ordinate), { minLength: 3, maxLength: 6 }), { maxLength: 4 });
const sides = { width: 24, height: 20 };

/** Whether a place lies inside by the even-odd rule; null where it lies so near a side that rounding decides. */
function isInside(all: readonly (readonly Place[])[], x: number, y: number): boolean | null {
  let crossings = 0;
  for (const corners of all) {
    for (const [i, [x0, y0]] of corners.entries()) {
      const [x1, y1] = corners[(i + 1) % corners.length]!;
      if (y0 <= y === y1 <= y) continue;
      const at = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
      if (Math.abs(at - x) < 1e-6) return null;
      if (at > x) crossings++;
    }
  }
  return crossings % 2 === 1;
}

describe('polygons', () => {
  it('are filled where a slow look at each pixel finds it inside', () => {
    fc.assert(
      fc.property(polygons, (all) => {
        const stroke = beginStroke(createMask(sides.width, sides.height));
        fillPolygons(stroke, all, true);
        endStroke(stroke);
        stroke.mask.data.forEach((value, i) => {
          const inside = isInside(all, (i % sides.width) + 0.5, Math.floor(i / sides.width) + 0.5);
          if (inside !== null) expect(value > 0).toBe(inside);
        });
      }),
    );
  });

  it('as a part of a picture mark the same pixels, without the empty rest', () => {
    fc.assert(
      fc.property(polygons, (all) => {
        const [whole, again] = [beginStroke(createMask(24, 20)), beginStroke(createMask(24, 20))];
        fillPolygons(whole, all, true);
        endStroke(whole);
        const part = partOfPolygons(all, sides);
        if (part) paintPart(again, part);
        endStroke(again);
        fc.pre(all.flat().every(([x, y]) => Math.abs((y % 1) - 0.5) > 1e-9 && Math.abs((x % 1) - 0.5) > 1e-9));
        expect(maskArea(again.mask)).toBe(maskArea(whole.mask));
        expect(part === null).toBe(maskArea(whole.mask) === 0);
        if (part) expect(partOfMask(whole.mask)).toMatchObject({ left: part.left, top: part.top });
      }),
    );
  });
});

describe('what a map proposes', () => {
  const map = {
    ...{ width: 8, height: 8 },
    data: Float32Array.from({ length: 64 }, (_, i) => {
      const [x, y] = [i % 8, Math.floor(i / 8)];
      return x >= 1 && x <= 5 && y >= 1 && y <= 5 && !(x === 3 && y === 3) ? 0.8 : 0.1;
    }),
  };

  it('lies on the photograph, with its holes, and counts what is inside', () => {
    const { polygons: lines, area } = proposedLines(map, 0.5, { width: 80, height: 80 });
    expect(lines).toHaveLength(2);
    const part = partOfPolygons(lines, { width: 80, height: 80 })!;
    expect(Math.abs(maskArea(part.mask) - area)).toBeLessThan(0.05 * area);
    expect(part).toMatchObject({ left: expect.closeTo(11, -1) as number, top: expect.closeTo(11, -1) as number });
    expect(regionOfPart(part, 35, 35)).toBeNull();
    expect(maskArea(regionOfPart(part, 20, 20)!.mask)).toBe(maskArea(part.mask));
    expect(regionOfPart(part, 79, 79)).toBeNull();
  });

  it('shrinks as the limit rises, down to nothing', () => {
    const limits = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(values, limits, (all, [a, b]) => {
        const own = { width: 8, height: 8, data: Float32Array.from(all) };
        const area = (limit: number): number => proposedLines(own, limit, { width: 80, height: 80 }).area;
        expect(area(Math.max(a, b))).toBeLessThanOrEqual(area(Math.min(a, b)) + 1e-6);
        expect(area(1.01)).toBe(0);
      }),
    );
  });
});
