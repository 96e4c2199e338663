import { expect, it } from 'vitest';
import { canAfford, nextMoment, thinMoments } from '#engine/training/moments.ts';

function momentsUpTo(last: number): number[] {
  const moments: number[] = [];
  for (let step = nextMoment(-1); step <= last; step = nextMoment(step)) moments.push(step);
  return moments;
}

it('judges at the start and then at growing intervals, the same wherever a run was resumed', () => {
  expect(momentsUpTo(310)).toEqual([0, 20, 40, 60, 90, 135, 202, 303]);
  expect(momentsUpTo(600)).toHaveLength(9);
  expect(nextMoment(-1)).toBe(0);
  expect(nextMoment(20)).toBe(40);
  expect(nextMoment(119)).toBe(135);
});

it('thins sample moments so that the first and the last stay and the early ones lie closer', () => {
  const kept: number[] = [];
  for (const step of [0, 20, 40, 60, 90, 135, 202, 303, 454, 600]) {
    const all = thinMoments([...kept, step], 6);
    kept.splice(0, kept.length, ...all);
    expect(kept.length).toBeLessThanOrEqual(6);
    expect([kept[0], kept.at(-1)]).toEqual([0, step]);
  }
  expect(kept).toHaveLength(6);
  expect(kept[1]).toBeLessThan(100);
  expect(thinMoments([0, 5], 1)).toEqual([0, 5]);
});

it('spends at most its share of a run in minutes, and keeps some for the later moments', () => {
  expect(canAfford(0, 0.5, { done: 10, expected: 180 })).toBe(true);
  expect(canAfford(1.5, 0.5, { done: 10, expected: 180 })).toBe(false);
  expect(canAfford(1.5, 0.5, { done: 60, expected: 180 })).toBe(true);
  expect(canAfford(5, 0.5, { done: 180, expected: 180 })).toBe(false);
});
