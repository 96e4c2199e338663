import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyList, isNaNBits, orderedKey } from '#shared/vision/metrics/floatKeys.ts';
import { createRandom } from '#shared/vision/random.ts';

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;
const keyOf = (value: number): number => orderedKey(bitsOf(value));
const sorted = (keys: Iterable<number>): Uint32Array => Uint32Array.from(keys).sort();
const taken = (keys: Iterable<number>): Uint32Array => {
  const list = new KeyList();
  for (const key of keys) list.push(key);
  return list.takeSorted();
};

describe('keys of float32 values', () => {
  it('compare as the values do, infinite and negative ones too', () => {
    const value = fc.float({ noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(keyOf(a) - keyOf(b))).toBe(a > b ? 1 : a < b ? -1 : 0);
      }),
    );
    const rising = [-Infinity, -3e38, -1, -1e-45, 0, 1e-45, 0.5, 1, 3e38, Infinity].map(keyOf);
    expect(rising).toEqual([...sorted(rising)]);
    expect(new Set(rising).size).toBe(rising.length);
    expect(keyOf(-0)).toBe(keyOf(0));
  });

  it('are whole numbers of 32 bits', () => {
    for (const key of [-Infinity, -1, -0, 0, 1, Infinity].map(keyOf)) expect(key).toBe(key >>> 0);
  });

  it('tell NaN of either sign and any payload from infinity', () => {
    expect([0x7f800001, 0x7fc00000, 0xff800001, 0xffffffff].map(isNaNBits)).toEqual([true, true, true, true]);
    expect([0x7f800000, 0xff800000, 0, 0x80000000, 0x3f800000].map(isNaNBits)).toEqual(Array(5).fill(false));
  });
});

describe('a list of keys', () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0x10000, max: 0x10020 }));

  it('gives all keys, rising, and starts anew once they are taken', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), fc.array(key, { maxLength: 9 }), (first, second) => {
        const list = new KeyList();
        expect(list.length).toBe(0);
        for (const one of first) list.push(one);
        expect(list.length).toBe(first.length);
        expect(list.takeSorted()).toEqual(sorted(first));
        expect(list.length).toBe(0);
        for (const one of second) list.push(one);
        expect(list.takeSorted()).toEqual(sorted(second));
      }),
      { numRuns: 30 },
    );
  });

  it.each([16_383, 16_384, 40_000])(
    'is exact where %i keys share their upper half, in the highest bucket too',
    (count) => {
      const random = createRandom(count);
      const crowd = (high: number): number[] =>
        Array.from({ length: count }, () => high * 65536 + random.integer(0, 65535));
      const keys = [...crowd(0xffff), ...crowd(0x8000), 3, 0xffffffff, 0];
      expect(taken(keys)).toEqual(sorted(keys));
    },
  );

  it('holds more keys than a chunk of a million, and takes them twice', () => {
    const count = (1 << 20) + 3;
    const keys = Uint32Array.from({ length: count }, (_, i) => Math.imul(i, 2654435761) >>> 0);
    const list = new KeyList();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < count; i++) list.push(keys[i]!);
      expect(list.length).toBe(count);
      expect(Buffer.compare(Buffer.from(list.takeSorted().buffer), Buffer.from(sorted(keys).buffer))).toBe(0);
    }
  });
});
