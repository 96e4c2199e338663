import { describe, expect, it } from 'vitest';
import { drawCrack } from '#shared/vision/synthesis/kinds/crack.ts';
import {
  changesBy,
  evenPicture,
  inkOf,
  priorOf,
  seedsTo,
  sketchOf,
  spanOf,
  steady,
} from '../../../fixtures/drawings.ts';

const length = 90;
const prior = priorOf('crack', { size: [length, length] });
const part = evenPicture(200);
/** A straight crack along the rows with the given number of branches, and what it changed. */
function crack(seed: number, branches: number, changes: Parameters<typeof steady>[1] = {}) {
  const drawing = drawCrack(sketchOf(), prior, steady(seed, { integer: () => branches, ...changes }));
  return { drawing, changes: changesBy(drawing, part) };
}
const isOffTrunk = ({ y }: { y: number }): boolean => Math.abs(y) > 3;

describe('a crack', () => {
  it('is darker by its contrast, whatever sign is drawn, on grey parts and on coloured ones', () => {
    for (const isGrey of [true, false]) {
      for (const seed of seedsTo(20)) {
        const drawing = drawCrack(sketchOf({ isGrey }), prior, steady(seed));
        expect(drawing.values.contrast).toBeCloseTo(-60, 9);
        const changes = changesBy(drawing, part);
        expect(changes.length).toBeGreaterThan(length / 2);
        for (const { by } of changes) expect(Math.max(...by)).toBeLessThanOrEqual(0);
      }
    }
  });

  it('is as long as stated, begins with its width and thins out to a hair', () => {
    for (const seed of seedsTo(20)) {
      const { drawing, changes } = crack(seed, 0);
      const { size, width, angle, edge, branches } = drawing.values as Record<string, number>;
      expect([size, angle, edge, branches]).toEqual([length, expect.closeTo(0, 9), 0, 0]);
      expect(width).toBeGreaterThanOrEqual(0.8);
      expect(width).toBeLessThanOrEqual(3.5);
      const { from, to } = spanOf(changes, 'x');
      expect(to - from).toBeGreaterThan(length - 3);
      expect(to - from).toBeLessThan(length + 6);
      const widthAt = (share: number): number => {
        const column = Math.round(from + 0.5 + share * (to - from)) - 0.5;
        return inkOf(
          changes.filter(({ x }) => x === column),
          -60,
        );
      };
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const left = Math.max(width! * (1 - share), 0.6);
        expect(Math.abs(widthAt(share) - left)).toBeLessThan(0.12 * width! + 0.15);
      }
    }
  });

  it('runs in the direction that is stated, and is no wider than a third of its length', () => {
    const upright = drawCrack(sketchOf(), { ...prior, angle: [90, 90] }, steady(1, { integer: () => 0 }));
    const changes = changesBy(upright, part);
    expect(spanOf(changes, 'y').length).toBeGreaterThan(length - 3);
    expect(spanOf(changes, 'x').length).toBeLessThan(8);
    expect(upright.values.angle).toBeCloseTo(90, 9);
    const short = drawCrack(sketchOf(), { ...prior, size: [3, 3] }, steady(1));
    expect(short.values.width).toBeLessThanOrEqual(1);
  });

  it('has none, one or two branches, as its values say', () => {
    const drawn = seedsTo(60).map((seed) => {
      const drawing = drawCrack(sketchOf(), prior, steady(seed));
      const hasOffTrunk = changesBy(drawing, part).some(isOffTrunk);
      expect(hasOffTrunk).toBe(drawing.values.branches !== 0);
      return drawing.values.branches;
    });
    for (const count of [0, 1, 2]) expect(drawn.filter((branches) => branches === count).length).toBeGreaterThan(8);
  });

  it('has branches of a fifth to a half of its length, up and down, thinner than it', () => {
    const widest = { logUniform: (_: number, high: number) => high };
    const reaches: number[] = [];
    const rises: number[] = [];
    for (const seed of seedsTo(40)) {
      const { changes } = crack(seed, 1, widest);
      const branch = changes.filter(isOffTrunk);
      const ink = inkOf(changes, -60) - inkOf(crack(seed, 0, widest).changes, -60);
      const height = spanOf(branch, 'y').length;
      reaches.push(height);
      // Its direction lies between 0.4 and 1.1 radians off the trunk's.
      const { from, to } = spanOf(branch, 'x');
      expect(Math.hypot(height, to - from)).toBeLessThan(length / 2 + 4);
      expect(height).toBeGreaterThan((length / 5) * Math.sin(0.4) - 1);
      // A wedge from 0.7 of the trunk's width to nothing covers half of it times its length.
      expect(ink).toBeLessThan(0.5 * 0.7 * 3.5 * (length / 2) * 1.25);
      const [middleX, middleY] = [(from + to) / 2, (spanOf(branch, 'y').from + spanOf(branch, 'y').to) / 2];
      rises.push(Math.sign(branch.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0)));
    }
    expect(Math.max(...reaches)).toBeGreaterThan((length / 2) * Math.sin(1.1) * 0.7);
    for (const sign of [-1, 1]) expect(rises.filter((rise) => rise === sign).length).toBeGreaterThan(10);
  });

  it('turns at every step where the walk does', () => {
    const turning = steady(3, { integer: () => 0, normal: (_, turn) => turn! });
    const jagged = drawCrack(sketchOf(), prior, turning);
    expect(spanOf(changesBy(jagged, part), 'y').length).toBeGreaterThan(10);
  });
});
