import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spread } from '#shared/domain/priorPhysics.ts';
import { type Prior, defaultPriorSet } from '#shared/domain/priors.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import {
  type Sketch,
  contrastOf,
  drawAngle,
  drawEdge,
  drawRange,
  drawShift,
  drawValue,
  frameOf,
  lineWidth,
  scaled,
  toDegrees,
} from '#shared/vision/synthesis/sketch.ts';

const prior = defaultPriorSet.kinds.pit;
const sketch = (isGrey: boolean): Sketch => ({
  ...{ width: 256, height: 256, isGrey, donorCount: 1, stamps: [], isOnPart: () => true },
  ...{ place: () => ({ x: 128, y: 128 }), colourAt: () => [90, 90, 90] as [number, number, number] },
  ...{ grainAt: () => null, detailAt: () => 0, light: { x: 1, y: 0 } },
});
const many = <T>(draw: (random: Random) => T): T[] => {
  const random = createRandom(3);
  return Array.from({ length: 4000 }, () => draw(random));
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('what a defect is drawn from', () => {
  it('is stated on the area of 256 × 256, whatever the shape', () => {
    expect(frameOf({ width: 384, height: 384 })).toEqual({ width: 256, height: 256 });
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const frame = frameOf({ width, height });
        expect(frame.width * frame.height).toBeCloseTo(256 * 256, 4);
        expect(frame.width / frame.height).toBeCloseTo(width / height, 6);
      }),
    );
  });

  it('is a value of its range, even or by its logarithm, and the value itself where both ends are equal', () => {
    const [evenly, logarithmic] = [
      many((random) => drawValue([1, 100], random)),
      many((random) => drawValue([1, 100], random, 'log')),
    ];
    for (const value of [...evenly, ...logarithmic]) expect(value >= 1 && value <= 100).toBe(true);
    expect(evenly.filter((value) => value < 10).length / 4000).toBeCloseTo(9 / 99, 1);
    expect(logarithmic.filter((value) => value < 10).length / 4000).toBeCloseTo(0.5, 1);
    const random = createRandom(1);
    expect([drawValue([0, 0], random, 'log'), drawValue([7, 7], random)]).toEqual([0, 7]);
    expect(random.next()).toBe(createRandom(1).next()); // a fixed value takes nothing from the stream
  });

  it('has a contrast of the prior, darker as often as brighter, and grey on grey parts', () => {
    const shifts = many((random) => drawShift('pit', sketch(true), { ...prior, contrast: [20, 50] }, random));
    for (const shift of shifts) {
      expect(new Set(shift).size).toBe(1);
      expect(Math.abs(shift[0])).toBeGreaterThanOrEqual(20);
      expect(Math.abs(shift[0])).toBeLessThanOrEqual(50);
    }
    expect(mean(shifts.map((shift) => Math.sign(shift[0])))).toBeCloseTo(0, 1);
  });

  it('on colour parts changes half the time one channel most and each other less, by a fifth at least', () => {
    const shifts = many((random) => drawShift('pit', sketch(false), { ...prior, contrast: [40, 40] }, random));
    const uneven = shifts.filter((shift) => new Set(shift).size > 1);
    expect(uneven.length / shifts.length).toBeCloseTo(0.5, 1);
    for (const shift of uneven) {
      const sizes = shift.map(Math.abs).sort((a, b) => b - a);
      expect(sizes[0]).toBe(40);
      expect(sizes[2]).toBeGreaterThanOrEqual(8);
      expect(new Set(shift.map(Math.sign)).size).toBe(1);
      expect(Math.abs(contrastOf(shift))).toBe(40);
    }
    for (const c of [0, 1, 2]) {
      expect(uneven.filter((shift) => Math.abs(shift[c]!) === 40).length / uneven.length).toBeCloseTo(1 / 3, 1);
    }
    expect(contrastOf([3, -9, 8])).toBe(-9);
    expect(scaled([3, -9, 8], -2)).toEqual([-6, 18, -16]);
  });

  it('is never softer than 0.6 of its size, nor a line wider than a third of its length', () => {
    for (const edge of many((random) => drawEdge({ ...prior, edge: [0, 12] }, 5, random)))
      expect(edge).toBeLessThanOrEqual(3);
    expect(drawEdge({ ...prior, edge: [2, 2] }, 5, createRandom(1))).toBe(2);
    expect([lineWidth(5, 30), lineWidth(5, 9)]).toEqual([5, 3]);
  });

  it('turns counter-clockwise as people see it, though rows grow downwards', () => {
    const angle = drawAngle({ ...prior, angle: [90, 90] }, createRandom(1));
    expect(Math.sin(angle)).toBeCloseTo(-1, 12);
    expect(toDegrees(angle)).toBeCloseTo(90, 12);
    expect(drawAngle({ ...prior, angle: [-45, -45] }, createRandom(1))).toBeCloseTo(Math.PI / 4, 12);
  });
});

