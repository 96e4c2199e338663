import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { drawSmear } from '#shared/vision/synthesis/kinds/smear.ts';
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
} from '../../../fixtures/drawings.ts';

const smear = (seed: number, changes: Partial<Prior>, image = evenPicture(120)) => {
  const drawing = drawSmear(sketchOf(), priorOf('smear', changes), createRandom(seed));
  return { drawing, changes: changesBy(drawing, image) };
};
/** Lines along the columns, 2 px wide. */
const lined = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.fill(i % 4 < 2 ? 150 : 90, 3 * i, 3 * i + 3);
  return image;
};

describe('a smear', () => {
  const contrastAt = (changes: readonly Changed[]): number =>
    meanOf(changes.filter(({ x, y }) => Math.hypot(x, y) < 8).map(({ by }) => Math.abs(by[0])));

  it('draws lines out that it crosses, and leaves those that it follows', () => {
    const left = (angle: number): number =>
      meanOf(
        seedsTo(4).map(
          (seed) =>
            contrastAt(smear(seed, { size: [50, 50], reach: [16, 16], angle: [angle, angle] }, lined()).changes) || 0,
        ),
      );
    expect(left(0)).toBeGreaterThan(24); // 30 grey levels to their mean
    expect(left(90)).toBeLessThan(4);
  });

  it('drags as far as stated, never more than its size, and changes nothing on an even part', () => {
    for (const seed of seedsTo(4)) {
      expect(smear(seed, { size: [6, 6], reach: [20, 20] }).drawing.values.reach).toBe(6);
      expect(smear(seed, { size: [60, 60], reach: [20, 20] }).drawing.values.reach).toBe(20);
      expect(smear(seed, { size: [60, 60] }).changes).toEqual([]);
    }
  });

  it.each([30, -120])('takes from waves what a mean along its reach takes, and shifts none: %f°', (angle) => {
    const frame = { width: 128, height: 128 }; // worked at 2 px for each px at 256
    const sketch = sketchOf({ ...frame, place: () => ({ x: 64, y: 64 }) });
    const radians = (angle * Math.PI) / 180;
    const waveAt = (x: number, y: number, period: number): number =>
      Math.sin((2 * Math.PI * (x * Math.cos(radians) - y * Math.sin(radians))) / period + 1);
    for (const [period, reach, opacity] of [
      [16, 24, 1],
      [24, 12, 0.5],
    ] as const) {
      const image = createRaster(256, 256);
      for (let i = 0; i < 256 * 256; i++) {
        const wave = waveAt(((i % 256) - 127.5) / 2, (Math.floor(i / 256) - 127.5) / 2, period);
        image.data.fill(Math.round(120 + 100 * wave), 3 * i, 3 * i + 3);
      }
      const values: Partial<Prior> = { size: [44, 44], elongation: [1, 1], angle: [angle, angle] };
      const prior = priorOf('smear', { ...values, reach: [reach, reach], opacity: [opacity, opacity] });
      const inside = changesOn(drawSmear(sketch, prior, pinned()), image, { frame }).filter(
        ({ x, y }) => Math.hypot(x, y) < 18,
      );
      const left = Math.sin((Math.PI * reach) / period) / ((Math.PI * reach) / period);
      const off = inside.map(({ x, y, by }) => Math.abs(by[0] - 100 * (left - 1) * opacity * waveAt(x, y, period)));
      expect(inside.length).toBeGreaterThan(0.9 * 4 * Math.PI * 18 ** 2);
      expect(Math.max(...off)).toBeLessThan(2);
    }
  });
});
