import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import type { Random } from '#shared/vision/random.ts';
import { drawTexture } from '#shared/vision/synthesis/kinds/texture.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  solid,
  steady,
} from '../../../fixtures/drawings.ts';

const size = 40;
const part = evenPicture(128);
const donors = [evenPicture(20), evenPicture(230)];

/** A texture; with `next` at 0 a piece of a part is neither brighter nor darker than the part. */
function texture(seed: number, changes: Partial<Prior> = {}, how: Partial<Random> = { next: () => 0 }) {
  const prior = priorOf('texture', { size: [size, size], ...changes });
  const drawing = drawTexture(sketchOf({ donorCount: 2 }), prior, steady(seed, how));
  const changed = changesBy(drawing, part, donors);
  return { drawing, changed, isOfPart: drawing.values.source === 'part', levels: changed.map(({ by }) => by[0] + 128) };
}

describe('a texture', () => {
  it('says what it was drawn with; half of them come from a part', () => {
    const drawn = seedsTo(100).map((seed) => texture(seed, { opacity: [0.5, 0.5], edge: [0.5, 0.5] }));
    for (const { drawing, isOfPart } of drawn) {
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      expect(drawing.values).toEqual({ size, edge: 0.5, opacity: 0.5, source: isOfPart ? 'part' : 'procedural' });
    }
    const share = meanOf(drawn.map(({ isOfPart }) => Number(isOfPart)));
    expect(share).toBeGreaterThan(0.38);
    expect(share).toBeLessThan(0.62);
  });

  it('of a part shows one of the donors, each as often, in the measure of its opacity', () => {
    for (const opacity of [1, 0.5]) {
      const shown = seedsTo(80)
        .map((seed) => texture(seed, { opacity: [opacity, opacity] }))
        .filter(({ isOfPart, levels }) => isOfPart && levels.length > 0)
        .map(({ levels }) => {
          const isDark = levels[0]! < 128;
          const furthest = isDark ? Math.min(...levels) : Math.max(...levels);
          expect(Math.abs(furthest - (128 + opacity * ((isDark ? 20 : 230) - 128)))).toBeLessThanOrEqual(1);
          return isDark;
        });
      expect(shown.filter(Boolean).length).toBeGreaterThan(8);
      expect(shown.filter((isDark) => !isDark).length).toBeGreaterThan(8);
    }
  });

  it('of a part is changed in brightness by as much as is drawn', () => {
    const full = seedsTo(80)
      .map((seed) => texture(seed, {}, { next: () => 1 }))
      .filter(({ isOfPart }) => isOfPart);
    const levels = full.map((one) => meanOf(one.levels));
    const isUnlikeItsPart = levels.filter((level) => Math.abs(level - 20) > 12 && Math.abs(level - 230) > 12);
    expect(isUnlikeItsPart.length / levels.length).toBeGreaterThan(0.4);
  });

  it('of no part has a level of its own and about half of the contrast to either side', () => {
    const procedural = seedsTo(120)
      .map((seed) => texture(seed, { contrast: [60, 60] }, {}))
      .filter(({ isOfPart }) => !isOfPart);
    const spreads = procedural.map(({ levels }) => Math.max(...levels) - Math.min(...levels));
    // Of one level, of noise, stripes or squares between ±30, and speckles of deviation 18.
    expect(spreads.filter((spread) => spread > 40).length).toBeGreaterThan(15);
    const means = procedural.map(({ levels }) => meanOf(levels));
    expect(Math.min(...means)).toBeLessThan(60);
    expect(Math.max(...means)).toBeGreaterThan(190);
    const wide = procedural.filter(({ changed }) => {
      const inside = solid(changed).map(({ by }) => by[0]);
      return Math.max(...inside) - Math.min(...inside) > 62;
    });
    expect(wide.length / procedural.length).toBeLessThan(0.4);
  });

  it('of no part is laid over the part in the measure of its opacity', () => {
    for (const seed of seedsTo(60)) {
      const { levels, isOfPart } = texture(seed, { opacity: [0.1, 0.1] }, {});
      if (!isOfPart) for (const level of levels) expect(Math.abs(level - 128)).toBeLessThan(0.1 * (108 + 30 * 4));
    }
  });

  it('is a ragged patch in six of ten cases, else a blob; no farther from its middle than its size allows', () => {
    const drawn = seedsTo(200)
      .map((seed) => texture(seed))
      .filter(({ isOfPart }) => isOfPart);
    const hasMiddle = drawn.map(({ changed }) => {
      const reach = Math.max(0, ...changed.map(({ x, y }) => Math.hypot(x, y)));
      expect(reach).toBeLessThan((size / 2) * 1.4 + 2);
      return changed.filter(({ x, y }) => Math.hypot(x, y) < 2).length > 8;
    });
    // A blob covers its middle; a patch is noise above a quantile of 50 to 85 %, which leaves it bare two times of three.
    const bare = 1 - meanOf(hasMiddle.map(Number));
    expect(bare).toBeGreaterThan(0.25);
    expect(bare).toBeLessThan(0.6);
    const ragged = drawn.filter((_, i) => !hasMiddle[i]);
    const reaches = ragged.map(({ changed }) => Math.max(0, ...changed.map(({ x, y }) => Math.hypot(x, y))));
    expect(Math.max(...reaches)).toBeGreaterThan((size / 2) * 1.2);
  });

  it('is still seen where it is smaller than the noise it is cut from', () => {
    const seen = seedsTo(40)
      .map((seed) => texture(seed, { size: [1, 1] }))
      .filter(({ isOfPart }) => isOfPart);
    const areas = seen.map(({ changed }) => changed.length);
    expect(Math.max(...areas)).toBeGreaterThanOrEqual(5); // within a round of 2 px
    for (const { changed } of seen) for (const { x, y } of changed) expect(Math.hypot(x, y)).toBeLessThan(4);
  });
});
