import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GoodScore, verdictOf } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { betaCumulative, betaQuantile, logGamma } from '#shared/vision/betaDistribution.ts';
import { binomialRange, clusterShare, learnLimits, shareAboveRank, upperExcess } from '#shared/vision/limits.ts';
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
    const noCounts = [
      [3, 2],
      [-1, 2],
      [0.5, 2],
      [1, 2.5],
      [NaN, 2],
      [1, NaN],
      [1, Infinity],
    ] as const;
    for (const [k, n] of noCounts) expect(() => binomialRange(k, n)).toThrow(RangeError);
  });
});

describe('shareAboveRank', () => {
  it('is what was counted above it and one more: between the ranges of both', () => {
    for (const [k, n] of [
      [1, 20],
      [3, 20],
      [20, 20],
      [2.5, 40],
    ] as const) {
      const { expected, low, high } = shareAboveRank(k, n);
      expect(expected).toBe(k / (n + 1));
      expect(low).toBe(clusterShare(k, n).low);
      expect(high).toBe(clusterShare(k - 1, n).high);
    }
    expect(shareAboveRank(1, 52).high).toBeCloseTo(1 - 0.025 ** (1 / 52), 12);
  });
});

describe('upperExcess', () => {
  it('is how far the upper quarter lies above the next value, on average', () => {
    expect(upperExcess([10, 8, 5, 4, 3, 2, 1, 0])).toBe(4); // (5 + 3) / 2
    expect(upperExcess([10, 8, 5, 4, 3])).toBe(4); // a quarter of five, rounded up, is two as well
    expect(upperExcess([7, 4])).toBe(3);
    expect(upperExcess([9, 7, 1, 0, 0, 0, 0, 0])).toBe(7);
    expect(upperExcess([7, 7, 7, 7])).toBe(0);
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
    // An exponential tail of the mean excess of the upper ten, from 1 in 41 down to 1 in 100.
    const excess = (10 + 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1) / 10 / 80;
    expect(limits.rejectLimit).toBeCloseTo(0.5 + excess * Math.log(100 / 41), 6);
    // But half the way to 1 at the most: a certain defect is still NG.
    const far = limitsOf([...rising(39), 0.99]);
    expect(far.rejectLimit).toBeCloseTo(0.995, 6);
  });

  it('lets pictures of just one part’s weight lie at or above the limit, from ten parts on', () => {
    const scores = [0.9, 0.8, 0.7, ...new Array<number>(17).fill(0.2)]; // two pictures a part, half its weight each
    const own = learnLimits(goodScores(scores, { part: (i) => String(i % 10) }), { basis: 'calibration' });
    expect(own.acceptLimit).toBeCloseTo(0.8001, 6);
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
    expect(limitsOf([0.1, 0.2, 0.3]).rejectLimit).toBeLessThan(0.66); // three say how far scores spread
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
    expect(() => limitsOf([])).toThrow(expect.objectContaining({ hint: expect.stringContaining('good parts') }));
    expect(codeOf(() => limitsOf([0.1, NaN]))).toBe('internal');
  });
});
