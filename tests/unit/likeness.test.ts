import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DefectLook, earthMovers, likenessOf } from '#shared/domain/likeness.ts';
import { createRandom } from '#shared/vision/random.ts';

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('the earth mover’s distance', () => {
  it('is 0 of a list and itself in another order, alike both ways, and how far a list was moved', () => {
    fc.assert(
      fc.property(values, values, fc.double({ min: -50, max: 50, noNaN: true }), (one, other, by) => {
        expect(earthMovers(one, one.toReversed())).toBeCloseTo(0, 9);
        expect(earthMovers(one, other)).toBeCloseTo(earthMovers(other, one), 9);
        expect(
          earthMovers(
            one,
            one.map((value) => value + by),
          ),
        ).toBeCloseTo(Math.abs(by), 6);
      }),
    );
  });

  it('is the mean distance of the pairs in order, of lists as long as each other', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (both) => {
        const [one, other] = [0, 1].map((side) => both.map((pair) => pair[side]!).sort((a, b) => a - b)) as [
          number[],
          number[],
        ];
        const mean = one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length;
        expect(earthMovers(one, other)).toBeCloseTo(mean, 9);
      }),
    );
    expect(earthMovers([0], [0, 10])).toBe(5);
  });
});

describe('how like real defects forged ones are', () => {
  const random = createRandom(4);
  const looks = (n: number, area: number, contrast: number): DefectLook[] =>
    Array.from({ length: n }, () => ({
      area: area * Math.exp(random.normal(0, 0.3)),
      elongation: 1 + Math.exp(random.normal(0, 0.4)),
      contrast: Math.abs(random.normal(contrast, 8)),
      position: random.uniform(0, 1),
    }));
  const orders = (n: number): number[][] =>
    Array.from({ length: 20 }, () =>
      Array.from({ length: n }, (_, i) => ({ i, at: random.next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ i }) => i),
    );

  it('alike: no farther apart than halves of the real ones nearly are, and told by chance', () => {
    const { apart, ownApart, told, measures } = likenessOf(looks(40, 100, 40), looks(200, 100, 40), orders(40));
    expect(apart).toBeLessThan(1.3 * ownApart!);
    expect(Math.abs(told! - 0.5)).toBeLessThan(0.12);
    for (const { real, forged, from, to } of measures) {
      for (const shares of [real, forged]) expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      expect(to).toBeGreaterThan(from);
    }
  });

  it('other ones: far apart in what differs, and told', () => {
    const { apart, ownApart, told, measures } = likenessOf(looks(40, 100, 40), looks(200, 900, 40), orders(40));
    const by = Object.fromEntries(measures.map((one) => [one.measure, one.apart]));
    expect(by['area']).toBeGreaterThan(5); // ln 9 = 2.2, of a deviation of 0.3
    expect(by['contrast']).toBeLessThan(1);
    expect(apart).toBeGreaterThan(3 * ownApart!);
    expect(told).toBeGreaterThan(0.95);
  });

  it('says nothing of too few', () => {
    const few = likenessOf(looks(2, 100, 40), looks(9, 100, 40), orders(2));
    expect([few.ownApart, few.told]).toEqual([null, null]);
    expect(Number.isFinite(few.apart)).toBe(true);
    const one = looks(1, 100, 40);
    expect(likenessOf(one, one, []).apart).toBe(0);
  });
});
