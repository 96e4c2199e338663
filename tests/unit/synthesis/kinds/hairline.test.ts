import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { drawHairline } from '#shared/vision/synthesis/kinds/hairline.ts';
import type { Point, Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  type Changed,
  changesBy,
  changesOn,
  evenPicture,
  inkOf,
  meanOf,
  pinned,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
} from '../../../fixtures/drawings.ts';

const part = evenPicture(150);
const plain: Partial<Prior> = { size: [80, 80], branches: [0, 0], relief: [0, 0], along: 'picture', start: 'part' };
const hairline = (seed: number, changes: Partial<Prior> = {}, sketch: Partial<Sketch> = {}) => {
  const drawing = drawHairline(sketchOf(sketch), priorOf('hairline', { ...plain, ...changes }), createRandom(seed));
  return { drawing, changes: changesBy(drawing, part) };
};
const middleOf = (changes: readonly Changed[], sign: 1 | -1): { x: number; y: number } => {
  const chosen = changes.filter(({ by }) => Math.sign(by[0]) === sign);
  return { x: meanOf(chosen.map(({ x }) => x)), y: meanOf(chosen.map(({ y }) => y)) };
};

describe('a hairline crack without chance', () => {
  /** From the middle of a part of some px at 256, which is worked at 256 px and all of it border. */
  const still = (
    side: number,
    changes: Partial<Prior>,
    pins: Parameters<typeof pinned>[0] = {},
    light = { x: 1, y: 0 },
  ) => {
    const frame = { width: side, height: side };
    const sketch = sketchOf({ ...frame, light, isOnPart: () => false, place: () => ({ x: side / 2, y: side / 2 }) });
    const values: Partial<Prior> = { ...plain, contrast: [100, 100], start: 'border', curvature: [0, 0], ...changes };
    const drawing = drawHairline(sketch, priorOf('hairline', values), pinned(pins));
    return { drawing, changes: changesOn(drawing, part, { frame }) };
  };

  /** Ink of a stretch along a direction from a place, px at 256 across it. */
  function widthIn(
    changes: readonly Changed[],
    scale: number,
    [from, to]: [number, number],
    radians = 0,
    at: Point = { x: 0, y: 0 },
  ): number {
    const along = changes.filter(({ x, y }) => {
      const distance = (x - at.x) * Math.cos(radians) + (y - at.y) * Math.sin(radians);
      return distance > from && distance < to;
    });
    return inkOf(along, -100) / scale ** 2 / (to - from);
  }

  it('thins out to its end from a border, and to both from its middle', () => {
    const size: Partial<Prior> = { size: [20, 20], width: [2, 2] };
    const fromBorder = still(64, size, { share: 1 }).changes;
    const onPart = still(64, { ...size, start: 'part' }, { share: 1 }).changes;
    expect([spanOf(fromBorder, 'x').from, spanOf(fromBorder, 'x').to - 20].every((off) => Math.abs(off) < 1.1)).toBe(
      true,
    );
    expect([spanOf(onPart, 'x').from + 10, spanOf(onPart, 'x').to - 10].every((off) => Math.abs(off) < 0.7)).toBe(true);
    for (const t of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const [from, to] = [20 * t - 1, 20 * t + 1];
      expect(widthIn(fromBorder, 4, [from, to]) / 2 - (0.45 + 0.55 * (1 - t))).toBeCloseTo(0, 1.3);
      expect(widthIn(onPart, 4, [from - 10, to - 10]) / 2 - (0.45 + 0.55 * Math.sin(Math.PI * t))).toBeCloseTo(0, 1.1);
    }
  });

  it('is open by half at least where it begins, and nowhere by less than a third', () => {
    const widthWith = (share: number, deviations: number): number => {
      const { changes } = still(64, { size: [30, 30], width: [2, 2] }, { share, deviations });
      return widthIn(changes, 4, [26, 28]) / 2 / (0.45 + 0.55 * 0.1) / Math.exp(0.15 * deviations);
    };
    expect([0, 1].map((share) => widthWith(share, 0))).toEqual([0.5, 1].map((open) => expect.closeTo(open, 1)));
    expect(widthWith(0, 1)).toBeCloseTo(1, 1);
    expect(widthWith(1, -1)).toBeCloseTo(0.35, 1.3);
  });

  /** The points of a walk of steps of one length from the origin, which turns by one deviation at each and as much over its whole length. */
  function walk(length: number, angle: number, turn: number): Point[] {
    const steps = Math.max(3, Math.min(80, Math.round(length / 2.5)));
    const points = [{ x: 0, y: 0 }];
    for (let k = 1; k <= steps; k++) {
      const direction = angle + 10 * turn * (1 - 0.9 ** k) + (turn * k) / steps;
      const { x, y } = points.at(-1)!;
      points.push({ x: x + Math.cos(direction), y: y + Math.sin(direction) });
    }
    const farthest = Math.max(...points.map(({ x, y }) => Math.hypot(x, y)));
    return points.map(({ x, y }) => ({ x: (x / farthest) * length, y: (y / farthest) * length }));
  }

  it.each([
    [4, 0.4],
    [10, 0.25],
    [24, -0.1],
  ])('walks from its beginning or round its middle, turning step by step: %f px', (length, turn) => {
    for (const start of ['border', 'part'] as const) {
      for (const angle of [0, 60]) {
        const values: Partial<Prior> = { size: [length, length], angle: [angle, angle], start, width: [0.2, 0.2] };
        const pins = { deviations: Math.sign(turn) };
        const curvature: [number, number] = [Math.abs(turn), Math.abs(turn)];
        const { changes } = still(2 * length + 4, { ...values, curvature }, pins);
        const path = walk(length, (-angle * Math.PI) / 180, turn);
        const origin = start === 'part' ? path[path.length >> 1]! : path[0]!;
        const offs = path.map(({ x, y }) =>
          Math.min(...changes.map((pixel) => Math.hypot(pixel.x - x + origin.x, pixel.y - y + origin.y))),
        );
        expect(Math.max(...offs)).toBeLessThan(0.025 * length);
      }
    }
  });

  it('keeps its angle where nothing lies inwards', () => {
    for (const start of ['border', 'part'] as const)
      expect(still(64, { angle: [30, 30], start }).drawing.values.angle).toBeCloseTo(30);
  });

  it('runs from a border of any direction into the part', () => {
    const inside = { x: 150, y: 110 };
    const isOnPart = ({ x, y }: Point): boolean => Math.hypot(x - 128, y - 128) < 60;
    const [starts, runs] = [new Set<number>(), seedsTo(40)];
    for (const seed of runs) {
      const prior = priorOf('hairline', { ...plain, start: 'border', angle: [50, 50] });
      const { at, values } = drawHairline(sketchOf({ isOnPart, place: () => inside }), prior, createRandom(seed));
      const radians = (-(values.angle as number) * Math.PI) / 180;
      expect((inside.x - at.x) * Math.cos(radians) + (inside.y - at.y) * Math.sin(radians)).toBeGreaterThan(0);
      starts.add(Math.sign(Math.cos(radians)));
    }
    expect(starts).toEqual(new Set([1, -1]));
  });

  it.each([0, 0.5, 1])('branches to a side by a share of its length, thinner: %f', (share) => {
    for (const chance of [true, false]) {
      const values: Partial<Prior> = { size: [80, 80], width: [3, 3] };
      const { changes } = still(192, { ...values, branches: [1, 1] }, { share, chance });
      const from = { x: 2.5 * (4 + Math.min(Math.floor(25 * share), 24)), y: 0 };
      const [aside, length] = [(0.35 + 0.75 * share) * (chance ? 1 : -1), 80 * (0.15 + 0.3 * share)];
      const branch = changes.filter(({ y }) => Math.abs(y) > 2.3);
      const tips = branch.map(({ x, y }) => Math.hypot(x - from.x, y - from.y));
      expect(Math.abs(Math.max(...tips) - length)).toBeLessThan(1.5);
      expect(new Set(branch.map(({ y }) => Math.sign(y)))).toEqual(new Set([chance ? 1 : -1]));
      // its outer third is wide by 0.45 and 0.55 of a sixth of it, as open as where it begins
      const width = widthIn(branch, 256 / 192, [(length * 2) / 3, length], aside, from);
      const open = 0.5 + 0.5 * share;
      expect(width / (3 * 0.65 * (0.45 + 0.55 / 6) * open)).toBeCloseTo(1, 0.7);
    }
  });

  it('has its lit wall half its width and half a pixel beside it', () => {
    const values: Partial<Prior> = { size: [16, 16], width: [0.5, 0.5], relief: [0.5, 0.5] };
    const lit = still(40, values, { share: 1 }, { x: 0.6, y: 0.8 }).changes.filter(({ by }) => by[0] > 0);
    expect(meanOf(lit.map(({ y }) => y))).toBeCloseTo(-0.8 * 0.75, 1);
    expect(Math.abs(spanOf(lit, 'x').from + 0.6 * 0.75)).toBeLessThan(0.3);
    expect(Math.max(...lit.map(({ by }) => by[0]))).toBe(50);
  });
});

