import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsSchema, verdictOf } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { betaCumulative, betaQuantile, logGamma } from '#shared/vision/betaDistribution.ts';
import { binomialRange, computeLimits } from '#shared/vision/limits.ts';
import { createRandom } from '#shared/vision/random.ts';

const rising = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 1) / (2 * n));
const limitsOf = (scores: number[], basis: 'calibration' | 'train' = 'calibration', tolerance = 1e-4) =>
  computeLimits(scores, scores, { basis, tolerance });

describe('beta distribution', () => {
  it('has known values', () => {
    expect(logGamma(10)).toBeCloseTo(Math.log(362880), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(betaCumulative(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(betaCumulative(0.2, 1, 40)).toBeCloseTo(1 - 0.8 ** 40, 14); // closed form for a = 1
    expect(betaCumulative(0.7, 5, 1)).toBeCloseTo(0.7 ** 5, 14); // closed form for b = 1
    expect(betaCumulative(0.5, 2, 3)).toBeCloseTo(0.6875, 14); // 11 / 16, binomial sum
    expect(betaCumulative(0.5, 500, 500)).toBeCloseTo(0.5, 11);
  });

  it('is symmetric, and its quantile inverts it', () => {
    const shape = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        expect(betaCumulative(x, a, b)).toBeCloseTo(p, 8);
        expect(betaCumulative(x, a, b)).toBeCloseTo(1 - betaCumulative(1 - x, b, a), 8);
      }),
    );
  });
});

describe('binomialRange', () => {
  it('gives published Clopper–Pearson ranges', () => {
    expect(binomialRange(0, 10)).toMatchObject({ expected: 0, low: 0 });
    expect(binomialRange(0, 10)!.high).toBeCloseTo(1 - 0.025 ** (1 / 10), 10);
    const one = binomialRange(1, 10)!;
    expect([one.low, one.high].map((value) => value.toFixed(4))).toEqual(['0.0025', '0.4450']);
    const ten = binomialRange(10, 10)!;
    expect([ten.low.toFixed(4), ten.high]).toEqual(['0.6915', 1]);
  });

  it('has nothing to say about no parts, and refuses what is no count', () => {
    expect(binomialRange(0, 0)).toBeNull();
    expect(() => binomialRange(3, 2)).toThrow(RangeError);
  });
});

describe('computeLimits', () => {
  it('takes the rank whose expected share is within the aim', () => {
    const limits = limitsOf(rising(199)); // 0.05 × 200 = 10, 0.01 × 200 = 2
    expect(limits.acceptLimit).toBeCloseTo(190 / 398 + 1e-4, 6);
    expect(limits.rejectLimit).toBeCloseTo(198 / 398 + 1e-4, 6);
    expect(limits.overkillAtAccept.expected).toBeCloseTo(0.05, 12);
    expect(limits.overkillAtReject.expected).toBeCloseTo(0.01, 12);
    expect(limits.statement).toMatch(/^From 199 good parts: of 1,000 .* about 50 \(.*about 10 \(1 to 28\) are NG\./);
  });

  it('says what 40 parts cannot promise, and moves the NG limit up instead', () => {
    const limits = limitsOf(rising(40));
    expect(limits.rejectLimit).toBeGreaterThan(0.5);
    expect(limits.rejectLimit).toBeLessThan(0.75);
    expect(limits.overkillAtReject.expected).toBeCloseTo(1 / 41, 12);
    expect(limits.overkillAtReject.low).toBe(0);
    expect(limits.overkillAtReject.high).toBeCloseTo(1 - 0.025 ** (1 / 40), 10); // Beta(1, 40) in closed form
    expect(limits.statement).toContain('40 parts cannot promise fewer than 24 NG (up to 88); 99 would carry 10.');
  });

  it('never promises less than n allows, keeps its limits in order and its own parts OK', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 250 });
    fc.assert(
      fc.property(scores, (values) => {
        const limits = limitsSchema.parse(limitsOf(values));
        const n = values.length;
        expect(limits.rejectLimit).toBeGreaterThanOrEqual(limits.acceptLimit);
        expect(limits.overkillAtReject.expected).toBeGreaterThanOrEqual(1 / (n + 1) - 1e-12);
        const stopped = values.filter((score) => verdictOf(score, limits) !== 'ok').length;
        expect(stopped).toBeLessThanOrEqual(Math.max(0, 0.05 * (n + 1) - 1) + 1e-9);
        const rejected = values.filter((score) => verdictOf(score, limits) === 'ng').length;
        expect(rejected).toBeLessThanOrEqual(Math.max(0, 0.01 * (n + 1) - 1) + 1e-9);
      }),
    );
  });

  it('covers the true share about 95 times in 100', () => {
    const random = createRandom(7);
    for (const n of [5, 40, 150]) {
      let covered = 0;
      const rounds = 1500;
      for (let round = 0; round < rounds; round++) {
        const scores = Array.from({ length: n }, () => random.next());
        const { acceptLimit, overkillAtAccept } = limitsOf(scores, 'calibration', 0);
        const truth = 1 - acceptLimit; // scores are uniform
        if (truth >= overkillAtAccept.low && truth <= overkillAtAccept.high) covered++;
      }
      expect(covered / rounds).toBeGreaterThan(0.935);
      expect(covered / rounds).toBeLessThan(0.965);
    }
  });

  it('handles one and two parts: nothing is rejected without a look', () => {
    for (const scores of [[0.2], [0.1, 0.2]]) {
      const limits = limitsOf(scores);
      expect(limits.acceptLimit).toBeCloseTo(0.2001, 6);
      expect(limits.rejectLimit).toBe(1);
      expect(limits.statement).toContain('what is not OK goes to review');
    }
    expect(limitsOf([0.2]).statement).toContain('From 1 good part: of 1,000 further good parts like these, about 500');
  });

  it('gives equal scores one limit just above them', () => {
    const limits = limitsOf(new Array<number>(120).fill(0.3));
    expect(limits.acceptLimit).toBe(limits.rejectLimit);
    expect(verdictOf(0.3, limits)).toBe('ok');
  });

  it('warns where the parts were trained on', () => {
    expect(limitsOf(rising(50), 'train').statement).toContain('trained on these very parts');
  });

  it('refuses no parts, NaN and lists of unequal length', () => {
    const codeOf = (run: () => unknown): string => {
      try {
        run();
      } catch (thrown) {
        if (thrown instanceof FlawsmithError) return thrown.code;
      }
      return 'nothing thrown';
    };
    expect(codeOf(() => limitsOf([]))).toBe('too-few-images');
    expect(codeOf(() => limitsOf([0.1, NaN]))).toBe('internal');
    expect(codeOf(() => computeLimits([0.1], [], { basis: 'train' }))).toBe('internal');
  });
});
