import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { drawHairline } from '#shared/vision/synthesis/kinds/hairline.ts';
import type { Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  type Changed,
  changesBy,
  evenPicture,
  inkOf,
  meanOf,
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

describe('a hairline crack', () => {
  it('is as long as stated, from one end to the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 20, max: 120 }), (seed, size) => {
        const changed = hairline(seed, { size: [size, size], curvature: [0, 0.1], width: [1, 1] }).changes;
        const { length } = spanOf(changed, 'x');
        expect(length).toBeGreaterThan(0.8 * size - 3);
        expect(length).toBeLessThan(size + 4);
      }),
      { numRuns: 40 },
    );
  });

  it.each([0.2, 0.5, 1, 2, 4])('is %f px wide, in the mean, though a pixel be wider', (width) => {
    const inks = seedsTo(30).map((seed) => {
      const { changes } = hairline(seed, { width: [width, width], curvature: [0, 0], contrast: [100, 100] });
      return inkOf(changes, -100) / 80;
    });
    // it thins out to 0.45 of its width (0.8 of it in the mean), and is nearly closed in places (0.35 to 1)
    expect(meanOf(inks) / width).toBeGreaterThan(0.45);
    expect(meanOf(inks) / width).toBeLessThan(0.8);
  });

  it('is darker unless its prior says otherwise, and by no more than its contrast', () => {
    const signs = (changes: Partial<Prior>): Set<number> =>
      new Set(seedsTo(20).map((seed) => Math.sign(hairline(seed, changes).drawing.values.contrast as number)));
    expect([signs({}), signs({ sign: 'brighter' }), signs({ sign: 'both' })]).toEqual([
      new Set([-1]),
      new Set([1]),
      new Set([-1, 1]),
    ]);
    for (const seed of seedsTo(20)) {
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
      meanOf(seedsTo(20).map((seed) => spanOf(hairline(seed, changes).changes, 'y').length));
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
      { numRuns: 40 },
    );
    expect(hairline(1).changes.every(({ by }) => by[0] < 0)).toBe(true);
  });
});

/** The angle of a line across the light. */
function acrossThe(degrees: number): [number, number] {
  const angle = degrees > 0 ? degrees - 90 : degrees + 90;
  return [angle, angle];
}
