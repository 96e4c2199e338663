import { describe, expect, it } from 'vitest';
import { hasStoppedEarly, plannedSteps, runRecordSchema } from '#shared/domain/runs.ts';
import { progressOf, steadyEstimate } from '#engine/training/schedule.ts';
import { createThrottle } from '#engine/throttle.ts';
import { runByMinutes, trainedRun } from '../fixtures/runs.ts';

describe('a run that stopped early', () => {
  it('is trained on less than half of the steps that were forecast for its minutes', () => {
    expect(hasStoppedEarly(runByMinutes(17, 515))).toBe(true);
    expect(hasStoppedEarly(runByMinutes(99, 200))).toBe(true);
    expect(hasStoppedEarly(runByMinutes(100, 200))).toBe(false);
    expect(hasStoppedEarly(runByMinutes(515, 515))).toBe(false);
  });

  it('is neither one that made few steps as ordered, nor one that is under way, cancelled or failed', () => {
    expect(hasStoppedEarly(trainedRun(256, 4, 1))).toBe(false);
    for (const state of ['running', 'paused', 'interrupted', 'cancelled', 'failed'] as const) {
      expect(hasStoppedEarly(runByMinutes(17, 515, { state }))).toBe(false);
    }
  });

  it('is found in records of earlier versions, which overwrote the plan with what was done', () => {
    const old = runByMinutes(1, 195, { steps: 1 });
    expect(plannedSteps(old)).toBe(195);
    expect(hasStoppedEarly(old)).toBe(true);
  });
});

it('reads records of earlier versions, which say nothing of priors, parts and interruptions', () => {
  const { spent, priors, interrupted, resumed, ...old } = { ...trainedRun(256, 10, 5), forecast: null } as never as {
    [name: string]: unknown;
  };
  expect([spent, priors, interrupted, resumed]).toEqual([undefined, undefined, undefined, undefined]);
  const read = runRecordSchema.parse(JSON.parse(JSON.stringify(old)));
  expect(plannedSteps(read)).toBe(10);
});

describe('where a run stands in its budget', () => {
  it('spends minutes on steps alone, and ends at 600 steps at the latest', () => {
    const minute = { minutes: 1 };
    expect(progressOf(minute, 0, 0, null)).toEqual({ share: 0, steps: 600, secondsLeft: null });
    expect(progressOf(minute, 30, 15, 0.5)).toEqual({ share: 0.25, steps: 120, secondsLeft: 45 });
    expect(progressOf(minute, 119, 59.5, 0.5).share).toBeLessThan(1);
    expect(progressOf(minute, 120, 60, 0.5)).toMatchObject({ share: 1, steps: 120, secondsLeft: 0 });
    expect(progressOf({ minutes: 60 }, 300, 30, 0.1)).toMatchObject({ share: 0.5, steps: 600, secondsLeft: 30 });
    expect(progressOf({ minutes: 60 }, 600, 60, 0.1).share).toBe(1);
  });

  it('makes one step at least', () => {
    expect(progressOf({ minutes: 0.001 }, 0, 0, null).share).toBe(0);
    expect(progressOf({ minutes: 0.001 }, 1, 5, 5)).toMatchObject({ share: 1, steps: 1 });
  });

  it('takes ordered steps as they are, beyond 600 too', () => {
    expect(progressOf({ steps: 1000 }, 250, 99, 0.5)).toEqual({ share: 0.25, steps: 1000, secondsLeft: 375 });
  });

  it('announces an estimate until it is well off, so that a total does not flicker', () => {
    expect(steadyEstimate(null, 353, 2)).toBe(353);
    expect(steadyEstimate(353, 355, 3)).toBe(353);
    expect(steadyEstimate(353, 364, 4)).toBe(353);
    expect(steadyEstimate(353, 300, 5)).toBe(300);
    expect(steadyEstimate(353, 354, 354)).toBe(354);
  });
});

it('lets few messages through, but each that must not be lost', () => {
  let at = 0;
  const passed: number[] = [];
  const throttle = createThrottle(100, () => at);
  for (let done = 1; done <= 9; done++) {
    at += 30;
    throttle(() => passed.push(done), done === 9);
  }
  expect(passed).toEqual([1, 5, 9]);
  at += 10;
  throttle(() => passed.push(10));
  expect(passed).toEqual([1, 5, 9]);
});
