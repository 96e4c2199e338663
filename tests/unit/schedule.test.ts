import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageDecay, learningRateAt } from '#engine/training/schedule.ts';

describe('the learning rate', () => {
  it('rises in twentieths of the peak over the first 20 steps', () => {
    expect(learningRateAt(0, 0)).toBeCloseTo(1e-3 / 20, 12);
    expect(learningRateAt(9, 0)).toBeCloseTo(1e-3 / 2, 12);
    expect(learningRateAt(19, 0)).toBeCloseTo(1e-3, 12);
    expect(learningRateAt(300, 0)).toBeCloseTo(1e-3, 12);
  });

  it('falls along a cosine from 1e-3 to 1e-6 over the budget', () => {
    expect(learningRateAt(100, 0.5)).toBeCloseTo((1e-3 + 1e-6) / 2, 12);
    expect(learningRateAt(100, 1 / 3)).toBeCloseTo(1e-6 + 0.75 * (1e-3 - 1e-6), 12);
    expect(learningRateAt(600, 1)).toBeCloseTo(1e-6, 12);
  });

  it('never rises after the warm-up, and never leaves its bounds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 19, max: 600 }), share, share, (step, a, b) => {
        const [early, late] = [learningRateAt(step, Math.min(a, b)), learningRateAt(step, Math.max(a, b))];
        expect(late).toBeLessThanOrEqual(early);
        expect(early).toBeLessThanOrEqual(1e-3);
        expect(late).toBeGreaterThanOrEqual(1e-6);
      }),
    );
  });
});

describe('the moving average of weights', () => {
  it('follows quickly at first and holds 0.99 in the end', () => {
    expect(averageDecay(0)).toBeCloseTo(0.1, 12);
    expect(averageDecay(8)).toBeCloseTo(0.5, 12);
    expect(averageDecay(889)).toBeLessThan(0.99);
    expect(averageDecay(10_000)).toBe(0.99);
  });
});
