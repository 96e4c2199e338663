import { expect, it } from 'vitest';
import { defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import { experimentsFor, randomPriorSet } from '../../../benchmarks/quality/experiments.ts';
import { settingsHash } from '../../../benchmarks/quality/settings.ts';

const named = (name: string) => experimentsFor({ minutes: 2 }, 0).find((experiment) => experiment.name === name)!;

it('draws random priors within what is allowed, the same for the same seed', () => {
  expect(priorSetSchema.parse(randomPriorSet(7))).toEqual(randomPriorSet(7));
  expect(randomPriorSet(8)).not.toEqual(randomPriorSet(7));
});

it('leaves out one thing an experiment', () => {
  expect(named('without score loss').settings.loss).toEqual({ feature: 1, score: 0, consistency: 1 });
  const { priors } = named('without crack').settings;
  if (priors === 'default') throw new Error('a prior set of its own is needed');
  const off = Object.entries(priorSetSchema.parse(priors).kinds).filter(([, { enabled }]) => !enabled);
  expect(off.map(([kind]) => kind)).toEqual([
    'crack',
    ...defectKinds.filter((kind) => !defaultPriorSet.kinds[kind].enabled),
  ]);
});

it('shares the plain run among the experiments that it answers', () => {
  const plain = settingsHash(named('default').settings);
  for (const name of ['all good parts', '2 min']) expect(settingsHash(named(name).settings)).toBe(plain);
});

it('changes pictures around a region of interest that leaves room for what comes into view', () => {
  const { settings, withRobustness } = named('changed pictures');
  expect([withRobustness, settings.roi]).toEqual([true, { x: 0.03, y: 0.03, width: 0.94, height: 0.94 }]);
});

it('trains shares of a budget in steps', () => {
  const times = experimentsFor({ steps: 200 }, 0).filter(({ group }) => group === 'time');
  expect(times.map(({ settings }) => settings.budget)).toEqual([50, 100, 200, 500, 1000].map((steps) => ({ steps })));
});
