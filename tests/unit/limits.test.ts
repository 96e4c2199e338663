import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GoodScore, verdictOf } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { betaCumulative, betaQuantile, logGamma } from '#shared/vision/betaDistribution.ts';
import { binomialRange, clusterShare, learnLimits, shareAboveRank } from '#shared/vision/limits.ts';
import { goodScores, rising } from '../fixtures/scores.ts';

const limitsOf = (scores: readonly number[], tolerance = 1e-4) =>
  learnLimits(goodScores(scores), { basis: 'calibration', tolerance });

describe('beta distribution', () => {
  it('has known values', () => {
    expect(logGamma(10)).toBeCloseTo(Math.log(362880), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 12);
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

describe('clusterShare', () => {
  it('is the binomial range where every part is wholly in or out, and lies between its neighbours where not', () => {
    expect(clusterShare(3, 20)).toEqual(binomialRange(3, 20));
    const half = clusterShare(2.5, 20);
    expect(half.expected).toBe(0.125);
    expect(half.low).toBeGreaterThan(clusterShare(2, 20).low);
    expect(half.high).toBeLessThan(clusterShare(3, 20).high);
    expect(clusterShare(0, 1)).toMatchObject({ expected: 0, low: 0 });
    expect(clusterShare(0, 1).high).toBeCloseTo(0.975, 12); // one part can promise next to nothing
    expect(clusterShare(1, 1).low).toBeCloseTo(0.025, 12);
  });

  it('holds its expectation and rises with it', () => {
    const n = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(
        n,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, a, b) => {
          const [less, more] = [clusterShare(Math.min(a, b) * of, of), clusterShare(Math.max(a, b) * of, of)];
          expect(less.low).toBeLessThanOrEqual(less.expected + 1e-9);
          expect(less.high).toBeGreaterThanOrEqual(less.expected - 1e-9);
          expect(more.low).toBeGreaterThanOrEqual(less.low - 1e-9);
          expect(more.high).toBeGreaterThanOrEqual(less.high - 1e-9);
        },
      ),
    );
  });
});

describe('learnLimits', () => {
  it('takes the rank whose expected share is within the aim', () => {
    const limits = limitsOf(rising(199)); // 0.05 × 200 = 10, 0.01 × 200 = 2
    expect(limits.acceptLimit).toBeCloseTo(190 / 398 + 1e-4, 6);
    expect(limits.rejectLimit).toBeCloseTo(198 / 398 + 1e-4, 6);
    expect(limits.pixelLimit).toBe(limits.acceptLimit);
    expect(shareAboveRank(10, 199).expected).toBeCloseTo(0.05, 12);
  });

  it('moves the NG limit up where 40 parts cannot promise 1 %', () => {
    const limits = limitsOf(rising(40));
    expect(limits.rejectLimit).toBeGreaterThan(0.5);
    expect(limits.rejectLimit).toBeLessThan(0.75);
  });

  it('counts parts, not pictures: twenty pictures of each part change nothing', () => {
    const once = learnLimits(goodScores(rising(60)), { basis: 'calibration' });
    const scores = rising(60).flatMap((score) => new Array<number>(20).fill(score));
    const often = learnLimits(goodScores(scores, { part: (i) => String(Math.floor(i / 20)) }), {
      basis: 'calibration',
    });
    expect(often.acceptLimit).toBe(once.acceptLimit);
    expect(often.pixelLimit).toBe(once.pixelLimit);
  });

  it('lets a few pictures unlike all others lie above where ten parts have several, and the largest of fewer set it', () => {
    const parts = (n: number): GoodScore[] =>
      Array.from({ length: 8 * n }, (_, i) => {
        const score = i % 8 === 7 && i < 40 ? 0.8 : 0.2 + (i % 50) / 1000; // five odd pictures, of five parts
        return { hash: String(i), part: String(Math.floor(i / 8)), session: 'day', score, pixelMaximum: score };
      });
    const limitsOf = (n: number) => learnLimits(parts(n), { basis: 'calibration' });
    expect(limitsOf(10).acceptLimit).toBeLessThan(0.26);
    expect(limitsOf(10).rejectLimit).toBeGreaterThan(0.8);
    expect(limitsOf(9).acceptLimit).toBeCloseTo(0.8, 3);
  });

  it('keeps its limits in order, and stops no more of its own parts than the aim', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 250 });
    fc.assert(
      fc.property(scores, (values) => {
        const limits = limitsOf(values);
        const n = values.length;
        expect(limits.rejectLimit).toBeGreaterThanOrEqual(limits.acceptLimit);
        const stopped = values.filter((score) => verdictOf(score, limits) !== 'ok').length;
        expect(stopped).toBeLessThanOrEqual(Math.max(0, 0.05 * (n + 1) - 1) + 1e-9);
        const rejected = values.filter((score) => verdictOf(score, limits) === 'ng').length;
        expect(rejected).toBeLessThanOrEqual(Math.max(0, 0.01 * (n + 1) - 1) + 1e-9);
      }),
    );
  });

  it('handles one and two parts: nothing is rejected without a look', () => {
    for (const scores of [[0.2], [0.1, 0.2]]) {
      const limits = limitsOf(scores);
      expect(limits.acceptLimit).toBeCloseTo(0.2001, 6);
      expect(limits.rejectLimit).toBe(1);
    }
  });

  it('gives equal scores one limit just above them', () => {
    const limits = limitsOf(new Array<number>(120).fill(0.3));
    expect(limits.acceptLimit).toBe(limits.rejectLimit);
    expect(verdictOf(0.3, limits)).toBe('ok');
  });

  it('refuses no parts and NaN', () => {
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
  });
});
