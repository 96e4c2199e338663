import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeScale } from '../../src/renderer/ui/rangeScale.ts';

const scales = [
  rangeScale(1, 200, 1, true),
  rangeScale(1, 160, 1, false),
  rangeScale(-180, 180, 1, false),
  rangeScale(0, 12, 0.1, false),
  rangeScale(0.02, 1, 0.01, false),
];

describe('the scale of a range slider', () => {
  it('gives each whole position a value of its own, rising, and finds it again', () => {
    for (const scale of scales) {
      let last = -Infinity;
      for (let at = 0; at <= scale.last; at++) {
        const value = scale.valueAt(at);
        expect(value).toBeGreaterThan(last);
        expect(scale.positionOf(value)).toBeCloseTo(at, 6);
        expect(scale.snap(value)).toBe(value);
        last = value;
      }
    }
  });

  it('reaches both ends exactly', () => {
    const [size, , , edge, opacity] = scales;
    expect([size!.valueAt(0), size!.valueAt(size!.last)]).toEqual([1, 200]);
    expect([edge!.valueAt(0), edge!.valueAt(edge!.last)]).toEqual([0, 12]);
    expect([opacity!.valueAt(0), opacity!.valueAt(opacity!.last)]).toEqual([0.02, 1]);
  });

  it('gives a value back from what a field shows of it, whatever the unit: a recipe does not move by being read', () => {
    const factor = fc.double({ min: 1e-4, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(factor, fc.nat({ max: 10_000 }), fc.constantFrom(true, false), (mm, at, isLog) => {
        const scale = rangeScale(0.5, 200, 0.1, isLog, mm);
        const value = scale.valueAt(at % (scale.last + 1));
        expect(scale.valueOf(Number(scale.text(value)))).toBe(value);
      }),
    );
    const inMm = rangeScale(0.5, 200, 0.1, true, 0.05);
    expect([inMm.text(20), inMm.valueOf(1), inMm.valueOf(1.003)]).toEqual(['1.000', 20, 20.1]);
    expect(inMm.text(20.1)).toBe('1.005');
  });

  it('keeps what is typed within the ends and on a step', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (typed) => {
        const value = scales[3]!.snap(typed);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(12);
        expect(Math.abs(value * 10 - Math.round(value * 10))).toBeLessThan(1e-9);
      }),
    );
  });

  it('spends at least twice as much of a logarithmic track on small values as an even one', () => {
    const [size] = scales;
    const even = rangeScale(1, 200, 1, false);
    expect(size!.positionOf(40) / size!.last).toBeGreaterThan((2 * even.positionOf(40)) / even.last);
  });

  it('refuses ends that make no scale', () => {
    expect(() => rangeScale(0, 10, 1, true)).toThrow(RangeError);
    expect(() => rangeScale(5, 5, 1, false)).toThrow(RangeError);
  });
});
