import { describe, expect, it } from 'vitest';
import { sizeSchema } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import {
  type RunEvent,
  ablationSchema,
  budgetSchema,
  canGoOn,
  defaultLossWeights,
  defaultSize,
  lossWeightsSchema,
  mostFitted,
  mostPooled,
  nextRunState,
  offeredSizes,
  runConfigSchema,
  runStates,
} from '#shared/domain/runs.ts';

const events: RunEvent['type'][] = ['start', 'pause', 'processLost', 'fail', 'cancel', 'finish'];

describe('the state of a run', () => {
  it('goes only where it makes sense', () => {
    const table = Object.fromEntries(
      runStates.map((state) => [state, events.map((type) => nextRunState(state, { type }))]),
    );
    expect(table).toEqual({
      queued: ['running', null, 'interrupted', 'failed', 'cancelled', null],
      running: [null, 'paused', 'interrupted', 'failed', 'cancelled', 'trained'],
      paused: ['running', null, 'interrupted', null, 'cancelled', null],
      interrupted: ['running', null, null, null, 'cancelled', null],
      failed: Array(6).fill(null),
      cancelled: Array(6).fill(null),
      trained: Array(6).fill(null),
    });
  });

  it('lets a run go on where it was paused or lost, and nowhere else', () => {
    expect(runStates.filter((state) => canGoOn({ state }))).toEqual(['paused', 'interrupted']);
    for (const state of runStates.filter((one) => canGoOn({ state: one }))) {
      expect(nextRunState(state, { type: 'start' })).toBe('running');
    }
  });
});

describe('what a run may be told', () => {
  const config = {
    ...{ schema: 1, size: 384, seed: 0, budget: { steps: 10 }, loss: defaultLossWeights },
    priorSet: defaultPriorSet,
  };
  const accepts = (changes: Record<string, unknown>): boolean =>
    runConfigSchema.safeParse({ ...config, ...changes }).success;

  it('is minutes or whole steps, more than none', () => {
    const budgets = [
      { minutes: 0.5 },
      { steps: 1 },
      { minutes: 0 },
      { steps: 0 },
      { steps: 1.5 },
      {},
      { minutes: 1, steps: 1 },
    ];
    expect(budgets.map((budget) => budgetSchema.safeParse(budget).success)).toEqual([
      true,
      true,
      ...Array(5).fill(false),
    ]);
  });

  it('is a side from 64 to 1,024 px in steps of 32', () => {
    const sides = [64, 96, 1024, 32, 63, 65, 1056, 100];
    expect(sides.map((side) => sizeSchema.safeParse(side).success)).toEqual([
      true,
      true,
      true,
      ...Array(5).fill(false),
    ]);
    for (const side of [defaultSize, ...offeredSizes]) expect(sizeSchema.safeParse(side).success).toBe(true);
  });

  it('is a seed of 32 bits, weights that are not negative, and nothing unknown', () => {
    expect([0, 0xffffffff, -1, 2 ** 32, 0.5].map((seed) => accepts({ seed }))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const name of ['feature', 'score', 'consistency']) {
      expect(lossWeightsSchema.safeParse({ ...defaultLossWeights, [name]: 0 }).success).toBe(true);
      expect(lossWeightsSchema.safeParse({ ...defaultLossWeights, [name]: -0.1 }).success).toBe(false);
    }
    expect(defaultLossWeights).toEqual({ feature: 1, score: 1, consistency: 1 });
    expect(accepts({ colour: 1 })).toBe(false);
    expect(accepts({ schema: 2 })).toBe(false);
  });

  it('is what an earlier version wrote with one side of a square, read as width and height', () => {
    expect(runConfigSchema.parse(config)).toMatchObject({ size: 384, picture: { width: 384, height: 384 } });
    const own = { ...config, picture: { width: 512, height: 256 } };
    expect(runConfigSchema.parse(own)).toEqual(own);
    const neither = { ...config, size: undefined };
    for (const wrong of [neither, null, 'config', 7, undefined]) {
      expect(runConfigSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });

  it('may leave out parts of the detector, by their names', () => {
    expect(ablationSchema.parse({})).toEqual({ levels: [], parts: [] });
    expect(ablationSchema.safeParse({ levels: ['s8'], parts: ['region'] }).success).toBe(true);
    expect(ablationSchema.safeParse({ levels: ['s64'] }).success).toBe(false);
    expect(ablationSchema.safeParse({ more: [] }).success).toBe(false);
  });
});

describe('what stays in memory', () => {
  const square = (side: number) => ({ width: side, height: side });

  it('is a share of the usual number by area above 512 px, and one at least', () => {
    expect([64, 512, 1024].map((side) => mostFitted(square(side)))).toEqual([400, 400, 100]);
    expect([64, 512, 1024].map((side) => mostPooled(square(side)))).toEqual([420, 420, 105]);
    expect(mostFitted(square(768))).toBe(177); // 400 × (2/3)²
    expect(mostPooled(square(100_000))).toBe(1);
  });
});
