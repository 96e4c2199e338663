import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestParts, judgedOutline, judgedRegion, judgedShare, wholeRegion } from '#shared/vision/judgedRegion.ts';
import type { Mask } from '#shared/vision/raster.ts';

/** Wider than it is high: nothing may take one side for the other. */
const width = 80;
const height = 64;
const grid = { width: 20, height: 16 };

const mask = (isInside: (x: number, y: number) => boolean): Mask => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (isInside(i % width, Math.floor(i / width)) ? 255 : 0)),
});
const box = (left: number, top: number, right: number, bottom: number): Mask =>
  mask((x, y) => x >= left && x < right && y >= top && y < bottom);
const whole = mask(() => true);
const places = fc.integer({ min: 0, max: 40 });
const lengths = fc.integer({ min: 2, max: 23 });
/** Masks of one box each, anywhere. */
const boxes = fc
  .tuple(places, places, lengths, lengths)
  .map(([left, top, width, height]) => box(left, top, left + width, top + height));
/** Each mask so often that all of them are enough parts, and none juts out when one is left out. */
const often = (...masks: Mask[]): Mask[] => Array.from({ length: fewestParts }, () => masks).flat();
const cellAt = (x: number, y: number): number => Math.floor(y / 4) * grid.width + Math.floor(x / 4);

describe('the judged region', () => {
  it('is where any good part lies, with a margin, and no more', () => {
    const region = judgedRegion(often(box(8, 8, 24, 24), box(16, 16, 32, 32)), grid);
    for (const [x, y] of [
      [8, 8],
      [31, 31],
      [6, 8],
    ])
      expect(region[cellAt(x!, y!)]).toBe(1);
    expect(region[cellAt(75, 60)]).toBe(0);
    expect(region[cellAt(40, 8)]).toBe(0);
    expect(judgedShare(region)).toBeLessThan(0.4);
  });

  it('keeps what lies between: a part in two pieces is judged across the gap', () => {
    const region = judgedRegion(often(mask((x, y) => y >= 28 && y < 36 && (x < 12 || x >= 52))), grid);
    expect(region[cellAt(32, 32)]).toBe(1);
    expect(region[cellAt(32, 4)]).toBe(0);
  });

  it('is the whole picture where the parts do not stand out', () => {
    const parted = box(20, 20, 40, 40);
    expect(judgedRegion(often(whole, whole, parted), grid)).toEqual(wholeRegion(grid));
    expect(judgedRegion([], grid)).toEqual(wholeRegion(grid));
  });

  it('is the whole picture where parts are too few to show where the next one may lie', () => {
    const parts = often(box(20, 20, 40, 40));
    expect(judgedShare(judgedRegion(parts, grid))).toBeLessThan(1);
    expect(judgedRegion(parts.slice(1), grid)).toEqual(wholeRegion(grid));
  });

  it('overlooks a few parts whose background was not found', () => {
    const parted = often(box(20, 20, 40, 40));
    expect(judgedRegion([...parted, whole], grid)).toEqual(judgedRegion(parted, grid));
  });

  it('has a wider margin where more than a tenth of the parts jut out of the others', () => {
    const middle = Array.from({ length: 20 }, () => box(24, 24, 40, 40));
    const jutting = [box(36, 24, 52, 40), box(12, 24, 28, 40), box(24, 36, 40, 52), box(24, 12, 40, 28)]; // 12 px each
    const beyond = cellAt(58, 32); // 6 px beyond what juts out to the right, its cell's centre
    const narrow = judgedRegion([...middle.slice(2), ...jutting.slice(0, 2)], grid);
    expect(narrow[cellAt(50, 32)]).toBe(1);
    expect(narrow[beyond]).toBe(0);
    expect(judgedRegion([...middle.slice(4), ...jutting], grid)[beyond]).toBe(1);
  });

  it('judges every cell in which a part was seen', () => {
    fc.assert(
      fc.property(fc.array(boxes, { minLength: fewestParts, maxLength: 30 }), (masks) => {
        const region = judgedRegion(masks, grid);
        masks.forEach(({ data }) =>
          data.forEach((value, i) => {
            if (value) expect(region[cellAt(i % width, Math.floor(i / width))]).toBe(1);
          }),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('grows with every further place, where no part juts out of the others', () => {
    fc.assert(
      fc.property(fc.array(boxes, { minLength: 1, maxLength: 6 }), boxes, (some, further) => {
        const before = judgedRegion(often(...some), grid);
        const after = judgedRegion(often(...some, further), grid);
        before.forEach((judged, cell) => expect(after[cell]).toBeGreaterThanOrEqual(judged));
      }),
      { numRuns: 30 },
    );
  });

  it('has an outline of closed lines that hold the judged share, corners cut, and none where all is judged', () => {
    expect(judgedOutline(wholeRegion(grid), grid)).toEqual([]);
    fc.assert(
      fc.property(boxes, (part) => {
        const region = judgedRegion(often(part), grid);
        const lines = judgedOutline(region, grid);
        for (const line of lines) expect(line.slice(0, 2)).toEqual(line.slice(-2));
        const area = lines.reduce((sum, line) => sum + areaOf(line), 0);
        // Each corner that juts out loses an eighth of a cell, each that juts in gains one, and there are four more of the first.
        expect(area).toBeCloseTo(judgedShare(region) - 0.5 / (grid.width * grid.height), 9);
      }),
    );
  });
});

/** Shoelace formula. */
function areaOf(line: readonly number[]): number {
  let doubled = 0;
  for (let i = 0; i + 3 < line.length; i += 2) doubled += line[i]! * line[i + 3]! - line[i + 2]! * line[i + 1]!;
  return Math.abs(doubled) / 2;
}
