import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourGroups } from '#shared/vision/labeling/colourGroups.ts';
import { colourOdds } from '#shared/vision/labeling/colourOdds.ts';
import { type Walk, walk } from '#shared/vision/labeling/randomWalker.ts';
import { partsOf, refineMask } from '#shared/vision/labeling/refine.ts';
import { regionsOf } from '#shared/vision/labeling/regions.ts';
import type { Mask } from '#shared/vision/raster.ts';

const weight = fc.double({ min: 1e-3, max: 2, noNaN: true });
const grids: fc.Arbitrary<Walk> = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), height: fc.integer({ min: 1, max: 5 }) })
  .chain(({ width, height }) => {
    const values = fc
      .array(weight, { minLength: width * height, maxLength: width * height })
      .map((all) => Float64Array.from(all));
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      right: values,
      down: values,
      inside: values,
      outside: values,
    });
  });

/** The same system, written out and solved by elimination. */
function slowWalk({ width, height, right, down, inside, outside }: Walk): number[] {
  const count = width * height;
  const rows = Array.from({ length: count }, (_, i) => {
    const row = Array.from({ length: count + 1 }, () => 0);
    const pair = (j: number, w: number): void => {
      row[i]! += w;
      row[j]! -= w;
    };
    const x = i % width;
    if (x + 1 < width) pair(i + 1, right[i]!);
    if (x > 0) pair(i - 1, right[i - 1]!);
    if (i + width < count) pair(i + width, down[i]!);
    if (i >= width) pair(i - width, down[i - width]!);
    row[i]! += inside[i]! + outside[i]!;
    row[count] = inside[i]!;
    return row;
  });
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= count; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  return rows.map((row, i) => row[count]! / row[i]!);
}

describe('the random walker', () => {
  it('says what elimination says', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const slow = slowWalk(grid);
        walk(grid).forEach((value, i) => expect(Math.abs(value - slow[i]!)).toBeLessThan(0.0021));
      }),
    );
  });

  it('lies between what its pixels say by themselves', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const own = Array.from(grid.inside, (value, i) => value / (value + grid.outside[i]!));
        const [low, high] = [Math.min(...own), Math.max(...own)];
        walk(grid).forEach((value) => {
          expect(value).toBeGreaterThan(low - 0.01);
          expect(value).toBeLessThan(high + 0.01);
        });
      }),
    );
  });

  it('turns round where inside and outside change places', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const other = walk({ ...grid, inside: grid.outside, outside: grid.inside });
        walk(grid).forEach((value, i) => expect(Math.abs(value + other[i]! - 1)).toBeLessThan(0.0042));
      }),
    );
  });
});

describe('the odds of colours', () => {
  it('take what a loose outline has in common with its surroundings for no mark of what it is around', () => {
    // a fifth of what is inside is of colour 1; all else is of colour 0, inside and around
    const groups = Uint8Array.from({ length: 2000 }, (_, i) => (i < 200 ? 1 : 0));
    const inside = Float64Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 1 : 0));
    const odds = colourOdds(groups, inside, 2)!;
    expect(odds[1]).toBeGreaterThan(0.99);
    expect(odds[0]).toBeLessThan(0.05);
  });

  it('are none where one side is empty', () => {
    expect(colourOdds(new Uint8Array(4), new Float64Array(4), 2)).toBeNull();
  });

  it('go by groups that hold like colours together', () => {
    const colours = [20, 200, 22, 198, 21, 202].flatMap((grey) => [grey, grey, grey]);
    const groups = colourGroups({ width: 6, height: 1, data: Uint8Array.from(colours) }, 2);
    expect(new Set([groups[0], groups[2], groups[4]]).size).toBe(1);
    expect(new Set([groups[1], groups[3], groups[5]]).size).toBe(1);
    expect(groups[0]).not.toBe(groups[1]);
  });
});

const side = 96;
const disc = (radius: number, x = 48, y = 48): Mask => ({
  ...{ width: side, height: side },
  data: Uint8Array.from({ length: side * side }, (_, i) =>
    Math.hypot((i % side) - x, Math.floor(i / side) - y) <= radius ? 255 : 0,
  ),
});
/** A dark disc on a ground with noise, and a shade from left to right. */
function photograph(defect: Mask, noise: number): { width: number; height: number; channels: 3; data: Uint8Array } {
  const data = new Uint8Array(3 * side * side);
  let state = 7;
  defect.data.forEach((value, i) => {
    state = (state * 16_807) % 2_147_483_647;
    const grey = (value ? 70 : 150) + (i % side) / 4 + noise * (state / 2_147_483_647 - 0.5);
    data.fill(Math.round(grey), 3 * i, 3 * i + 3);
  });
  return { width: side, height: side, channels: 3, data };
}
function likeness(a: Mask, b: Mask): number {
  let [both, either] = [0, 0];
  a.data.forEach((value, i) => {
    if (value && b.data[i]) both++;
    if (value || b.data[i]) either++;
  });
  return both / either;
}

describe('refining a proposal', () => {
  it('draws a loose one onto the edge of what it is around, wherever that lies in it', () => {
    const shifts = fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }));
    fc.assert(
      fc.property(shifts, fc.integer({ min: 8, max: 12 }), ([x, y], radius) => {
        const defect = disc(radius);
        const loose = disc(2 * radius, 48 + x, 48 + y);
        const before = loose.data.slice();
        const { mask, parts, kept } = refineMask(photograph(defect, 30), loose, 2);
        expect([parts, kept]).toEqual([1, 0]);
        expect(likeness(mask, defect)).toBeGreaterThan(0.85);
        expect(loose.data).toEqual(before);
      }),
      { numRuns: 12 },
    );
  });

  it('leaves one about as it was where nothing is to be seen', () => {
    const outline = disc(14);
    const { mask } = refineMask(photograph(disc(-1), 0), outline, 1);
    expect(likeness(mask, outline)).toBeGreaterThan(0.5);
  });

  it('works on each part by itself, on all of it, and never twice on a place', () => {
    const masks = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 95 }), fc.nat({ max: 95 })), { maxLength: 5 })
      .map((discs): Mask => {
        const all = disc(-1);
        for (const [radius, x, y] of discs) disc(radius, x, y).data.forEach((value, i) => value && (all.data[i] = 255));
        return all;
      });
    fc.assert(
      fc.property(masks, (mask) => {
        const parts = partsOf(mask);
        for (const region of regionsOf(mask)) {
          const around = parts.filter((part) => part.left <= region.left && part.top <= region.top);
          const holds = around.filter(
            (part) =>
              part.left + part.width >= region.left + region.width &&
              part.top + part.height >= region.top + region.height,
          );
          expect(holds).toHaveLength(1);
        }
        const covered = new Uint8Array(side * side);
        for (const part of parts) {
          for (let y = part.top; y < part.top + part.height; y++) {
            for (let x = part.left; x < part.left + part.width; x++) expect(++covered[y * side + x]!).toBe(1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
