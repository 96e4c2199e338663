import { describe, expect, it } from 'vitest';
import { verdictOf } from '#shared/domain/limits.ts';

const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };

describe('the verdict of a score', () => {
  it.each([
    [0, 'ok'],
    [0.3999, 'ok'],
    [0.4, 'review'],
    [0.5999, 'review'],
    [0.6, 'ng'],
    [1, 'ng'],
  ] as const)('of %d is %s: a score at a limit lies above it', (score, verdict) => {
    expect(verdictOf(score, limits)).toBe(verdict);
  });

  it('is ng, never ok, where the score is no number', () => {
    expect(verdictOf(NaN, limits)).toBe('ng');
  });

  it('has no review between limits that meet', () => {
    const one = { acceptLimit: 0.5, rejectLimit: 0.5 };
    expect([0.49, 0.5].map((score) => verdictOf(score, one))).toEqual(['ok', 'ng']);
  });
});
