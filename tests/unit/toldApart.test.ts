import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type ToldShare, isToldOld, toldVerdict } from '#shared/domain/toldApart.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type DescribedCrop, dealParts, toldApart } from '#shared/vision/toldApart.ts';

/** Crops of so many parts each, `apart` deviations from class to class along each column. */
function crops(parts: number, apart: number, seed: number, each = 2, columns = 40): DescribedCrop[] {
  const random = createRandom(seed, 9);
  return [true, false].flatMap((isReal) =>
    Array.from({ length: parts * each }, (_, i) => ({
      values: Array.from({ length: columns }, () => random.normal(isReal ? apart : 0, 1)),
      isReal,
      part: `${isReal ? 'r' : 'f'}${Math.floor(i / each)}`,
    })),
  );
}

const shuffled = <T>(all: readonly T[], seed: number): T[] => {
  const random = createRandom(seed, 5);
  return all
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
};

describe('how well crops are told apart', () => {
  it('is about a half of the same distribution, and its range holds 50 % nearly always', () => {
    const told = Array.from({ length: 20 }, (_, seed) => toldApart(crops(30, 0, seed), seed));
    const mean = told.reduce((sum, { accuracy }) => sum + accuracy!, 0) / told.length;
    expect(mean).toBeGreaterThan(0.44);
    expect(mean).toBeLessThan(0.56);
    const held = told.filter(({ low, high }) => low! <= 0.5 && high! >= 0.5).length;
    expect(held).toBeGreaterThanOrEqual(18);
  });

  it('is 100 % of classes that lie apart, and grows with how far they do', () => {
    const [near, far] = [toldApart(crops(20, 0.3, 1), 0), toldApart(crops(20, 4, 1), 0)];
    expect(far).toMatchObject({ accuracy: 1, nReal: 40, nForged: 40, realParts: 20, forgedParts: 20 });
    expect(far.low).toBeGreaterThan(0.8);
    expect(far.high).toBeCloseTo(1, 9);
    expect(near.accuracy).toBeLessThan(1);
    expect(near.accuracy).toBeGreaterThan(0.6);
    expect(near.low! < near.accuracy! && near.accuracy! < near.high!).toBe(true);
  });

  it('is the same in any order, and whichever class is which', () => {
    const all = crops(12, 0.4, 3);
    const told = toldApart(all, 7);
    const near = (other: ToldShare): void => {
      for (const name of ['accuracy', 'low', 'high'] as const) expect(other[name]).toBeCloseTo(told[name]!, 9);
    };
    near(toldApart(shuffled(all, 1), 7));
    near(
      toldApart(
        all.map((crop) => ({ ...crop, isReal: !crop.isReal })),
        7,
      ),
    );
    near(
      toldApart(
        all.map((crop) => ({ ...crop, values: Array.from(crop.values, (value) => 3 * value - 20) })),
        7,
      ),
    );
  });

  it('does not know a part again: what marks parts and no class tells nothing', () => {
    const random = createRandom(8, 1);
    const marked = crops(20, 0, 4, 6).map((crop) => ({ ...crop }));
    const marks = new Map(marked.map(({ part }) => [part, Array.from({ length: 40 }, () => random.normal(0, 8))]));
    for (const crop of marked) crop.values = Array.from(crop.values, (value, d) => value + marks.get(crop.part)![d]!);
    const { accuracy, low } = toldApart(marked, 0);
    expect(accuracy).toBeLessThan(0.7);
    expect(low).toBeLessThan(0.5);
  });

  it('is not claimed of fewer than ten parts of either, and says nothing of features that do not vary', () => {
    expect(toldApart(crops(9, 4, 1, 5), 0)).toMatchObject({ accuracy: null, low: null, high: null, realParts: 9 });
    expect(toldApart([], 0)).toMatchObject({ accuracy: null, nReal: 0 });
    const flat = crops(10, 0, 1).map((crop) => ({ ...crop, values: [1, 2, 3] }));
    expect(toldApart(flat, 0).accuracy).toBe(0.5);
  });

  it('deals whole parts: none is learned from and asked, each is asked once, and every fold has both classes', () => {
    const part = fc.record({ part: fc.integer({ min: 0, max: 60 }).map(String), isReal: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 150 }), fc.nat(1000), (all, seed) => {
        const dealt = dealParts(all, seed, 1);
        expect(dealt.flatMap(({ asked }) => asked).sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
        for (const { learned, asked } of dealt) {
          const known = new Set(learned.map((i) => all[i]!.part));
          expect(asked.filter((i) => known.has(all[i]!.part))).toEqual([]);
        }
      }),
    );
    for (const { learned, asked } of dealParts(crops(10, 0, 1), 0, 0)) {
      for (const numbers of [learned, asked])
        expect(new Set(numbers.map((i) => crops(10, 0, 1)[i]!.isReal)).size).toBe(2);
    }
  });
});

describe('what is said of it', () => {
  const share = (low: number | null, high = 1): ToldShare => ({
    ...{ accuracy: low === null ? null : 0.8, low, high: low === null ? null : high },
    ...{ nReal: 30, nForged: 30, realParts: 20, forgedParts: 20 },
  });
  it('follows the ranges', () => {
    expect(toldVerdict({ low: null, beside: share(null) })).toBe('few');
    expect(toldVerdict({ low: 0.49, beside: share(0.3) })).toBe('not');
    expect(toldVerdict({ low: 0.5, beside: share(0.9) })).toBe('not');
    expect(toldVerdict({ low: 0.7, beside: share(0.4, 0.6) })).toBe('apart');
    expect(toldVerdict({ low: 0.7, beside: share(0.55, 0.65) })).toBe('apart');
    expect(toldVerdict({ low: 0.7, beside: share(0.55, 0.75) })).toBe('photographs');
    expect(toldVerdict({ low: 0.7, beside: share(null) })).toBe('apart');
  });

  it('is out of date once what was forged by is changed, and by nothing else', () => {
    const now = { kind: 'crack', as: 'hairline', priorSet: defaultPriorSet, seed: 3 } as const;
    const told = {
      scope: 'kind',
      kind: 'crack',
      as: 'hairline',
      asked: { priorSet: defaultPriorSet, seed: 3 },
    } as const;
    const all = { ...told, scope: 'all', kind: null, as: null } as const;
    const { kinds } = defaultPriorSet;
    const other = (kind: 'hairline' | 'pit', change: object) => ({
      ...now,
      priorSet: { ...defaultPriorSet, kinds: { ...kinds, [kind]: { ...kinds[kind], ...change } } },
    });
    expect([isToldOld(told, now), isToldOld(all, now)]).toEqual([false, false]);
    expect(isToldOld(told, { ...now, priorSet: { ...defaultPriorSet, name: 'other' } })).toBe(false);
    for (const same of [other('pit', { contrast: [1, 2] }), other('hairline', { share: 0.123 })]) {
      expect(isToldOld(told, same)).toBe(false);
      expect(isToldOld(all, same)).toBe(true);
    }
    expect(isToldOld(told, other('hairline', { contrast: [1, 2] }))).toBe(true);
    for (const change of [{ seed: 4 }, { kind: 'pit' }, { as: 'pit' as const }])
      expect(isToldOld(told, { ...now, ...change })).toBe(true);
    expect(isToldOld(all, { ...now, kind: 'pit' })).toBe(false);
    expect(isToldOld(told, { ...now, priorSet: { ...defaultPriorSet, nuisance: 'strong' as never } })).toBe(true);
  });
});
