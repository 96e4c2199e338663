import { describe, expect, it } from 'vitest';
import { type RunRecord, defaultLossWeights, mostSteps } from '#shared/domain/runs.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { forecastRun } from '#studio/training/forecast.ts';

function trained(size: number, step: number, seconds: number, more: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'run-0001',
    state: 'trained',
    step,
    steps: step,
    seconds,
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    config: {
      schema: 1,
      size,
      picture: squareOf(size),
      seed: 0,
      budget: { steps: step },
      loss: defaultLossWeights,
      priorSet: defaultPriorSet,
    },
    weightChange: 1,
    learned: null,
    decision: null,
    reason: null,
    backend: null,
    ...more,
  };
}

describe('the forecast of a run', () => {
  const plan = { nTrain: 100, size: 256, budget: { steps: 100 } };

  it('guesses from what was seen at 256 px where nothing was trained yet', () => {
    const { steps, seconds, memoryMb, isGuess } = forecastRun([], plan);
    expect(isGuess).toBe(true);
    expect(steps).toBe(100);
    expect(seconds).toBeCloseTo(100 * 0.04 + 10 + 100 * 0.2);
    expect(memoryMb).toBe(Math.round(2100 + 520 * 0.37));
  });

  it('grows with the area of the picture', () => {
    const small = forecastRun([], plan);
    const large = forecastRun([], { ...plan, size: 512 });
    expect(large.seconds).toBeCloseTo(4 * small.seconds);
    expect(large.memoryMb - 2100).toBeCloseTo(4 * (small.memoryMb - 2100), -1);
  });

  it('says of the same plan what the newest run of that size took, though a newer one had another size', () => {
    const runs = [
      trained(256, 100, 500),
      trained(256, 100, 50, { memoryMb: 2345 }),
      trained(384, 100, 900, { memoryMb: 4000 }),
    ];
    const { isGuess, ...expected } = forecastRun(runs, plan);
    expect(isGuess).toBe(false);
    expect(expected).toEqual({ steps: 100, seconds: expect.closeTo(50), memoryMb: 2345 });
  });

  it('scales the pace of a run of another size by area, but not its memory', () => {
    const { seconds, memoryMb, isGuess } = forecastRun([trained(256, 100, 60, { memoryMb: 9000 })], {
      ...plan,
      size: 384,
    });
    expect(isGuess).toBe(true);
    expect(seconds).toBeCloseTo(60 * 2.25);
    expect(memoryMb).toBe(forecastRun([], { ...plan, size: 384 }).memoryMb);
  });

  it('learns nothing from a run that was cancelled or made a few steps only', () => {
    const runs = [trained(256, 10, 400), trained(256, 100, 400, { state: 'cancelled' })];
    expect(forecastRun(runs, plan)).toEqual(forecastRun([], plan));
  });

  it('fits the steps into the minutes, up to the most that a run makes, and at least one', () => {
    const minutes = (value: number, size = 256) => forecastRun([], { nTrain: 100, size, budget: { minutes: value } });
    const { steps, seconds } = minutes(1);
    expect(steps).toBe(Math.floor((57 - 14) / 0.2));
    expect(seconds).toBeLessThanOrEqual(57);
    expect(minutes(1, 384).steps).toBeLessThan(steps / 2);
    expect(minutes(30).steps).toBe(mostSteps);
    expect(minutes(30).seconds).toBeLessThan(30 * 60);
    expect(minutes(0.1).steps).toBe(1);
    expect(minutes(0.1).seconds).toBeGreaterThan(6);
  });

  it('reads no more good parts than are kept', () => {
    expect(forecastRun([], { ...plan, nTrain: 100_000 })).toEqual(forecastRun([], { ...plan, nTrain: 400 }));
  });
});
