import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { drawChip } from '#shared/vision/synthesis/kinds/chip.ts';
import type { Drawing, Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  changesBy,
  changesOn,
  evenPicture,
  meanOf,
  pinned,
  priorOf,
  seedsTo,
  sketchOf,
} from '../../../fixtures/drawings.ts';

const even = evenPicture(120);
const chip = (seed: number, changes: Partial<Prior>, sketch: Partial<Sketch> = {}) =>
  drawChip(sketchOf(sketch), priorOf('chip', changes), createRandom(seed));

describe('a chip', () => {
  it('lies at the border of the part and shows what lies beyond', () => {
    const isOnPart = ({ x }: { x: number }): boolean => x >= 100 && x < 200;
    const colourAt = (): [number, number, number] => [20, 20, 20];
    for (const seed of seedsTo(8)) {
      const drawing = chip(seed, { size: [20, 20] }, { isOnPart, colourAt });
      const changes = changesBy(drawing, even);
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
          const { at, values } = chip(seed, changes, { isOnPart, light });
          return Math.abs(at.x - 100) < 2 ? [values.contrast as number] : [];
        }),
      );
    expect(faceIn({ x: -1, y: 0 })).toBeGreaterThan(20);
    expect(faceIn({ x: 1, y: 0 })).toBeLessThan(-20);
  });

  describe('without chance', () => {
    /** A part whose lower right border slants, on a background of one colour. */
    const slanted: Partial<Sketch> = {
      isOnPart: ({ x, y }) => x >= 100 && x + y < 300,
      colourAt: () => [20, 60, 200],
      light: { x: 0.6, y: -0.8 },
    };
    const still = (changes: Partial<Prior>, pins: Parameters<typeof pinned>[0] = { share: 0.125 }, sketch = slanted) =>
      drawChip(sketchOf(sketch), priorOf('chip', { elongation: [1, 1], size: [40, 40], ...changes }), pinned(pins));

    it('is lit as its face looks into the light, and the darker the less relief it has', () => {
      for (const share of [0.125, 0.25]) {
        for (const relief of [1, 0.4, 0]) {
          const { at, values } = still({ relief: [relief, relief] }, { share });
          const [dx, dy] = [Math.cos(share * 2 * Math.PI), Math.sin(share * 2 * Math.PI)];
          expect(at.x - 128).toBeCloseTo(Math.hypot(at.x - 128, at.y - 128) * dx);
          expect(at.x + at.y).toBeGreaterThan(298);
          expect(values.contrast).toBeCloseTo(60 * (relief * (0.6 * dx - 0.8 * dy) - (1 - relief) / 2));
        }
      }
      const atBorder = still({ relief: [0.5, 0.5] }, {}, { ...slanted, isOnPart: () => false });
      expect(atBorder.values.contrast).toBeCloseTo(-15);
    });

    /** At 2 px for each px at 256; from the middle of the chip, which lies in the middle of the picture. */
    const around = (drawing: Drawing, deviations = 0) => {
      const paints = { frame: { width: 128, height: 128 }, pixels: pinned({ deviations }) };
      return changesOn(drawing, even, paints).map(({ x, y, by }) => ({
        by,
        radius: Math.hypot(x, y),
      }));
    };
    const inMiddle: Partial<Sketch> = {
      ...{ width: 128, height: 128, place: () => ({ x: 64, y: 64 }) },
      ...{ isOnPart: () => false, colourAt: () => [20, 60, 200] },
    };

    it('is a hole of seven tenths of its size in which the background shows, and a face round it', () => {
      for (const [deviations, grain] of [
        [0, 0],
        [1, 1.25],
      ] as const) {
        const changes = around(still({ relief: [0, 0] }, { share: 0.25 }, inMiddle), deviations);
        const hole = changes.filter(({ radius }) => radius < 13.3);
        expect(hole.length / (4 * Math.PI * 13.3 ** 2)).toBeCloseTo(1, 1.5);
        for (const { by } of hole) expect(by).toEqual([20, 60, 200].map((tone) => Math.round(tone + grain) - 120));
        const face = changes.filter(({ radius }) => radius > 14.7 && radius < 18);
        expect(face.length / (4 * Math.PI * (18 ** 2 - 14.7 ** 2))).toBeCloseTo(1, 1);
        for (const { by } of face) expect(by).toEqual([-30, -30, -30]);
        expect(Math.max(...changes.map(({ radius }) => radius))).toBeLessThan(23);
      }
    });

    it('has a face as soft as its edge says', () => {
      const changes = around(still({ relief: [0, 0], edge: [4, 4] }, { share: 0.25 }, inMiddle));
      const beyond = changes.filter(({ radius }) => Math.abs(radius - 24) < 0.5).map(({ by }) => by[0]);
      expect(meanOf(beyond) / -30).toBeGreaterThan(0.08);
      expect(meanOf(beyond) / -30).toBeLessThan(0.25);
    });

    it('covers seven tenths at least', () => {
      expect([0.2, 0.9].map((opacity) => still({ opacity: [opacity, opacity] }).values.opacity)).toEqual([0.7, 0.9]);
    });
  });
});
