import { describe, expect, it } from 'vitest';
import { drawFibre } from '#shared/vision/synthesis/kinds/fibre.ts';
import {
  type Changed,
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
const prior = priorOf('fibre', { size: [length, length] });
const part = evenPicture(128);
const steps = 15;

/** A fibre without random turns that is as wide and as curled as can be. @param curl share of the most, −1 to 1 */
function curled(curl: number, degrees: number) {
  const random = steady(1, {
    logUniform: (_, high) => high,
    uniform: (low, high) => (low < 0 ? high * curl : length / steps),
  });
  return changesBy(drawFibre(sketchOf(), { ...prior, angle: [degrees, degrees] }, random), part);
}

/** Mean distance from a line through the middle, of what lies a given way along it; up the picture is positive. */
function offsetAt(changes: readonly Changed[], degrees: number, along: number): number {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const near = changes.filter(({ x, y }) => Math.abs(x * cos - y * sin - along) < 1.5);
  return meanOf(near.map(({ x, y }) => -y * cos - x * sin));
}

describe('a fibre', () => {
  it.each([0, 90, 45, -30])('bends to one side like a parabola about its middle, at %i°', (degrees) => {
    // Along it the walk's middle point lies at 0: eight of the fifteen steps follow, seven go before.
    const step = length / steps;
    for (const curl of [1, 0.5, -1]) {
      const changes = curled(curl, degrees);
      for (const along of [-6 * step, -3 * step, 0, 3 * step, 6 * step]) {
        const bend = (0.35 * curl * (along / step) ** 2) / (steps + 1);
        expect(Math.abs(offsetAt(changes, degrees, along) + bend * 2.5 * 3)).toBeLessThan(0.6);
      }
    }
  });

  it('is of even width from end to end, as long as stated', () => {
    const changes = curled(0, 0);
    const { from, to } = spanOf(changes, 'x');
    expect(to - from).toBeGreaterThan(length - 1);
    expect(to - from).toBeLessThan(length + 5);
    for (let x = from + 3; x <= to - 3; x++) {
      const column = changes.filter((one) => one.x === x);
      expect(Math.abs(inkOf(column, 60))).toBeCloseTo(2.5, 1);
    }
  });

  it('differs by its contrast times its opacity, and says what it was drawn with', () => {
    for (const seed of seedsTo(20)) {
      const faint = { ...prior, opacity: [0.5, 0.5] as [number, number], edge: [0.4, 0.4] as [number, number] };
      const drawing = drawFibre(sketchOf(), faint, steady(seed, { logUniform: (_, high) => high }));
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      const contrast = drawing.values.contrast as number;
      expect(drawing.values).toEqual({
        ...{ size: length, angle: expect.closeTo(0, 9), width: 2.5, contrast, edge: 0.4, opacity: 0.5 },
      });
      expect(Math.abs(contrast)).toBe(60);
      const levels = changesBy(drawing, part).map(({ by }) => by[0] * Math.sign(contrast));
      expect(Math.min(...levels)).toBeGreaterThan(0);
      expect(Math.max(...levels)).toBeGreaterThan(25);
      expect(Math.max(...levels)).toBeLessThanOrEqual(30);
    }
  });

  it('winds no wider than a third of its length', () => {
    const drawing = drawFibre(sketchOf(), { ...prior, size: [3, 3] }, steady(1));
    expect(drawing.values.width).toBe(1);
  });
});
