import { describe, expect, it } from 'vitest';
import type { GoodScore } from '#shared/domain/limits.ts';
import { betaCumulative } from '#shared/vision/betaDistribution.ts';
import { newDayShare, tQuantile } from '#shared/vision/newDay.ts';
import { goodScores } from '../fixtures/scores.ts';

/** A score whose place before squashing is u: there, places and distances add up. */
const scoreAt = (u: number): number => 0.5 + (0.5 * u) / (1 + Math.abs(u));

/** Four parts a session as far from its mean as stated; sessions at the means given. */
function sessionsAt(means: readonly number[], rests: readonly number[]): GoodScore[] {
  return means.flatMap((mean, session) =>
    rests.map((rest, i) => ({
      ...{ hash: '', part: `${session} ${i}`, session: String(session), pixelMaximum: 0 },
      score: scoreAt(mean + rest),
    })),
  );
}
const same = (count: number): number[] => new Array<number>(count).fill(0.3);
/** Half of the sessions as far above their common mean as the others below. */
const apart = (count: number, by: number): number[] => same(count).map((mean, i) => mean + (i % 2 ? by : -by));
/** Four rests about 0, and what they are widened to for their mean having been taken from themselves. */
const rests = [-1.5, -0.5, 0.5, 1.5];
const widened = rests.map((rest) => rest * Math.sqrt(4 / 3));
const [, , second, last] = widened as [number, number, number, number];

/** The 75 % ends on both sides of a count, by the sums that define them (Clopper and Pearson). */
function expectEnds(share: { low: number; high: number }, from: number, to: number, n: number): void {
  if (from === 0) expect(share.low).toBe(0);
  else expect(betaCumulative(share.low, from, n - from + 1)).toBeCloseTo(0.25, 6);
  if (to === n) expect(share.high).toBe(1);
  else expect(betaCumulative(share.high, to + 1, n - to)).toBeCloseTo(0.75, 6);
}

describe('the share in a session not seen', () => {
  it('is not known from fewer than four, or from fewer than three parts in each', () => {
    const parts = (sessions: number, n: number): GoodScore[] =>
      goodScores(
        Array.from({ length: n }, (_, i) => 0.2 + 0.001 * (i % 17)),
        { session: (i) => String(i % sessions) },
      );
    expect(newDayShare(parts(3, 90), 0.25)).toBeNull();
    expect(newDayShare(parts(4, 11), 0.25)).toBeNull();
    expect(newDayShare(parts(4, 12), 0.25)).not.toBeNull();
  });

  it('where all sessions are alike is that of the rests beyond the limit, a little widened', () => {
    for (const [limit, share] of [
      [(0.5 + second) / 2, 0.5],
      [(1.5 + last) / 2, 0.25],
      [last + 0.01, 0],
      [-last - 0.01, 1],
      [0, 0.5],
    ] as const) {
      const said = newDayShare(sessionsAt(same(20), rests), scoreAt(0.3 + limit))!;
      expect(said.expected).toBeCloseTo(share, 9);
      expectEnds(said, share * 80, share * 80, 80);
    }
  });

  it('gives the range of everything where fewer than twenty sessions were seen', () => {
    const said = newDayShare(sessionsAt(same(19), rests), scoreAt(0.3))!;
    expect(said.expected).toBeCloseTo(0.5, 9);
    expect(said).toMatchObject({ low: 0, high: 1 });
  });

  it('counts parts: all pictures of a part weigh one together', () => {
    const once = sessionsAt(same(20), rests);
    const often = once.flatMap((row, i) => new Array<GoodScore>(1 + (i % 4)).fill(row));
    for (const limit of [-1.6, 0, 0.55, 1.6]) {
      const [one, many] = [once, often].map((rows) => newDayShare(rows, scoreAt(0.3 + limit))!);
      expect(many!.expected).toBeCloseTo(one!.expected, 9);
      expect(many!.low).toBeCloseTo(one!.low, 9);
      expect(many!.high).toBeCloseTo(one!.high, 9);
    }
  });

  it('takes no rest from a session of one part, for that has none', () => {
    const rows = [...sessionsAt(same(19), rests), ...sessionsAt([0.3], [0])];
    const said = newDayShare(
      rows.map((row, i) => (i === 76 ? { ...row, session: 'one', part: 'one' } : row)),
      scoreAt(0.3 + 0.52),
    )!;
    expect(said.expected).toBeCloseTo(0.5, 9);
  });

  it('holds what the sessions differ by: the expectation is that of a t distribution of places', () => {
    const spread = 0.1 * Math.sqrt(6 / 5) * Math.sqrt(1 + 1 / 6); // deviation of ±0.1 six times, and of one more
    for (const probability of [0.695, 0.895, 0.985]) {
      // The second largest rest is beyond the limit where the session lies so far up; one more in a hundred places each.
      const limit = 0.3 + second + tQuantile(probability, 5) * spread;
      const { expected } = newDayShare(sessionsAt(apart(6, 0.1), rests), scoreAt(limit))!;
      const above = Math.round(100 - 100 * probability - 0.5) / 99;
      expect(expected).toBeCloseTo(0.25 + 0.25 * above, 9);
    }
  });

  it('has ends where a session lies at the ends of a t range of 95 %', () => {
    const spread = 0.05 * Math.sqrt(20 / 19) * Math.sqrt(1 + 1 / 20);
    const t = 2.0930241; // published, of 19 degrees of freedom
    for (const [factor, to] of [
      [t + 0.005, 20],
      [t - 0.005, 40],
    ] as const) {
      const said = newDayShare(sessionsAt(apart(20, 0.05), rests), scoreAt(0.3 + second + factor * spread))!;
      expectEnds(said, 20, to, 80);
    }
    for (const [factor, from] of [
      [t + 0.005, 40],
      [t - 0.005, 20],
    ] as const) {
      const said = newDayShare(sessionsAt(apart(20, 0.05), rests), scoreAt(0.3 + second - factor * spread))!;
      expectEnds(said, from, 40, 80);
    }
  });

  it('stays a share where a score is 0 or 1, which no place squashes to', () => {
    const rows = sessionsAt(apart(20, 0.05), rests).map((row, i) => ({
      ...row,
      score: i === 0 ? 0 : i === 5 ? 1 : row.score,
    }));
    for (const limit of [0, 0.5, 1]) {
      const { expected, low, high } = newDayShare(rows, limit)!;
      expect(low).toBeLessThanOrEqual(expected);
      expect(expected).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
    }
  });

  it('rests on published t quantiles', () => {
    expect(tQuantile(0.975, 3)).toBeCloseTo(3.1824463, 6);
    expect(tQuantile(0.975, 19)).toBeCloseTo(2.0930241, 6);
    expect(tQuantile(0.95, 1)).toBeCloseTo(6.3137515, 6);
  });
});
