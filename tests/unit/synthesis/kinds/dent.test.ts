import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { drawDent } from '#shared/vision/synthesis/kinds/dent.ts';
import type { Point, Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  type Changed,
  changesBy,
  changesOn,
  evenPicture,
  meanOf,
  pinned,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
} from '../../../fixtures/drawings.ts';

const even = evenPicture(120);
const dent = (seed: number, changes: Partial<Prior>, sketch: Partial<Sketch> = {}) => {
  const drawing = drawDent(sketchOf(sketch), priorOf('dent', changes), createRandom(seed));
  return { drawing, changes: changesBy(drawing, even) };
};
/** Without chance, on a part of 128 × 128 px at 256, worked at 2 px for each of them. */
function fine(changes: Partial<Prior>, light = lightFrom(0), noise = 0): Changed[] {
  const frame = { width: 128, height: 128 };
  const sketch = sketchOf({ ...frame, light, place: () => ({ x: 64, y: 64 }) });
  return changesOn(drawDent(sketch, priorOf('dent', changes), pinned({ noise })), even, { frame });
}
function lightFrom(degrees: number): Point {
  const radians = (degrees * Math.PI) / 180;
  return { x: Math.cos(radians), y: -Math.sin(radians) };
}
/** From the darkened to the brightened pixels, along a direction, px. */
function towards(changes: readonly Changed[], { x, y }: Point): number {
  const middle = (sign: 1 | -1): number =>
    meanOf(changes.filter(({ by }) => Math.sign(by[0]) === sign).map((one) => one.x * x + one.y * y));
  return middle(1) - middle(-1);
}

describe('a dent', () => {
  it('has a bright wall that faces the light, and is as bright as dark', () => {
    fc.assert(
      fc.property(fc.integer({ min: -180, max: 180 }), fc.nat(99), fc.boolean(), (degrees, seed, isRaised) => {
        const light = lightFrom(degrees);
        const form = isRaised ? 'raised' : 'hollow';
        const { changes, drawing } = dent(seed, { form, size: [40, 40], contrast: [50, 50] }, { light });
        expect(drawing.values.form).toBe(form);
        // the far wall of a hollow faces the light, the near one of a bulge
        expect(towards(changes, light) * (isRaised ? 1 : -1)).toBeGreaterThan(4);
        const most = Math.max(...changes.map(({ by }) => Math.abs(by[0])));
        expect(Math.abs(most - 50)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 15 },
    );
    const forms = new Set(seedsTo(30).map((seed) => dent(seed, { form: 'both' }).drawing.values.form));
    expect(forms).toEqual(new Set(['hollow', 'raised']));
  });

  it('is as long as stated and so many times as long as wide', () => {
    for (const seed of seedsTo(8)) {
      const { changes } = dent(seed, { size: [60, 60], elongation: [3, 3], contrast: [90, 90] });
      expect(spanOf(changes, 'x').length).toBeGreaterThan(60 * 0.65);
      expect(spanOf(changes, 'x').length).toBeLessThanOrEqual(62);
      expect(spanOf(changes, 'y').length).toBeLessThanOrEqual(23);
    }
  });

  it('reaches along the light to its outline, at its angle and at whatever size is worked at', () => {
    for (const angle of [0, 30, -70]) {
      for (const noise of [0, -1, 1]) {
        const farthest = (towardsLight: number): number => {
          const light = lightFrom(towardsLight);
          const values: Partial<Prior> = { size: [40, 40], elongation: [2.5, 2.5], angle: [angle, angle] };
          const changes = fine({ ...values, contrast: [100, 100] }, light, noise);
          return Math.max(...changes.map(({ x, y }) => x * light.x + y * light.y));
        };
        const outline = noise === 0 ? 1 : 1 / 1.2;
        expect(Math.abs(farthest(angle) - 20 * outline)).toBeLessThan(0.6);
        expect(Math.abs(farthest(angle + 90) - 8 * outline)).toBeLessThan(0.6);
      }
    }
  });

  it('is as wide as the blur of its soft edge makes it', () => {
    const reachOf = (edge: number): number =>
      spanOf(fine({ size: [40, 40], elongation: [1, 1], edge: [edge, edge], contrast: [100, 100] }), 'x').to;
    expect(reachOf(0)).toBeLessThan(20.5);
    expect(reachOf(3)).toBeGreaterThan(22);
    expect(reachOf(6)).toBeGreaterThan(30);
  });

  it('shades all channels alike, and nothing where the light comes from straight above', () => {
    for (const { by } of fine({})) expect(new Set(by).size).toBe(1);
    expect(fine({}, { x: 0, y: 0 })).toEqual([]);
  });
});
