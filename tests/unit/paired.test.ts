import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderRoc, aurocRange } from '#shared/vision/metrics/index.ts';
import { differenceRange, pairedCorrelations, pairedShareRange } from '#shared/vision/metrics/paired.ts';
import { scoreBins } from '#shared/vision/metrics/pictureBins.ts';

const pictures = fc.array(
  fc.record({
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
    part: fc.integer({ min: 0, max: 9 }).map(String),
    isAnomalous: fc.boolean(),
  }),
  { minLength: 6, maxLength: 24 },
);
type Picture = { a: number; b: number; part: string; isAnomalous: boolean };

function sideOf(list: readonly Picture[], of: 'a' | 'b') {
  const [scores, labels] = [list.map((one) => one[of]), list.map(({ isAnomalous }) => isAnomalous)];
  const parts = list.map(({ part }) => part);
  const bins = scoreBins(scores, labels, (i) => parts[i]!);
  return { bins, value: areaUnderRoc(scores, labels), range: aurocRange({ scores, labels, parts }) };
}

describe('the difference of two rankings of the same pictures', () => {
  it('lies in its range, which turns round with the order of the two', () => {
    fc.assert(
      fc.property(pictures, (list) => {
        const [a, b] = [sideOf(list, 'a'), sideOf(list, 'b')];
        const correlated = pairedCorrelations(a.bins, b.bins, { replicates: 40 }).auroc;
        const range = differenceRange(a, b, correlated);
        if (a.value === null || b.value === null) {
          expect(range).toBeNull();
          return;
        }
        const difference = b.value - a.value;
        expect(range![0]).toBeLessThanOrEqual(difference + 1e-9);
        expect(range![1]).toBeGreaterThanOrEqual(difference - 1e-9);
        const turned = differenceRange(b, a, pairedCorrelations(b.bins, a.bins, { replicates: 40 }).auroc)!;
        expect(turned[0]).toBeCloseTo(-range![1], 6);
        expect(turned[1]).toBeCloseTo(-range![0], 6);
      }),
      { numRuns: 60 },
    );
  });

  it('is what the method says for known ranges', () => {
    const [first, second] = [
      { value: 0.8, range: [0.7, 0.88] as [number, number] },
      { value: 0.9, range: [0.82, 0.95] as [number, number] },
    ];
    // 0.1 − √(0.08² + 0.08² − 2 · 0.5 · 0.08 · 0.08) and 0.1 + √(0.05² + 0.1² − 2 · 0.5 · 0.05 · 0.1), outwards
    expect(differenceRange(first, second, 0.5)).toEqual([0.02, 0.1867]);
    expect(differenceRange(first, second, 0)).toEqual([-0.0132, 0.2119]);
  });

  it('of perfect ones is not zero for sure', () => {
    const list = Array.from({ length: 20 }, (_, i) => ({ a: i, b: i, part: `${i}`, isAnomalous: i >= 10 }));
    const [a, b] = [sideOf(list, 'a'), sideOf(list, 'b')];
    expect(pairedCorrelations(a.bins, b.bins)).toEqual({ auroc: 0, averagePrecision: 0, aupro: 0 });
    const [low, high] = differenceRange(a, b, 0)!;
    expect(low).toBeLessThan(-0.2);
    expect(high).toBeGreaterThan(0.2);
  });

  it('is narrower where both find the same pictures hard', () => {
    const list = Array.from({ length: 40 }, (_, i) => {
      const a = ((i * 37) % 40) / 40 + (i >= 20 ? 0.4 : 0);
      return { a, b: a * 0.9 + 0.05, part: `${i}`, isAnomalous: i >= 20 };
    });
    const [a, b] = [sideOf(list, 'a'), sideOf(list, 'b')];
    const { auroc } = pairedCorrelations(a.bins, b.bins);
    expect(auroc).toBeCloseTo(1, 6);
    const width = ([low, high]: [number, number]): number => high - low;
    expect(width(differenceRange(a, b, auroc)!)).toBeLessThan(0.5 * width(differenceRange(a, b, 0)!));
  });

  it('of other pictures is refused', () => {
    const list = [{ a: 0, b: 1, part: 'x', isAnomalous: false }];
    const other = sideOf([{ ...list[0]!, part: 'y' }], 'b');
    expect(() => pairedCorrelations(sideOf(list, 'a').bins, other.bins)).toThrow('same pictures');
  });
});

describe('the difference of two shares on the same pictures', () => {
  const marks = fc.array(
    fc.record({ part: fc.integer({ min: 0, max: 12 }).map(String), first: fc.boolean(), second: fc.boolean() }),
    { minLength: 1, maxLength: 30 },
  );

  it('lies in its range, which turns round with the order of the two', () => {
    fc.assert(
      fc.property(marks, (list) => {
        const [low, high] = pairedShareRange(list, { replicates: 200 })!;
        const share = (of: 'first' | 'second'): number => list.filter((one) => one[of]).length / list.length;
        const difference = share('second') - share('first');
        expect(low).toBeLessThanOrEqual(difference + 1e-9);
        expect(high).toBeGreaterThanOrEqual(difference - 1e-9);
        const turned = list.map(({ part, first, second }) => ({ part, first: second, second: first }));
        const [from, to] = pairedShareRange(turned, { replicates: 200 })!;
        expect(from).toBeCloseTo(-high, 9);
        expect(to).toBeCloseTo(-low, 9);
      }),
      { numRuns: 80 },
    );
  });

  it('without any picture that differs reaches as far as n parts can hide', () => {
    const same = Array.from({ length: 20 }, (_, i) => ({ part: `${i}`, first: i === 0, second: i === 0 }));
    const [low, high] = pairedShareRange(same, { replicates: 20_000 })!;
    const exact = 1 - 0.025 ** (1 / 20); // Clopper and Pearson, none of 20
    expect(high).toBeCloseTo(exact, 2);
    expect(low).toBeCloseTo(-exact, 2);
  });

  it('counts parts, not their pictures', () => {
    const ofParts = (parts: number): number => {
      const list = Array.from({ length: 40 }, (_, i) => ({
        part: `${i % parts}`,
        first: false,
        second: i % parts === 0,
      }));
      const [low, high] = pairedShareRange(list)!;
      return high - low;
    };
    expect(ofParts(4)).toBeGreaterThan(2 * ofParts(40));
    expect(pairedShareRange([])).toBeNull();
  });
});
