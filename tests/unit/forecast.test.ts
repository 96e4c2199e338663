import { describe, expect, it } from 'vitest';
import { mostSteps } from '#shared/domain/runs.ts';
import { forecastRun, partsLeft } from '#studio/training/forecast.ts';
import { trainedRun as trained } from '../fixtures/runs.ts';

describe('the forecast of a run', () => {
  const plan = { nTrain: 100, size: 256, budget: { steps: 100 }, backbone: 'lite0' as const };

  it('guesses from what was seen at 256 px where nothing was trained yet', () => {
    const { steps, seconds, parts, memoryMb, isGuess } = forecastRun([], plan);
    expect(isGuess).toBe(true);
    expect(steps).toBe(100);
    expect(parts.preparation).toBeCloseTo((100 + 24 * 5) * 0.04 + 10);
    expect(parts.training).toBeCloseTo(100 * 0.2);
    expect(seconds).toBeCloseTo(parts.preparation + parts.training + parts.judging);
    expect(memoryMb).toBe(Math.round(2100 + 520 * 0.37));
  });

  it('grows with the area of the picture', () => {
    const small = forecastRun([], plan);
    const large = forecastRun([], { ...plan, size: 512 });
    expect(large.seconds).toBeCloseTo(4 * small.seconds);
    expect(large.memoryMb - 2100).toBeCloseTo(4 * (small.memoryMb - 2100), -1);
  });

  it('takes a finer network for dearer: its features, not the windows nor the fit, and it learns from its own runs first', () => {
    const still = forecastRun([], plan);
    const moved = forecastRun([], { ...plan, moved: 0.03 });
    expect(moved.parts.preparation).toBeGreaterThan(still.parts.preparation);
    expect(moved.memoryMb).toBeGreaterThan(still.memoryMb);
    const quick = forecastRun([], plan);
    const fine = forecastRun([], { ...plan, backbone: 'lite2' });
    expect(fine.parts.preparation).toBeCloseTo((100 + 24 * 5) * 0.04 * 1.5 + 10);
    expect(fine.parts.training).toBeCloseTo(1.25 * quick.parts.training);
    const own = trained(256, 100, 70);
    own.config = { ...own.config, backbone: { name: 'efficientnet-lite2', sha256: 'a'.repeat(64) } };
    const runs = [own, trained(256, 100, 50)];
    expect(forecastRun(runs, { ...plan, backbone: 'lite2' })).toMatchObject({
      isGuess: false,
      seconds: expect.closeTo(70),
    });
    expect(forecastRun(runs, plan)).toMatchObject({ isGuess: false, seconds: expect.closeTo(50) });
    expect(forecastRun([own], plan).isGuess).toBe(true);
  });

  it('says of the same plan what the newest run of that size took, though a newer one had another size', () => {
    const runs = [
      trained(256, 100, 500),
      trained(256, 100, 50, { memoryMb: 2345 }),
      trained(384, 100, 900, { memoryMb: 4000 }),
    ];
    expect(forecastRun(runs, plan)).toMatchObject({
      isGuess: false,
      steps: 100,
      seconds: expect.closeTo(50),
      memoryMb: 2345,
    });
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

  it('learns nothing from a run that made a few steps only, or was cancelled and does not say what its time went to', () => {
    const runs = [trained(256, 10, 400), trained(256, 100, 400, { state: 'cancelled' })];
    expect(forecastRun(runs, plan)).toEqual(forecastRun([], plan));
    const spent = { preparation: 100, training: 300, judging: 0 };
    expect(forecastRun([trained(256, 2, 400, { spent })], plan)).toEqual(forecastRun([], plan));
  });

  it('learns the pace of each part from the newest run, though it stopped early or was cancelled', () => {
    const spent = { preparation: 70, training: 17 * 7, judging: 6 };
    for (const state of ['trained', 'cancelled', 'paused'] as const) {
      const run = trained(256, 17, 195, { spent, state });
      const minute = forecastRun([run], { ...plan, budget: { minutes: 1 } });
      expect(minute.steps).toBe(Math.floor(60 / 7));
      expect(minute.parts.preparation).toBeCloseTo(70);
    }
  });

  it('fits the steps alone into the minutes, up to the most that a run makes, and at least one', () => {
    const minutes = (value: number, size = 256) => forecastRun([], { ...plan, size, budget: { minutes: value } });
    const { steps, seconds, parts } = minutes(1);
    expect(steps).toBe(300);
    expect(parts.training).toBeCloseTo(60);
    expect(seconds).toBeGreaterThan(60 + parts.preparation);
    expect(minutes(1, 384).steps).toBeLessThan(steps / 2);
    expect(minutes(30).steps).toBe(mostSteps);
    expect(minutes(0.001).steps).toBe(1);
  });

  it('names the minutes after which more time changes nothing', () => {
    const minutes = (value: number) => forecastRun([], { ...plan, budget: { minutes: value } });
    const { mostMinutes } = minutes(1);
    expect(mostMinutes).toBeCloseTo(2);
    expect(minutes(mostMinutes).steps).toBe(mostSteps);
    expect(minutes(mostMinutes * 10)).toEqual(minutes(mostMinutes));
    expect(minutes(mostMinutes * 0.99).steps).toBeLessThan(mostSteps);
  });

  it('reads no more good parts than are kept', () => {
    expect(forecastRun([], { ...plan, nTrain: 100_000 })).toEqual(forecastRun([], { ...plan, nTrain: 400 }));
  });
});

describe('what is left of a run by its forecast', () => {
  const forecast = { preparation: 30, training: 60, judging: 6 };
  const nothing = { preparation: 0, training: 0, judging: 0 };

  it('is the forecast itself before anything was done, and less of a part as its time is spent', () => {
    expect(partsLeft(forecast, nothing, true)).toEqual(forecast);
    expect(partsLeft(forecast, { ...nothing, preparation: 10 }, true)).toEqual({ ...forecast, preparation: 20 });
    expect(partsLeft(forecast, { preparation: 20, training: 9, judging: 4 }, false)).toEqual({
      ...{ preparation: 0, training: 60, judging: 2 },
    });
  });

  it('takes a preparation that goes on and on for a slower machine, not for a run that is nearly done', () => {
    const { training, judging } = partsLeft(forecast, { ...nothing, preparation: 120 }, true);
    expect([training, judging]).toEqual([240, 24]);
    expect(120 / (120 + training + judging)).toBeLessThan(0.32);
  });
});
