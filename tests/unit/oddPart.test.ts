import { describe, expect, it } from 'vitest';
import type { GoodScore } from '#shared/domain/limits.ts';
import { learnLimits } from '#shared/vision/limits.ts';
import { findOddPart } from '#shared/vision/oddPart.ts';
import { goodScores, rising } from '../fixtures/scores.ts';

const basis = 'calibration' as const;
function learn(scores: readonly number[], good: readonly GoodScore[] = goodScores(scores)) {
  const learned = learnLimits(good, { basis });
  return { learned, odd: findOddPart(good, learned) };
}
const even = (n: number, score = 0.5): number[] => new Array<number>(n).fill(score);

describe('an odd good part', () => {
  it('is found where it alone sets the accept limit, with where that would stand', () => {
    const { odd, learned } = learn([...rising(20), 0.9]);
    expect(odd).toMatchObject({ hash: 'hash-20', part: '20', score: 0.9 });
    expect(odd!.limitWithout).toBeCloseTo(0.5001, 6);
    expect(learned.acceptLimit).toBeCloseTo(0.9001, 6);
    expect(learn([0.9, ...rising(20)]).odd).toMatchObject({ part: '0' }); // in whatever order they come
  });

  it('is none among even scores, among two far ones, or where many parts leave the limit below it', () => {
    expect(learn(rising(20)).odd).toBeNull();
    expect(learn([...rising(20), 0.88, 0.9]).odd).toBeNull();
    expect(learn([...rising(60), 0.9]).odd).toBeNull();
  });

  it('is none among fewer than six parts, which have no upper end to be far from', () => {
    expect(learn([...even(4), 0.9]).odd).toBeNull();
    expect(learn([...even(5), 0.9]).odd).toMatchObject({ part: '5' });
  });

  it('is the one that the limit stands on, not those above it', () => {
    const most = Array.from({ length: 57 }, (_, i) => 0.49 + i / 5700);
    for (const scores of [
      [...most, 0.9, 0.95, 0.97],
      [0.97, 0.9, 0.95, ...most],
    ]) {
      const { learned, odd } = learn(scores);
      expect(learned.acceptLimit).toBeCloseTo(0.9001, 6); // 3 of 61 stand at or above it
      expect(odd).toMatchObject({ score: 0.9 });
      expect(odd!.limitWithout).toBeLessThan(0.501);
    }
  });

  it('moves the limit by a fiftieth of the scale at least: less matters to nobody', () => {
    expect(learn([...even(20), 0.515]).odd).toBeNull();
    expect(learn([...even(20), 0.525]).odd).toMatchObject({ part: '20' });
  });

  it('moves the limit by four times what the others’ upper quarter reaches beyond its lower end', () => {
    // The upper quarter of twenty others: five at 0.5 + e, so much above the rest on average.
    const others = (excess: number): number[] => [...even(15), ...even(5, 0.5 + excess)];
    expect(learn([...others(0.05), 0.55 + 0.21]).odd).toMatchObject({ part: '20' });
    expect(learn([...others(0.05), 0.55 + 0.19]).odd).toBeNull();
  });

  it('goes with all its pictures', () => {
    const pictures = goodScores([...rising(8), 0.9, 0.92], { part: (i) => String(Math.min(i, 8)) });
    const { odd } = learn([], pictures);
    expect(odd!.limitWithout).toBeLessThan(0.51);
    expect(odd!.part).toBe('8');
  });

  it('is none where no part lies under the limit', () => {
    const good = goodScores([...rising(20), 0.9]);
    expect(findOddPart(good, { ...learnLimits(good, { basis }), acceptLimit: 0 })).toBeNull();
  });
});
