import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCumulative, betaQuantile, logGamma } from '#shared/vision/betaDistribution.ts';

/** P(at least a of a + b − 1 tosses fall) = I_x(a, b) for whole a and b: another way to the same figure. */
function cumulativeBySum(x: number, a: number, b: number): number {
  const n = a + b - 1;
  let sum = 0;
  let coefficient = 1;
  for (let k = 0; k <= n; k++) {
    if (k >= a) sum += coefficient * x ** k * (1 - x) ** (n - k);
    coefficient = (coefficient * (n - k)) / (k + 1);
  }
  return sum;
}

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const shape = fc.integer({ min: 1, max: 25 });

describe('the beta distribution', () => {
  it('has the factorials and the half-integer values of the gamma function', () => {
    let factorial = 0;
    for (let n = 1; n <= 60; n++) {
      expect(logGamma(n)).toBeCloseTo(factorial, 10);
      factorial += Math.log(n);
    }
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
    expect(logGamma(2.5)).toBeCloseTo(Math.log(0.75 * Math.sqrt(Math.PI)), 12);
  });

  it('has a gamma function that grows by its argument, also under a half', () => {
    for (const x of [0.01, 0.1, 0.25, 0.49, 0.5, 0.51, 0.99, 1.3, 7.7]) {
      expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 11);
      // Euler's reflection formula.
      if (x < 1) expect(logGamma(x) + logGamma(1 - x)).toBeCloseTo(Math.log(Math.PI / Math.sin(Math.PI * x)), 11);
    }
    expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 12);
  });

  it('agrees with the binomial sum for whole shapes', () => {
    fc.assert(
      fc.property(share, shape, shape, (x, a, b) => {
        expect(betaCumulative(x, a, b)).toBeCloseTo(cumulativeBySum(x, a, b), 10);
      }),
    );
  });

  it('is the arcsine law for a = b = ½', () => {
    for (const x of [0.02, 0.3, 0.5, 0.71, 0.97]) {
      expect(betaCumulative(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    }
  });

  it('is 0 and 1 at the ends and beyond', () => {
    expect([-1, 0, 1, 2].map((x) => betaCumulative(x, 2, 3))).toEqual([0, 0, 1, 1]);
  });

  it('has a quantile that is exact to the last digits, on both sides and for large shapes', () => {
    expect(betaQuantile(0.975, 1, 40)).toBeCloseTo(1 - 0.025 ** (1 / 40), 14);
    expect(betaQuantile(0.025, 7, 1)).toBeCloseTo(0.025 ** (1 / 7), 14);
    expect(betaQuantile(0.5, 3, 3)).toBeCloseTo(0.5, 14);
    expect(betaQuantile(1e-9, 1, 1)).toBeCloseTo(1e-9, 20);
    for (const p of [0.025, 0.5, 0.975]) {
      expect(betaCumulative(betaQuantile(p, 2000, 30), 2000, 30)).toBeCloseTo(p, 9);
    }
  });
});
