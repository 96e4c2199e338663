import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { drawErased } from '#shared/vision/synthesis/kinds/erased.ts';
import type { Drawing, Point, Sketch } from '#shared/vision/synthesis/sketch.ts';
import { changesBy, changesOn, evenPicture, pinned, priorOf, seedsTo, sketchOf } from '../../../fixtures/drawings.ts';

const erased = (seed: number, changes: Partial<Prior>, image: Raster, sketch: Partial<Sketch>) => {
  const drawing = drawErased(sketchOf(sketch), priorOf('erased', changes), createRandom(seed));
  return { drawing, changes: changesBy(drawing, image) };
};

describe('a feature that is gone', () => {
  /** An even part with a bore of 8 px round (90, 70), as dark as can be. */
  const bored = (): Raster => {
    const image = evenPicture(140);
    for (let i = 0; i < 256 * 256; i++)
      if (Math.hypot((i % 256) - 90, Math.floor(i / 256) - 70) < 8) image.data.fill(10, 3 * i, 3 * i + 3);
    return image;
  };

  it('is the busiest of several places, filled from what surrounds it', () => {
    const image = bored();
    const detailAt = ({ x, y }: { x: number; y: number }): number => -Math.hypot(x - 90, y - 70);
    const place: Sketch['place'] = (random) => (random.chance(0.5) ? { x: 90, y: 70 } : { x: 200, y: 200 });
    let onBore = 0;
    for (const seed of seedsTo(5)) {
      const changes: Partial<Prior> = { size: [44, 44], elongation: [1, 1], edge: [0, 0], detail: [1, 1] };
      const { drawing, changes: changed } = erased(seed, changes, image, { detailAt, place });
      if (drawing.at.x !== 90) continue;
      onBore++;
      const middle = changed.filter(({ x, y }) => Math.hypot(x + 128 - 90, y + 128 - 70) < 5);
      expect(middle.length).toBeGreaterThan(60);
      for (const { by } of middle) expect(Math.abs(10 + by[0] - 140)).toBeLessThanOrEqual(2);
    }
    expect(onBore).toBeGreaterThan(3);
  });

  describe('without chance', () => {
    /** 128 × 128 px at 256, worked at 2 px for each of them. */
    const frame = { width: 128, height: 128 };
    const size = 24;
    const draw = (at: Point, detail: number, share: number): Drawing => {
      const values: Partial<Prior> = { size: [size, size], elongation: [1, 1], detail: [detail, detail] };
      return drawErased(sketchOf({ ...frame, place: () => at }), priorOf('erased', values), pinned({ share }));
    };
    const waveAt = (along: number): number => 30 * Math.sin((2 * Math.PI * along) / 3);
    /** An even part with fine waves along one axis in a stripe across it, and a dark bore. */
    function striped(axis: 'x' | 'y', from: number, to: number, bore?: Point): Raster {
      const image = evenPicture(120);
      for (let i = 0; i < 256 * 256; i++) {
        const at = { x: ((i % 256) + 0.5) / 2, y: (Math.floor(i / 256) + 0.5) / 2 };
        const wave = at[axis] > from && at[axis] < to ? waveAt(at[axis]) : 0;
        const depth = bore && Math.hypot(at.x - bore.x, at.y - bore.y) < 10 ? 60 : 0;
        image.data.fill(Math.round(120 + wave - depth), 3 * i, 3 * i + 3);
      }
      return image;
    }

    it.each([
      ['x', 0.5, { x: 48, y: 64 }],
      ['y', 0.75, { x: 64, y: 48 }],
    ] as const)('has the texture of the part its size beside it, along %s', (axis, share, at) => {
      for (const detail of [0, 0.5, 1]) {
        const drawing = draw(at, detail, share);
        expect(drawing.values).toEqual({ size, elongation: 1, detail, edge: 0 });
        const inside = changesOn(drawing, striped(axis, 63, 86, at), { frame })
          .map(({ x, y, by }) => ({ x: x + 64, y: y + 64, by: by[0] }))
          .filter(({ x, y }) => Math.hypot(x - at.x, y - at.y) < 8);
        expect(inside.length).toBeGreaterThan(4 * Math.PI * 8 ** 2 * 0.95);
        const off = inside.map((pixel) => Math.abs(pixel.by - 60 - detail * waveAt(pixel[axis] + size)));
        expect(Math.max(...off)).toBeLessThan(4);
      }
    });

    it.each([
      ['x', 0.5, { x: 112, y: 64 }],
      ['y', 0.75, { x: 64, y: 112 }],
    ] as const)(
      'has the texture of the last of the part where its size beside it is none, along %s',
      (axis, share, at) => {
        expect(changesOn(draw(at, 1, share), striped(axis, 0, 40), { frame })).toEqual([]);
      },
    );
  });
});
