import { describe, expect, it } from 'vitest';
import type { PriorSet } from '#shared/domain/priors.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { type Mask, createMask, maskArea } from '#shared/vision/raster.ts';
import { type Reference, drawPlan } from '#shared/vision/synthesis/plan.ts';
import { evenPicture, seedsTo } from '../../../fixtures/drawings.ts';
import { defectsOf, even, priorsOf, side } from '../../../fixtures/plans.ts';

describe('where nothing drawn can be seen', () => {
  const invisible = (size: number): PriorSet =>
    priorsOf({ crack: { contrast: [1, 1], size: [size, size] }, fibre: { contrast: [1, 1] } });
  const box = ({ data }: Mask): { width: number; height: number; area: number } => {
    const at = [...data.keys()].filter((i) => data[i]);
    const [columns, rows] = [at.map((i) => i % side), at.map((i) => Math.floor(i / side))];
    const length = (values: number[]): number => Math.max(...values) - Math.min(...values) + 1;
    return { width: length(columns), height: length(rows), area: at.length };
  };

  it('a spot of the first kind is drawn that can: dark on bright parts, bright on dark ones', () => {
    for (const [level, contrast] of [
      [128, -90],
      [250, -90],
      [127, 90],
      [10, 90],
    ] as const) {
      const reference = even(level);
      const { plan, painting, base } = drawPlan(reference, invisible(40), createRandom(3));
      const [spot] = plan.defects;
      expect(plan.defects).toEqual([expect.objectContaining({ kind: 'crack' })]);
      expect(spot!.values).toEqual({ size: 8, contrast, fallback: 'spot' });
      const changes = [...painting.image.data]
        .map((value, i) => value - base.data[i]!)
        .filter((change) => change !== 0);
      expect(new Set(changes)).toEqual(new Set([contrast]));
      expect(painting.area).toBe(maskArea(painting.mask));
      expect(painting.area).toBeGreaterThan(0);
      const x = Math.floor(spot!.at.x / 4);
      const y = Math.floor(spot!.at.y / 4);
      expect(painting.mask.data[y * side + x]).toBe(255);
      expect(spot!.pixels().next()).toBe(spot!.pixels().next());
    }
  });

  it('it is no larger than the kind’s smallest size, nor than 8 px, nor smaller than can be seen', () => {
    const areas = [2, 6, 100].map((size) => {
      const { plan, painting } = drawPlan(even(), invisible(size), createRandom(5));
      expect(plan.defects[0]!.values.size).toBe(Math.min(size, 8));
      const { width, height } = box(painting.mask);
      expect(width).toBeLessThanOrEqual(6);
      expect(height).toBeLessThanOrEqual(6);
      return painting.area;
    });
    expect(areas[0]).toBeGreaterThanOrEqual(4);
    const large: Reference = { image: evenPicture(128), foreground: createMask(256, 256, 255), donors: [] };
    const changed = drawPlan(large, invisible(40), createRandom(5)).painting.image.data.filter(
      (value) => value !== 128,
    );
    expect(Math.sqrt(changed.length / 3)).toBeGreaterThanOrEqual(8);
    expect(Math.sqrt(changed.length / 3)).toBeLessThanOrEqual(10);
  });

  it('it lies on the part, however small that is', () => {
    const foreground = createMask(side, side);
    for (let y = 50; y < 58; y++) foreground.data.fill(255, y * side + 10, y * side + 18);
    for (const seed of seedsTo(10)) {
      const { plan } = drawPlan({ ...even(), foreground }, invisible(40), createRandom(seed));
      const { x, y } = plan.defects[0]!.at;
      expect(x >= 40 && x <= 72 && y >= 200 && y <= 232).toBe(true);
    }
  });

  it('somewhere on the picture where there is no part at all', () => {
    const nowhere = createMask(side, side);
    const { plan } = drawPlan({ ...even(), foreground: nowhere }, priorsOf({ pit: {} }), createRandom(1));
    const { x, y } = plan.defects[0]!.at;
    expect(x >= 0 && x < 256 && y >= 0 && y < 256).toBe(true);
  });

  it('only after it was tried again: most pictures show what was drawn though much of it is faint', () => {
    const priors = priorsOf({ pit: { contrast: [4, 60] } });
    const spots = seedsTo(60).filter((seed) => defectsOf(seed, priors)[0]!.values.fallback !== undefined);
    expect(spots).toEqual([]);
    const counting = (): { random: Random; drawn: () => number } => {
      let drawn = 0;
      const own = createRandom(1);
      return {
        random: { ...own, logUniform: (low, high) => (drawn++, own.logUniform(low, high)) },
        drawn: () => drawn,
      };
    };
    const [often, once] = [counting(), counting()];
    drawPlan(even(), priorsOf({ fibre: { contrast: [1, 1] } }), often.random);
    drawPlan(even(), priorsOf({ fibre: {} }), once.random);
    expect(often.drawn()).toBeGreaterThan(4 * once.drawn());
  });
});
