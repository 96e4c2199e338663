import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { drawUneven } from '#shared/vision/synthesis/kinds/uneven.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  solid,
  spanOf,
} from '../../../fixtures/drawings.ts';

const even = evenPicture(120);
/** Lines along the columns, 20 grey levels apart. */
const lined = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.fill(i % 2 ? 130 : 110, 3 * i, 3 * i + 3);
  return image;
};
const plain: Partial<Prior> = { size: [60, 60], elongation: [1, 1], detail: [1, 1], along: 'picture' };
const uneven = (seed: number, changes: Partial<Prior> = {}, image = even, isGrey = true) => {
  const prior = priorOf('uneven', { ...plain, contrast: [20, 20], ...changes });
  const drawing = drawUneven(sketchOf({ isGrey }), prior, createRandom(seed));
  return { drawing, changes: changesBy(drawing, image) };
};

describe('an uneven finish', () => {
  it('is as wide as stated, and as many times as long, in the direction that is stated', () => {
    for (const seed of seedsTo(20)) {
      for (const [elongation, angle] of [
        [1, 0],
        [2, 0],
        [2, 90],
      ] as const) {
        const values: Partial<Prior> = { elongation: [elongation, elongation], angle: [angle, angle] };
        const { changes } = uneven(seed, values);
        const [long, short] = angle === 90 ? (['y', 'x'] as const) : (['x', 'y'] as const);
        expect(spanOf(changes, short).length).toBeGreaterThan(60 * 0.7);
        expect(spanOf(changes, short).length).toBeLessThan(60 * 1.3 + 4);
        expect(spanOf(changes, long).length).toBeGreaterThan(60 * elongation - 20);
        expect(spanOf(changes, long).length).toBeLessThan(60 * elongation + 22);
      }
    }
  });

  it('is darker or brighter by its contrast at most, and by half of it at least where it is clouded', () => {
    for (const seed of seedsTo(20)) {
      const { drawing, changes } = uneven(seed);
      const contrast = drawing.values.contrast as number;
      expect(Math.abs(contrast)).toBeCloseTo(20);
      for (const { by } of solid(changes)) {
        expect(by[0] / contrast).toBeLessThanOrEqual(1.03);
        if (Math.abs(by[0]) > 15) expect(by[0] / contrast).toBeGreaterThan(0.45);
      }
      expect(meanOf(solid(changes).map(({ by }) => by[0] / contrast))).toBeGreaterThan(0.45);
    }
    for (const sign of ['darker', 'brighter'] as const)
      for (const seed of seedsTo(10))
        expect(Math.sign(uneven(seed, { sign }).drawing.values.contrast as number)).toBe(sign === 'darker' ? -1 : 1);
  });

  it('shows the part’s own texture weaker or stronger, as its detail says, in grey and in colour', () => {
    for (const isGrey of [true, false]) {
      for (const detail of [0, 0.5, 2]) {
        const { changes } = uneven(3, { detail: [detail, detail], contrast: [1, 1], edge: [0, 0] }, lined(), isGrey);
        const inside = changes.filter(({ x, y }) => Math.abs(x) < 14 && Math.abs(y) < 14);
        const own = meanOf(inside.map(({ by }) => Math.abs(by[0])));
        expect(Math.abs(own - 10 * Math.abs(detail - 1))).toBeLessThan(1.6);
      }
    }
  });

  it('ends softly where its edge says so, and changes nothing beyond it', () => {
    const rim = (edge: number): number => {
      const { changes } = uneven(5, { edge: [edge, edge] });
      const most = Math.max(...changes.map(({ by }) => Math.abs(by[0])));
      return changes.filter(({ by }) => Math.abs(by[0]) < most / 3).length / changes.length;
    };
    expect(rim(8)).toBeGreaterThan(rim(0.5) + 0.05);
    for (const seed of seedsTo(10)) {
      const { changes } = uneven(seed, { edge: [2, 2] });
      for (const { x, y } of changes) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(30 * 1.3 + 2 * 2 + 3);
    }
  });
});
