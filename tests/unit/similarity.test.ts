import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptorDistance, descriptorGap, fingerprintDistance, lookOf } from '#shared/domain/similarity.ts';

const none = new Float64Array();
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const vector = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 });

describe('likeness of two pictures', () => {
  it('is by fingerprint the bits that differ, counted one by one', () => {
    const bitsOf = (text: string): string =>
      [...text].map((digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        const [one, other] = [bitsOf(a), bitsOf(b)];
        const different = [...one].filter((bit, i) => bit !== other[i]).length;
        expect(fingerprintDistance(lookOf(a, null, none), lookOf(b, null, none))).toBe(different);
      }),
    );
    const all = 'f'.repeat(64);
    expect(fingerprintDistance(lookOf(all, null, none), lookOf('0'.repeat(64), null, none))).toBe(256);
  });

  it('is by features what they have beside the mean of all', () => {
    const { centred } = lookOf('0', Float32Array.of(3, 5), Float64Array.of(1, 7));
    expect([...centred!]).toEqual([2, -2]);
    expect(lookOf('0', null, none).centred).toBeNull();
  });

  it('is 1 − cosine of their features, whatever their lengths', () => {
    fc.assert(
      fc.property(vector, vector, fc.double({ min: 0.5, max: 3, noNaN: true }), (a, b, times) => {
        const [one, other] = [Float64Array.from(a), Float64Array.from(b)];
        fc.pre(Math.hypot(...a) > 1e-3 && Math.hypot(...b) > 1e-3);
        const distance = descriptorDistance(one, other);
        expect(distance).toBeGreaterThan(-1e-9);
        expect(distance).toBeLessThan(2 + 1e-9);
        expect(
          descriptorDistance(
            other,
            one.map((value) => value * times),
          ),
        ).toBeCloseTo(distance, 9);
        // Half the squared distance of the two, brought to length 1, is the same.
        const [unitA, unitB] = [one, other].map((v) => v.map((value) => value / Math.hypot(...v)));
        const gap = descriptorGap({ words: [], centred: unitA! }, { words: [], centred: unitB! });
        expect(gap).toBeCloseTo(distance, 9);
      }),
    );
  });

  it('of features that are nothing is full where both are, and none where one is', () => {
    const [zero, other] = [Float64Array.of(0, 0), Float64Array.of(0, 3)];
    expect(descriptorDistance(zero, zero)).toBe(0);
    expect(descriptorDistance(zero, other)).toBe(1);
    expect(descriptorDistance(other, zero)).toBe(1);
  });

  it('of features that are not known is none at all', () => {
    const [known, unknown] = [
      { words: [], centred: Float64Array.of(1) },
      { words: [], centred: null },
    ];
    expect(descriptorGap(known, unknown)).toBe(Infinity);
    expect(descriptorGap(unknown, known)).toBe(Infinity);
    expect(descriptorGap(known, { words: [], centred: Float64Array.of(3) })).toBe(2);
  });
});
