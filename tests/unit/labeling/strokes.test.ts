import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxOf } from '#shared/vision/labeling/box.ts';
import { type Place, sweepDisc } from '#shared/vision/labeling/brush.ts';
import { type Patch, applyPatch, maskOfRuns, readRuns, writeRuns } from '#shared/vision/labeling/patch.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import { regionsOf } from '#shared/vision/labeling/regions.ts';
import { fillBox, fillEllipse, fillPolygon } from '#shared/vision/labeling/shapes.ts';
import { type Stroke, beginStroke, cancelStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { floodOf, paintMask } from '#shared/vision/labeling/wand.ts';
import { clear, fillHoles, growByPixel, invert } from '#shared/vision/labeling/whole.ts';
import type { Mask } from '#shared/vision/raster.ts';

const masks = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }), seed: fc.nat() })
  .chain(({ width, height }) =>
    fc
      .array(fc.boolean(), { minLength: width * height, maxLength: width * height })
      .map((set): Mask => ({ width, height, data: Uint8Array.from(set, (is) => (is ? 255 : 0)) })),
  );
const ordinate = fc.double({ min: -6, max: 30, noNaN: true });
const place = fc.tuple(ordinate, ordinate) as fc.Arbitrary<Place>;

type Edit = (stroke: Stroke) => unknown;
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(fc.array(place, { minLength: 2, maxLength: 5 }), fc.double({ min: 0.5, max: 9, noNaN: true }), fc.boolean())
    .map(
      ([places, radius, isSet]): Edit =>
        (stroke) =>
          places.slice(1).forEach((to, i) => sweepDisc(stroke, places[i]!, to, radius, isSet)),
    ),
  fc.tuple(fc.array(place, { minLength: 3, maxLength: 6 }), fc.boolean()).map(
    ([corners, isSet]): Edit =>
      (stroke) =>
        fillPolygon(stroke, corners, isSet),
  ),
  fc.tuple(place, place, fc.boolean()).map(
    ([a, b, isSet]): Edit =>
      (stroke) =>
        fillBox(stroke, a, b, isSet),
  ),
  fc.tuple(place, place, fc.boolean()).map(
    ([a, b, isSet]): Edit =>
      (stroke) =>
        fillEllipse(stroke, a, b, isSet),
  ),
  fc.constantFrom<Edit>(
    fillHoles,
    invert,
    clear,
    (stroke) => growByPixel(stroke, 'grow'),
    (stroke) => growByPixel(stroke, 'shrink'),
  ),
);
const copy = (mask: Mask): Mask => ({ ...mask, data: mask.data.slice() });
const after = (mask: Mask, edit: Edit): { mask: Mask; patch: Patch | null } => {
  const own = copy(mask);
  const stroke = beginStroke(own);
  edit(stroke);
  return { mask: own, patch: endStroke(stroke) };
};

describe('an edit of a mask', () => {
  it('leaves zeros and 255 alone, and undoing what it did gives the mask before, doing it again the mask after', () => {
    fc.assert(
      fc.property(masks, edits, (mask, edit) => {
        const done = after(mask, edit);
        expect([...new Set(done.mask.data)].every((value) => value === 0 || value === 255)).toBe(true);
        expect(done.patch === null).toBe(Buffer.compare(done.mask.data, mask.data) === 0);
        if (!done.patch) return;
        const back = copy(done.mask);
        expect(applyPatch(back, done.patch, true)).toBe(true);
        expect(back.data).toEqual(mask.data);
        expect(applyPatch(back, done.patch)).toBe(true);
        expect(back.data).toEqual(done.mask.data);
      }),
    );
  });

  it('that is broken off leaves the mask as it was', () => {
    fc.assert(
      fc.property(masks, edits, edits, (mask, first, second) => {
        const own = copy(mask);
        const stroke = beginStroke(own);
        first(stroke);
        second(stroke);
        cancelStroke(stroke);
        expect(own.data).toEqual(mask.data);
      }),
    );
  });

  it('is refused on another mask than its own, which stays as it is', () => {
    fc.assert(
      fc.property(masks, edits, (mask, edit) => {
        const { patch, mask: done } = after(mask, edit);
        fc.pre(patch !== null && patch.added !== patch.removed);
        const before = copy(done);
        expect(applyPatch(done, patch!)).toBe(false);
        expect(done.data).toEqual(before.data);
        expect(applyPatch({ width: 1, height: 1, data: new Uint8Array(1) }, { ...patch!, left: 1 })).toBe(false);
      }),
    );
  });

  it('of filling, done twice, changes nothing the second time', () => {
    const filling = fc.oneof(
      fc.array(place, { minLength: 3, maxLength: 6 }).map(
        (corners): Edit =>
          (s) =>
            fillPolygon(s, corners, true),
      ),
      fc.tuple(place, place).map(
        ([a, b]): Edit =>
          (s) =>
            fillEllipse(s, a, b, true),
      ),
      fc.constant<Edit>(fillHoles),
    );
    fc.assert(
      fc.property(masks, filling, (mask, edit) => {
        expect(after(after(mask, edit).mask, edit).patch).toBeNull();
      }),
    );
  });

  it('does not matter to a mask sent as runs: it comes back as it was', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        expect(maskOfRuns(writeRuns(runsOfMask(mask.data)), mask)).toEqual(mask);
        expect(maskOfRuns(writeRuns(runsOfMask(mask.data)), { width: mask.width, height: mask.height + 1 })).toBeNull();
      }),
    );
  });

  it('as runs comes back from its bytes; bytes that end within a run are none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 31 })), (runs) => {
        expect(readRuns(writeRuns(runs))).toEqual(runs);
      }),
    );
    expect(readRuns(Uint8Array.of(200))).toBeNull();
  });
});

