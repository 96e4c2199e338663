import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import { RunClock } from '#engine/training/runClock.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());
const pass = (seconds: number): void => void vi.advanceTimersByTime(1000 * seconds);

it('adds up what all processes of a run took, by what it went to', () => {
  const clock = new RunClock({ steps: 100 });
  clock.goOnFrom({ seconds: 50, spent: { preparation: 20, training: 25 } });
  pass(7);
  expect([clock.hasBegunSteps(), clock.spent()]).toEqual([false, { preparation: 27, training: 25, judging: 5 }]);
  clock.beginSteps();
  pass(4);
  clock.countStep(3);
  pass(1);
  expect([clock.seconds(), clock.spent()]).toEqual([62, { preparation: 27, training: 28, judging: 7 }]);
  const old = new RunClock({ steps: 100 });
  old.goOnFrom({ seconds: 50 }); // earlier versions said no more
  expect(old.spent()).toEqual({ preparation: 0, training: 50, judging: 0 });
});

it('foresees the rest by the pace of its own steps, the first of which is slower and does not count', () => {
  const clock = new RunClock({ minutes: 1 });
  clock.beginSteps();
  clock.countStep(10);
  for (let step = 1; step < 5; step++) clock.countStep(1);
  const { steps, share, secondsLeft } = clock.progress(5);
  expect([share, secondsLeft]).toEqual([14 / 60, 46]);
  expect(steps).toBe(51); // 5, and one a second for the 46 that are left
});