describe('a hairline crack', () => {
  it('is as long as stated, from one end to the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 20, max: 120 }), (seed, size) => {
        const changed = hairline(seed, { size: [size, size], curvature: [0, 0.1], width: [1, 1] }).changes;
        const { length } = spanOf(changed, 'x');
        expect(length).toBeGreaterThan(0.8 * size - 3);
        expect(length).toBeLessThan(size + 4);
      }),
      { numRuns: 20 },
    );
  });

  it.each([0.2, 0.5, 1, 2, 4])('is %f px wide, in the mean, though a pixel be wider', (width) => {
    const inks = seedsTo(12).map((seed) => {
      const { changes } = hairline(seed, { width: [width, width], curvature: [0, 0], contrast: [100, 100] });
      return inkOf(changes, -100) / 80;
    });
    // it thins out to 0.45 of its width (0.8 of it in the mean), and is nearly closed in places (0.35 to 1)
    expect(meanOf(inks) / width).toBeGreaterThan(0.45);
    expect(meanOf(inks) / width).toBeLessThan(0.8);
  });

  it('is darker unless its prior says otherwise, and by no more than its contrast', () => {
    const signs = (changes: Partial<Prior>): Set<number> =>
      new Set(seedsTo(8).map((seed) => Math.sign(hairline(seed, changes).drawing.values.contrast as number)));
    expect([signs({}), signs({ sign: 'brighter' }), signs({ sign: 'both' })]).toEqual([
      new Set([-1]),
      new Set([1]),
      new Set([-1, 1]),
    ]);
    for (const seed of seedsTo(5)) {
      for (const { by } of hairline(seed).changes) {
        expect(by[0]).toBeLessThan(0);
        expect(by[0]).toBeGreaterThanOrEqual(-60);
      }
    }
  });

  it('runs at its angle, from the picture’s rows or from the grain where there is one', () => {
    const heightOf = (changes: Partial<Prior>, grain: number | null): number =>
      meanOf(
        seedsTo(12).map((seed) => {
          const drawn = hairline(seed, { curvature: [0, 0.02], ...changes }, { grainAt: () => grain }).changes;
          return spanOf(drawn, 'y').length / spanOf(drawn, 'x').length;
        }),
      );
    expect(heightOf({ angle: [0, 0] }, Math.PI / 2)).toBeLessThan(0.2);
    expect(heightOf({ angle: [90, 90] }, Math.PI / 2)).toBeGreaterThan(5);
    expect(heightOf({ angle: [0, 0], along: 'grain' }, Math.PI / 2)).toBeGreaterThan(5);
    const anyhow = seedsTo(20).map((seed) => hairline(seed, { along: 'grain' }).drawing.values.angle as number);
    expect(Math.max(...anyhow) - Math.min(...anyhow)).toBeGreaterThan(180);
  });

  it('wanders more with its curvature, and has as many branches as stated', () => {
    const off = (changes: Partial<Prior>): number =>
      meanOf(seedsTo(8).map((seed) => spanOf(hairline(seed, changes).changes, 'y').length));
    expect(off({ curvature: [0, 0] })).toBeLessThan(4);
    expect(off({ curvature: [0.1, 0.1] })).toBeGreaterThan(5);
    expect(off({ curvature: [0.5, 0.5] })).toBeGreaterThan(2 * off({ curvature: [0.1, 0.1] }));
    const still = { curvature: [0, 0] as [number, number] };
    expect(off({ ...still, branches: [3, 3] })).toBeGreaterThan(off({ ...still, branches: [1, 1] }));
    for (const branches of [0, 1, 4]) {
      const { values } = hairline(1, { branches: [branches, branches] }).drawing;
      expect(values.branches).toBe(branches);
    }
  });

  it('begins at the border of the part where it is to, and runs inwards', () => {
    // a part of the columns from 78 on, 50 px left of the middle
    const sketch = { isOnPart: ({ x }: { x: number }): boolean => x >= 78 && x < 178 };
    for (const seed of seedsTo(30)) {
      const { drawing } = hairline(seed, { start: 'border', size: [30, 30], curvature: [0, 0.05] }, sketch);
      expect(drawing.values.start).toBe('border');
      const { x, y } = drawing.at;
      const isAtSide = Math.min(Math.abs(x - 78), Math.abs(x - 177)) < 2;
      expect(isAtSide || y < 2 || y > 254).toBe(true);
      if (!isAtSide) continue;
      const { from, to } = spanOf(changesBy(drawing, part), 'x');
      expect((from + to) / 2 + 128 - x > 0).toBe(x < 128); // rightwards from the left border
    }
    const starts = new Set(seedsTo(30).map((seed) => hairline(seed, { start: 'both' }).drawing.values.start));
    expect(starts).toEqual(new Set(['part', 'border']));
  });

  it('has a lit wall on the side that lies away from the light, by its share of the contrast', () => {
    fc.assert(
      fc.property(fc.integer({ min: -180, max: 180 }), fc.integer({ min: 0, max: 99 }), (degrees, seed) => {
        const radians = (degrees * Math.PI) / 180;
        const light = { x: Math.cos(radians), y: -Math.sin(radians) };
        const straight: Partial<Prior> = { width: [3, 3], curvature: [0, 0], contrast: [80, 80], relief: [0.5, 0.5] };
        const drawn = hairline(seed, { ...straight, angle: acrossThe(degrees) }, { light });
        const [bright, dark] = [middleOf(drawn.changes, 1), middleOf(drawn.changes, -1)];
        expect((bright.x - dark.x) * light.x + (bright.y - dark.y) * light.y).toBeLessThan(-0.5);
        expect(Math.max(...drawn.changes.map(({ by }) => by[0]))).toBeLessThanOrEqual(40);
      }),
      { numRuns: 20 },
    );
    expect(hairline(1).changes.every(({ by }) => by[0] < 0)).toBe(true);
  });
});

/** The angle of a line across the light. */
function acrossThe(degrees: number): [number, number] {
  const angle = degrees > 0 ? degrees - 90 : degrees + 90;
  return [angle, angle];
}
