import { describe, expect, it } from 'vitest';
import { clusterShare } from '#shared/vision/limits.ts';
import { judgeLimits } from '#shared/vision/limitOutcome.ts';

const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };
const picture = (
  part: string,
  score: number,
  isAnomalous = false,
): { part: string; score: number; isAnomalous: boolean } => ({
  part,
  score,
  isAnomalous,
});

describe('what limits do on labelled pictures', () => {
  it('weighs unequal parts as n² / Σ m² of them', () => {
    // Parts of 3, 2 and 1 pictures: 36 / 14 parts.
    const pictures = [
      ...[0.5, 0.5, 0.1].map((score) => picture('a', score)),
      ...[0.1, 0.1].map((score) => picture('b', score)),
      picture('c', 0.7),
    ];
    const { overkill, overkillNg } = judgeLimits(pictures, limits);
    expect(overkill).toEqual({ count: 3, n: 6, parts: 3, share: clusterShare((3 / 6) * (36 / 14), 36 / 14) });
    expect(overkillNg).toEqual({ count: 1, n: 6, parts: 3, share: clusterShare((1 / 6) * (36 / 14), 36 / 14) });
    expect(overkill.share!.expected).toBeCloseTo(0.5, 12);
  });

  it('counts parts of good and defective pictures apart, and says nothing of what is not there', () => {
    const { escape, overkill, review } = judgeLimits([picture('a', 0.1, true), picture('a', 0.5, true)], limits);
    expect(escape).toMatchObject({ count: 1, n: 2, parts: 1 });
    expect(review.bad).toMatchObject({ count: 1, n: 2, parts: 1 });
    const nothing = { count: 0, n: 0, parts: 0, share: null };
    expect(overkill).toEqual(nothing);
    expect(review.good).toEqual(nothing);
  });

  it('sends to a person what lies from the accept limit on and below the reject limit', () => {
    const at = [0.4, 0.6].map((score, i) => picture(`${i}`, score));
    const { zones, review } = judgeLimits(at, limits);
    expect(zones).toEqual({ ok: { good: 0, bad: 0 }, review: { good: 1, bad: 0 }, ng: { good: 1, bad: 0 } });
    expect(review.good.count).toBe(1);
  });
});
