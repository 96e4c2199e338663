import { describe, expect, it } from 'vitest';
import { drawScratch } from '#shared/vision/synthesis/kinds/scratch.ts';
import {
  changesBy,
  evenPicture,
  inkOf,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
  steady,
} from '../../../fixtures/drawings.ts';

const length = 90;
const prior = priorOf('scratch', { size: [length, length], opacity: [0.5, 0.5] });
const part = evenPicture(128);
const widest = { logUniform: (_: number, high: number) => high };

/** Scratches that run straight along the rows, and the width of each by its columns. */
const scratches = () =>
  seedsTo(200).map((seed) => {
    const drawing = drawScratch(sketchOf(), prior, steady(seed, widest));
    const changes = changesBy(drawing, part);
    const contrast = drawing.values.contrast as number;
    const { from, to } = spanOf(changes, 'x');
    const widthAt = (share: number): number => {
      const column = Math.round(from + share * (to - from) - 0.5) + 0.5;
      return inkOf(
        changes.filter(({ x }) => x === column),
        contrast,
      );
    };
    return { drawing, changes, contrast, widthAt, hasTexture: drawing.values.opacity !== 1 };
  });
const plainOnes = () => scratches().filter(({ hasTexture }) => !hasTexture);

describe('a scratch', () => {
  it('says what it was drawn with', () => {
    const drawn = scratches();
    for (const { drawing, contrast } of drawn) {
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      expect(drawing.values).toEqual({
        ...{ size: length, angle: expect.closeTo(0, 9), width: 5, contrast, edge: 0 },
        opacity: expect.toSatisfy((opacity) => opacity === 1 || opacity === 0.5),
      });
      expect(Math.abs(contrast)).toBe(60);
    }
    expect(new Set(drawn.map(({ contrast }) => Math.sign(contrast))).size).toBe(2);
  });

  it('is as long as stated and differs by its contrast wherever the pen is wide', () => {
    for (const { changes, contrast } of plainOnes()) {
      expect(spanOf(changes, 'x').length).toBeGreaterThan(length - 3);
      expect(spanOf(changes, 'x').length).toBeLessThan(length + 18); // a pen of 5 px, and half a step of 9
      for (const { by } of changes) expect(Math.sign(by[0])).toBe(Math.sign(contrast));
      expect(Math.max(...changes.map(({ by }) => Math.abs(by[0])))).toBe(60);
    }
  });

  it('has pointed ends in six of ten cases, and is as wide all along in the others', () => {
    const isPointed = plainOnes().map(({ widthAt }) => {
      const [start, middle, end] = [0.06, 0.5, 0.94].map(widthAt) as [number, number, number];
      expect(middle).toBeGreaterThan(4.6); // the stated 5 px, and 0.4 more where the ends are pointed
      expect(middle).toBeLessThan(5.6);
      if (start > 4.5) expect([start, end].map(Math.round)).toEqual([5, 5]);
      else expect(Math.max(start, end)).toBeLessThan(4);
      if (start <= 4.5) expect(Math.abs(start - end)).toBeLessThan(1.5); // as pointed at one end as at the other
      return start <= 4.5;
    });
    const share = meanOf(isPointed.map(Number));
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.7);
  });

  it('carries a texture in one of four cases, as opaque as drawn', () => {
    const drawn = scratches();
    const share = meanOf(drawn.map(({ hasTexture }) => Number(hasTexture)));
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.32);
    // A texture has a level of its own between 20 and 235, and 60 more or less: blended by half, not added.
    const strongest = drawn
      .filter(({ hasTexture }) => hasTexture)
      .map(({ changes }) => Math.max(0, ...changes.map(({ by }) => Math.abs(by[0]))));
    expect(Math.max(...strongest)).toBeGreaterThan(50);
    expect(Math.max(...strongest)).toBeLessThanOrEqual((235 - 128 + 60 * 3) / 2);
    expect(new Set(strongest).size).toBeGreaterThan(20);
  });

  it('winds the more, the more its steps turn, and is no wider than a third of its length', () => {
    const turning = steady(3, { normal: (_, turn) => turn! });
    expect(spanOf(changesBy(drawScratch(sketchOf(), prior, turning), part), 'y').length).toBeGreaterThan(8);
    expect(drawScratch(sketchOf(), { ...prior, size: [6, 6] }, steady(1)).values.width).toBeLessThanOrEqual(2);
    const upright = drawScratch(sketchOf(), { ...prior, angle: [90, 90] }, steady(1));
    expect(upright.values.angle).toBeCloseTo(90, 9);
    expect(spanOf(changesBy(upright, part), 'y').length).toBeGreaterThan(length - 3);
  });
});
