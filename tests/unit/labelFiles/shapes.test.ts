import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionPolygons } from '#shared/vision/maskPolygons.ts';
import { columnRuns, maskRegions } from '#shared/vision/maskRegions.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { drawnShapes } from '../../fixtures/layouts.ts';

const masks = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 })).chain(([width, height]) =>
  fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    data: fc
      .array(fc.constantFrom(0, 255, 255), { minLength: width * height, maxLength: width * height })
      .map((values) => Uint8Array.from(values)),
  }),
);

const polygonsOf = (mask: Mask) => maskRegions(mask).flatMap(regionPolygons);
const drawn = (polygons: ReturnType<typeof polygonsOf>, mask: Mask): Mask =>
  drawnShapes(
    polygons.map((points) => ({ form: 'polygon', points })),
    mask,
  );

describe('a mask as shapes', () => {
  it('comes back pixel for pixel from its polygons, and these from it', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const polygons = polygonsOf(mask);
        const again = drawn(polygons, mask);
        expect([...again.data]).toEqual([...mask.data]);
        expect(polygonsOf(again)).toEqual(polygons);
      }),
      { numRuns: 400 },
    );
  });

  it('comes back pixel for pixel from the runs of its regions, which are as many pixels as they say', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { width, height } = mask;
        const box = { left: 0, top: 0, width, height };
        const regions = maskRegions(mask);
        const shapes = regions.map((region) => {
          const counts = columnRuns(region, mask);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(width * height);
          expect(counts.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count, 0)).toBe(region.area);
          return { form: 'runs' as const, counts, order: 'columns' as const, box };
        });
        expect([...drawnShapes(shapes, mask).data]).toEqual([...mask.data]);
      }),
      { numRuns: 400 },
    );
  });

  it('is one polygon of its corners where it has no hole, and is cut through the hole where it has one', () => {
    const of = (...rows: string[]): Mask => ({
      ...{ width: rows[0]!.length, height: rows.length },
      data: Uint8Array.from([...rows.join('')].map((sign) => (sign === '#' ? 255 : 0))),
    });
    const square = [
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
    ];
    expect(polygonsOf(of('....', '.##.', '.##.'))).toEqual([square]);
    expect(polygonsOf(of('###', '#.#', '###'))).toHaveLength(2);
    expect(polygonsOf(of('#.', '.#'))).toHaveLength(2);
    expect(maskRegions(of('#.', '.#'))).toHaveLength(1);
  });
});