describe('how values of a range lie in it', () => {
  const valuesOf = (spread: Spread, range: [number, number] = [4, 64]): number[] =>
    many((random) => drawRange({ ...prior, size: range, spread: { size: spread } }, 'size', random)).sort(
      (a, b) => a - b,
    );
  const at = (values: readonly number[], share: number): number => values[Math.floor(share * values.length)]!;

  it('alike all over, or over the logarithm', () => {
    const linear = valuesOf({ scale: 'linear', shape: 'uniform' });
    expect([0.25, 0.5, 0.75].map((share) => Math.round(at(linear, share)))).toEqual([
      expect.closeTo(19, -1),
      expect.closeTo(34, -1),
      expect.closeTo(49, -1),
    ]);
    const log = valuesOf({ scale: 'log', shape: 'uniform' });
    for (const share of [0.25, 0.5, 0.75]) expect(at(log, share) / (4 * 16 ** share)).toBeCloseTo(1, 0);
  });

  it('most in the middle where they are normal, and never beyond', () => {
    for (const scale of ['linear', 'log'] as const) {
      const values = valuesOf({ scale, shape: 'normal' });
      const share = values.map((value) => (scale === 'log' ? Math.log(value / 4) / Math.log(16) : (value - 4) / 60));
      expect(share[0]).toBeGreaterThanOrEqual(0);
      expect(share.at(-1)).toBeLessThanOrEqual(1);
      expect(Math.abs(mean(share) - 0.5)).toBeLessThan(0.02);
      const deviation = Math.sqrt(mean(share.map((value) => (value - 0.5) ** 2)));
      expect(Math.abs(deviation - 0.22)).toBeLessThan(0.01); // a quarter, less what lies beyond two deviations
    }
    expect(new Set(valuesOf({ scale: 'log', shape: 'normal' }, [9, 9]))).toEqual(new Set([9]));
  });
});

describe('the colour of a defect', () => {
  const shiftsOf = (values: Partial<Prior>, isGrey = false): (readonly number[])[] =>
    many((random) => drawShift('pit', sketch(isGrey), { ...prior, contrast: [50, 50], ...values }, random));

  it('is grey at a tint of 0, and on a grey part', () => {
    for (const shifts of [shiftsOf({ tint: [0, 0] }), shiftsOf({ tint: [1, 1], hue: [0, 0] }, true)])
      for (const [red, green, blue] of shifts) expect([green, blue]).toEqual([red, red]);
  });

  it.each([
    [0, 0],
    [120, 1],
    [-120, 2],
    [180, null],
  ])('of hue %i lies where that is, brighter or darker', (hue, channel) => {
    for (const sign of ['darker', 'brighter'] as const) {
      for (const shift of shiftsOf({ tint: [1, 1], hue: [hue, hue], sign })) {
        const after = shift.map((value) => 128 + value);
        const pure =
          channel === null ? [after[1]! - after[0]!, after[2]! - after[0]!] : after.map((v) => after[channel]! - v);
        expect(Math.max(...pure)).toBeCloseTo(50); // away from the others by the whole contrast
        expect(Math.min(...pure)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
