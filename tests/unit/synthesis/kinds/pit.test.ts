import { describe, expect, it } from 'vitest';
import { drawPit } from '#shared/vision/synthesis/kinds/pit.ts';
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

const size = 20;
const part = evenPicture(128);

/** A pit lit from a direction, and what of it has the sign of its contrast or the other one. */
function pit(seed: number, degrees: number, edge = 0) {
  const prior = priorOf('pit', { size: [size, size], angle: [degrees, degrees], edge: [edge, edge] });
  const drawing = drawPit(sketchOf(), prior, steady(seed));
  const contrast = drawing.values.contrast as number;
  const changes = changesBy(drawing, part);
  const dot = changes.filter(({ by }) => by[0] * contrast > 0);
  return { drawing, contrast, dot, lit: changes.filter(({ by }) => by[0] * contrast < 0) };
}

describe('a pit', () => {
  it('is a dot of its contrast, dark or bright, as large as stated', () => {
    const signs = seedsTo(40).map((seed) => {
      const { drawing, contrast, dot } = pit(seed, 0);
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      expect(drawing.values).toEqual({ size, contrast, edge: 0 });
      expect(Math.abs(contrast)).toBe(60);
      const strongest = Math.max(...dot.map(({ by }) => Math.abs(by[0])));
      expect(strongest).toBeLessThanOrEqual(60);
      expect(strongest).toBeGreaterThanOrEqual(30);
      const longest = Math.max(spanOf(dot, 'x').length, spanOf(dot, 'y').length);
      expect(longest).toBeGreaterThan(size * 0.6);
      expect(longest).toBeLessThanOrEqual(size * 1.35 + 2);
      return Math.sign(contrast);
    });
    expect(new Set(signs).size).toBe(2);
  });

  it.each([
    [0, 1, 0],
    [180, -1, 0],
    [90, 0, -1],
    [-90, 0, 1],
  ])('is lit on the side of its direction (%i°) in half of the cases, by half of its contrast', (degrees, dx, dy) => {
    const lit = seedsTo(100).map((seed) => {
      const { lit: rim } = pit(seed, degrees);
      if (rim.length === 0) return false;
      expect(Math.max(...rim.map(({ by }) => Math.abs(by[0])))).toBeLessThanOrEqual(30);
      const [along, across] = [
        meanOf(rim.map(({ x, y }) => x * dx + y * dy)),
        meanOf(rim.map(({ x, y }) => x * dy - y * dx)),
      ];
      if (rim.length > 12) {
        expect(along).toBeGreaterThan(4);
        expect(Math.abs(across)).toBeLessThan(6);
      }
      for (const { x, y } of rim) expect(x * dx + y * dy).toBeLessThan((0.6 + 1.35) * (size / 2) + 2);
      return true;
    });
    expect(meanOf(lit.map(Number))).toBeGreaterThan(0.35);
    expect(meanOf(lit.map(Number))).toBeLessThan(0.65);
  });

  it('has a rim as soft as itself', () => {
    const furthest = (edge: number): number =>
      Math.max(...seedsTo(30).flatMap((seed) => pit(seed, 0, edge).lit.map(({ x }) => x)));
    expect(furthest(0)).toBeLessThan(22);
    expect(furthest(5)).toBeGreaterThan(24);
  });
});
