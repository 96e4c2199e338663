import { describe, expect, it } from 'vitest';
import { type Mask, createMask, maskArea } from '#shared/vision/raster.ts';
import { type StampRegion, cutOf, stampRegions } from '#shared/vision/synthesis/stamps.ts';
import { evenPicture } from '../../fixtures/drawings.ts';

/** A box that is marked: left, top, width, height, px at 256. */
type Box = readonly [number, number, number, number];

function marked(boxes: readonly Box[], scale = 1, sides = { width: 256, height: 256 }): Mask {
  const mask = createMask(sides.width * scale, sides.height * scale);
  for (const [left, top, width, height] of boxes) {
    for (let y = top * scale; y < (top + height) * scale; y++)
      mask.data.fill(255, y * mask.width + left * scale, y * mask.width + (left + width) * scale);
  }
  return mask;
}
const regionsOf = (mask: Mask): StampRegion[] => stampRegions({ image: evenPicture(0, mask.width, mask.height), mask });

describe('the defects of a labelled picture', () => {
  it.each([1, 2])('have their middle, size and reach in px at 256, whatever their picture’s size: %f px', (scale) => {
    for (const [left, top, width, height] of [
      [30, 50, 40, 10],
      [101, 20, 7, 33],
    ] as const) {
      for (const sides of [
        { width: 256, height: 256 },
        { width: 512, height: 128 },
      ]) {
        const [region, ...more] = regionsOf(marked([[left, top, width, height]], scale, sides));
        expect(more).toEqual([]);
        expect(region!.centre).toEqual({ x: left + width / 2, y: top + height / 2 });
        expect(region!.size).toBe(Math.max(width, height));
        expect(region!.radius).toBeCloseTo(Math.hypot(width + 4, height + 4) / 2);
      }
    }
  });

  it.each([1, 2])('are one where they lie within twice 2 px of each other, and in reading order: %f px', (scale) => {
    const gapped = (gap: number): StampRegion[] => {
      const boxes = [
        [60, 40, 10, 10],
        [70 + gap, 40, 10, 10],
        [20, 200, 10, 10],
      ] as const;
      return regionsOf(marked(boxes, scale));
    };
    expect(gapped(4).map(({ centre }) => centre)).toEqual([
      { x: 72, y: 45 },
      { x: 25, y: 205 },
    ]);
    expect(gapped(5).map(({ centre, size }) => [centre.x, size])).toEqual([
      [65, 10],
      [80, 10],
      [25, 10],
    ]);
  });

  it.each([1, 2])(
    'hold what lies within 2 px of them, nothing near another and nothing beyond the picture: %f px',
    (scale) => {
      const [upper, lower] = regionsOf(
        marked(
          [
            [0, 0, 256, 10],
            [40, 100, 20, 8],
          ],
          scale,
        ),
      ) as [StampRegion, StampRegion];
      const inside = [0.25, 100, 255.75].flatMap((x) => [0.25, 11.75].map((y) => ({ x, y })));
      const beyond = [
        ...[-0.25, 256.25].flatMap((x) => [3, 8].map((y) => ({ x, y }))),
        ...[-0.25, 12.25, 105].map((y) => ({ x: 50, y })),
      ];
      expect(inside.map((at) => upper.isNear(at))).toEqual(inside.map(() => true));
      expect(beyond.map((at) => upper.isNear(at))).toEqual(beyond.map(() => false));
      expect(inside.some((at) => lower.isNear(at))).toBe(false);
      const corners = [38.25, 61.75].flatMap((x) => [98.25, 109.75].map((y) => ({ x, y })));
      const past = corners.map(({ x, y }) => ({ x: x + Math.sign(x - 50) * 0.5, y }));
      expect(corners.map((at) => lower.isNear(at))).toEqual(corners.map(() => true));
      expect(past.map((at) => lower.isNear(at))).toEqual(past.map(() => false));
    },
  );

  it('are none where nothing is marked, and are looked for once', () => {
    expect(regionsOf(marked([]))).toEqual([]);
    const mask = marked([[10, 10, 5, 5]]);
    expect(regionsOf(mask)).toBe(regionsOf(mask));
  });
});

describe('what is cut out of a labelled picture', () => {
  it.each([
    [0.25, 1],
    [1, 1],
    [2, 2],
  ])('is what is marked and a rim of 1 px at 256, a pixel at least: %f px', (scale, rim) => {
    const mask = marked([[40, 80, 20, 12]], scale);
    const cut = cutOf(mask);
    expect(cut).toMatchObject({ width: mask.width, height: mask.height });
    expect(maskArea(cut)).toBe((20 * scale + 2 * rim) * (12 * scale + 2 * rim));
    expect(cut.data[(80 * scale - rim) * mask.width + 40 * scale - rim]).toBe(255);
    expect(cutOf(mask)).toBe(cut);
    expect(maskArea(mask)).toBe(20 * 12 * scale ** 2);
  });
});
