import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { drawStain } from '#shared/vision/synthesis/kinds/stain.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
  steady,
} from '../../../fixtures/drawings.ts';

const prior = priorOf('stain', { size: [40, 40] });
const [dark, bright] = [evenPicture(60), evenPicture(120)];
const isInside = ({ x, y }: { x: number; y: number }): boolean => Math.hypot(x, y) < 3;

/** A stain, and the mean change in its middle and the extreme changes anywhere. */
function stain(seed: number, image: Raster, changes: Partial<Prior> = {}) {
  const drawing = drawStain(sketchOf(), { ...prior, ...changes }, steady(seed));
  const changed = changesBy(drawing, image);
  const levels = changed.map(({ by }) => by[0]);
  return {
    ...{ drawing, changed, contrast: drawing.values.contrast as number },
    ...{ middle: meanOf(changed.filter(isInside).map(({ by }) => by[0])) },
    ...{ most: Math.max(...levels), least: Math.min(...levels) },
  };
}

describe('a stain', () => {
  it('says what it was drawn with, and is as large as stated', () => {
    for (const seed of seedsTo(20)) {
      const { drawing, changed, contrast } = stain(seed, bright, { opacity: [0.5, 0.5] });
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      expect(drawing.values).toEqual({ size: 40, contrast, edge: 0, opacity: 0.5 });
      expect(Math.abs(contrast)).toBe(60);
      const longest = Math.max(spanOf(changed, 'x').length, spanOf(changed, 'y').length);
      expect(longest).toBeGreaterThan(26);
      expect(longest).toBeLessThan(40 * 1.35 + 3);
    }
  });

  it('shifts the part by its contrast, or multiplies it: half and half', () => {
    const shifts = seedsTo(200).map((seed) => {
      const [onDark, onBright] = [stain(seed, dark), stain(seed, bright)];
      const isShift = Math.abs(onDark.middle - onBright.middle) < 1;
      if (isShift) expect(onDark.middle).toBeCloseTo(onDark.contrast, 0);
      else {
        expect(onDark.middle).toBeCloseTo((60 * onDark.contrast) / 110, 0);
        expect(onBright.middle).toBeCloseTo((120 * onDark.contrast) / 110, 0);
      }
      return isShift;
    });
    expect(meanOf(shifts.map(Number))).toBeGreaterThan(0.4);
    expect(meanOf(shifts.map(Number))).toBeLessThan(0.6);
  });

  it('multiplies by a quarter at the least and by two at the most', () => {
    const middles = seedsTo(30).map((seed) => stain(seed, bright, { contrast: [160, 160] }).middle);
    const rounded = new Set(middles.map(Math.round));
    // A shift by 160 ends at black or white; a gain ends at 0.25 × 120 or 2 × 120.
    expect([...rounded].sort((a, b) => a - b)).toEqual([-120, -90, 120, 135]);
  });

  it('changes half as much at half the opacity', () => {
    for (const seed of seedsTo(20)) {
      const [full, half] = [stain(seed, bright), stain(seed, bright, { opacity: [0.5, 0.5] })];
      expect(Math.abs(half.middle - full.middle / 2)).toBeLessThanOrEqual(1);
    }
  });

  it('has a darker rim in one of four cases, whether it is bright or dark, and no rim inside', () => {
    const faint = { opacity: [0.2, 0.2] as [number, number], edge: [1, 1] as [number, number] };
    const rims = seedsTo(200).map((seed) => {
      const { contrast, middle, least, most } = stain(seed, bright, faint);
      const inside = Math.max(Math.abs(middle), 1);
      expect(Math.sign(middle)).toBe(Math.sign(contrast));
      expect(inside).toBeLessThan(20);
      const hasRim = least < -20;
      // At half of its alpha the rim is strongest: 0.6 of the contrast and half of the stain.
      if (hasRim) expect(Math.abs(least + 36 - middle / 2)).toBeLessThan(4);
      expect(most).toBeLessThanOrEqual(contrast > 0 ? inside + 1 : 0);
      return hasRim;
    });
    expect(meanOf(rims.map(Number))).toBeGreaterThan(0.18);
    expect(meanOf(rims.map(Number))).toBeLessThan(0.32);
  });

  it('is as soft as drawn, small softnesses being the usual ones, but never beyond 1.4 of its size', () => {
    const edges = (range: [number, number], size = 40): number[] =>
      seedsTo(300).map((seed) => {
        const drawing = drawStain(sketchOf(), { ...prior, size: [size, size], edge: range }, steady(seed));
        return drawing.values.edge as number;
      });
    const usual = edges([0.5, 8]).sort((a, b) => a - b);
    expect(usual[0]).toBeGreaterThanOrEqual(0.5);
    expect(usual[299]).toBeLessThanOrEqual(8);
    expect(Math.abs(usual[150]! - 2)).toBeLessThan(0.6); // the geometric mean of the range
    const fromNone = edges([0, 8]).sort((a, b) => a - b);
    expect(Math.abs(fromNone[150]! - 4)).toBeLessThan(0.8); // from none no logarithm can be drawn
    expect(Math.max(...edges([8, 8], 2))).toBeCloseTo(2.8, 9);
    const [hard, soft] = [stain(1, bright), stain(1, bright, { edge: [6, 6] })];
    expect(spanOf(soft.changed, 'x').length).toBeGreaterThan(spanOf(hard.changed, 'x').length + 8);
  });
});
