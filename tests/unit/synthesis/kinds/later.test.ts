import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DefectKind, Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { kindTable } from '#shared/vision/synthesis/kinds/index.ts';
import type { Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  type Changed,
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
} from '../../../fixtures/drawings.ts';

const even = evenPicture(120);
const draw = (
  kind: DefectKind,
  seed: number,
  changes: Partial<Prior>,
  image: Raster = even,
  sketch: Partial<Sketch> = {},
) => {
  const drawing = kindTable[kind](sketchOf(sketch), priorOf(kind, changes), createRandom(seed));
  return { drawing, changes: changesBy(drawing, image) };
};
const lightFrom = (degrees: number): { x: number; y: number } => {
  const radians = (degrees * Math.PI) / 180;
  return { x: Math.cos(radians), y: -Math.sin(radians) };
};
/** From the darkened to the brightened pixels, along a direction, px. */
function towards(changes: readonly Changed[], { x, y }: { x: number; y: number }): number {
  const middle = (sign: 1 | -1): number =>
    meanOf(changes.filter(({ by }) => Math.sign(by[0]) === sign).map((one) => one.x * x + one.y * y));
  return middle(1) - middle(-1);
}
/** Lines along the columns, 2 px wide. */
const lined = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.fill(i % 4 < 2 ? 150 : 90, 3 * i, 3 * i + 3);
  return image;
};

describe('a dent', () => {
  it('has a bright wall that faces the light, and is as bright as dark', () => {
    fc.assert(
      fc.property(fc.integer({ min: -180, max: 180 }), fc.nat(99), fc.boolean(), (degrees, seed, isRaised) => {
        const light = lightFrom(degrees);
        const form = isRaised ? 'raised' : 'hollow';
        const { changes, drawing } = draw('dent', seed, { form, size: [40, 40], contrast: [50, 50] }, even, { light });
        expect(drawing.values.form).toBe(form);
        // the far wall of a hollow faces the light, the near one of a bulge
        expect(towards(changes, light) * (isRaised ? 1 : -1)).toBeGreaterThan(4);
        const most = Math.max(...changes.map(({ by }) => Math.abs(by[0])));
        expect(Math.abs(most - 50)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
    const forms = new Set(seedsTo(30).map((seed) => draw('dent', seed, { form: 'both' }).drawing.values.form));
    expect(forms).toEqual(new Set(['hollow', 'raised']));
  });

  it('is as long as stated and so many times as long as wide', () => {
    for (const seed of seedsTo(20)) {
      const { changes } = draw('dent', seed, { size: [60, 60], elongation: [3, 3], contrast: [90, 90] });
      expect(spanOf(changes, 'x').length).toBeGreaterThan(60 * 0.65);
      expect(spanOf(changes, 'x').length).toBeLessThanOrEqual(62);
      expect(spanOf(changes, 'y').length).toBeLessThanOrEqual(23);
    }
  });
});

describe('a chip', () => {
  it('lies at the border of the part and shows what lies beyond', () => {
    const isOnPart = ({ x }: { x: number }): boolean => x >= 100 && x < 200;
    const colourAt = (): [number, number, number] => [20, 20, 20];
    for (const seed of seedsTo(20)) {
      const { drawing, changes } = draw('chip', seed, { size: [20, 20] }, even, { isOnPart, colourAt });
      const { x, y } = drawing.at;
      expect(Math.min(Math.abs(x - 100), Math.abs(x - 199), y, 256 - y)).toBeLessThan(2);
      expect(Math.min(...changes.map(({ by }) => 120 + by[0]))).toBeLessThan(45);
      for (const one of changes) expect(Math.hypot(one.x + 128 - x, one.y + 128 - y)).toBeLessThan(10 * 1.3 + 4);
    }
  });

  it('has a broken face that is bright where it looks into the light, and dark where it does not', () => {
    const isOnPart = ({ x }: { x: number }): boolean => x >= 100;
    const faceIn = (light: { x: number; y: number }): number =>
      meanOf(
        seedsTo(60).flatMap((seed) => {
          const changes: Partial<Prior> = { relief: [1, 1], contrast: [50, 50] };
          const { at, values } = draw('chip', seed, changes, even, { isOnPart, light }).drawing;
          return Math.abs(at.x - 100) < 2 ? [values.contrast as number] : [];
        }),
      );
    expect(faceIn({ x: -1, y: 0 })).toBeGreaterThan(20);
    expect(faceIn({ x: 1, y: 0 })).toBeLessThan(-20);
  });
});

describe('a smear', () => {
  const contrastAt = (changes: readonly Changed[]): number =>
    meanOf(changes.filter(({ x, y }) => Math.hypot(x, y) < 8).map(({ by }) => Math.abs(by[0])));

  it('draws lines out that it crosses, and leaves those that it follows', () => {
    const smear = (angle: number): number =>
      meanOf(
        seedsTo(8).map(
          (seed) =>
            contrastAt(
              draw('smear', seed, { size: [50, 50], reach: [16, 16], angle: [angle, angle] }, lined()).changes,
            ) || 0,
        ),
      );
    expect(smear(0)).toBeGreaterThan(24); // 30 grey levels to their mean
    expect(smear(90)).toBeLessThan(4);
  });

  it('drags as far as stated, never more than its size, and changes nothing on an even part', () => {
    for (const seed of seedsTo(10)) {
      expect(draw('smear', seed, { size: [6, 6], reach: [20, 20] }).drawing.values.reach).toBe(6);
      expect(draw('smear', seed, { size: [60, 60], reach: [20, 20] }).drawing.values.reach).toBe(20);
      expect(draw('smear', seed, { size: [60, 60] }).changes).toEqual([]);
    }
  });
});

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
    for (const seed of seedsTo(12)) {
      const changes: Partial<Prior> = { size: [44, 44], elongation: [1, 1], edge: [0, 0], detail: [1, 1] };
      const { drawing, changes: changed } = draw('erased', seed, changes, image, { detailAt, place });
      if (drawing.at.x !== 90) continue;
      onBore++;
      const middle = changed.filter(({ x, y }) => Math.hypot(x + 128 - 90, y + 128 - 70) < 5);
      expect(middle.length).toBeGreaterThan(60);
      for (const { by } of middle) expect(Math.abs(10 + by[0] - 140)).toBeLessThanOrEqual(2);
    }
    expect(onBore).toBeGreaterThan(10);
  });
});