describe('a brush stroke', () => {
  it('marks the pixels whose centres lie within the radius of the way, and no others', () => {
    fc.assert(
      fc.property(place, place, fc.double({ min: 0.75, max: 9, noNaN: true }), (a, b, radius) => {
        const { mask } = after({ width: 24, height: 24, data: new Uint8Array(24 * 24) }, (stroke) =>
          sweepDisc(stroke, a, b, radius, true),
        );
        mask.data.forEach((value, i) => {
          const distance = distanceToWay(a, b, [(i % 24) + 0.5, Math.floor(i / 24) + 0.5]);
          if (Math.abs(distance - radius) > 1e-6) expect(value > 0).toBe(distance < radius);
        });
      }),
    );
  });
});

function distanceToWay([ax, ay]: Place, [bx, by]: Place, [x, y]: Place): number {
  const squared = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

describe('shapes, by hand', () => {
  const drawn = (edit: Edit, rows: readonly string[]): string[] => {
    const height = rows.length;
    const width = rows[0]!.length;
    const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 255 : 0));
    const { mask } = after({ width, height, data }, edit);
    return rows.map((_, y) => [...mask.data.subarray(y * width, (y + 1) * width)].map((v) => (v ? '#' : '.')).join(''));
  };
  const empty = ['.....', '.....', '.....', '.....', '.....'];

  it('fills a box, and an ellipse in it', () => {
    expect(drawn((s) => fillBox(s, [1, 1], [4, 3], true), empty)).toEqual([
      '.....',
      '.###.',
      '.###.',
      '.....',
      '.....',
    ]);
    expect(drawn((s) => fillEllipse(s, [0, 0], [5, 5], true), empty)).toEqual([
      '.###.',
      '#####',
      '#####',
      '#####',
      '.###.',
    ]);
  });

  it('fills holes, and no bay', () => {
    expect(drawn(fillHoles, ['####.', '#..#.', '####.', '#.#..', '#.#..'])).toEqual([
      '####.',
      '####.',
      '####.',
      '#.#..',
      '#.#..',
    ]);
  });

  it('grows and shrinks by the neighbours to the sides', () => {
    const dot = ['.....', '.....', '..#..', '.....', '.....'];
    const cross = ['.....', '..#..', '.###.', '..#..', '.....'];
    expect(drawn((s) => growByPixel(s, 'grow'), dot)).toEqual(cross);
    expect(drawn((s) => growByPixel(s, 'shrink'), cross)).toEqual(dot);
  });

  it('finds regions that touch by a corner as one', () => {
    const rows = ['#....', '.#..#', '.....', '...##'];
    const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 255 : 0));
    expect(regionsOf({ width: 5, height: 4, data })).toEqual([
      { left: 0, top: 0, width: 2, height: 2, area: 2 },
      { left: 4, top: 1, width: 1, height: 1, area: 1 },
      { left: 3, top: 3, width: 2, height: 1, area: 2 },
    ]);
  });
});

describe('the wand', () => {
  it('takes what hangs together by sides and lies within the tolerance, as a slow search finds it', () => {
    const pictures = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(pictures, fc.nat({ max: 7 }), fc.nat({ max: 7 }), fc.nat({ max: 3 }), (greys, x, y, tolerance) => {
        const data = Uint8Array.from(greys.flatMap((grey) => [grey, grey, grey]));
        const found = floodOf({ width: 8, height: 8, channels: 3, data }, x, y, tolerance);
        expect([...found].map(Boolean)).toEqual(slowFlood(greys, y * 8 + x, tolerance));
      }),
    );
  });

  it('paints what it found', () => {
    const found = Uint8Array.of(0, 255, 255, 255);
    const { mask, patch } = after({ width: 2, height: 2, data: new Uint8Array(4) }, (s) => paintMask(s, found, true));
    expect(mask.data).toEqual(found);
    expect(patch).toMatchObject({ ...boxOf(mask), added: 3, removed: 0 });
  });
});

function slowFlood(greys: readonly number[], seed: number, tolerance: number): boolean[] {
  const inside = greys.map((_, i) => i === seed);
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    greys.forEach((grey, i) => {
      if (inside[i] || Math.abs(grey - greys[seed]!) > tolerance) return;
      const x = i % 8;
      const near = [x > 0 && inside[i - 1], x < 7 && inside[i + 1], inside[i - 8], inside[i + 8]];
      if (near.some(Boolean)) inside[i] = isGrowing = true;
    });
  }
  return inside;
}
