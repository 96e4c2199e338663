import { describe, expect, it } from 'vitest';
import { meanOverSets, selectRows, spreadOf, summarise } from '../../../benchmarks/quality/aggregate.ts';
import { defaultSettings, settingsHash } from '../../../benchmarks/quality/settings.ts';
import { measuredRow } from './rowFixture.ts';

const selection = { settingsHash: settingsHash(defaultSettings({ minutes: 3 })), anyCommit: false };

describe('spread', () => {
  it('is mean, largest less smallest and sample deviation', () => {
    expect(spreadOf([1, 2, 3])).toEqual({ n: 3, mean: 2, range: 2, deviation: 1 });
    expect(spreadOf([0.4])).toEqual({ n: 1, mean: 0.4, range: 0, deviation: null });
  });

  it('is not defined where a value is not', () => {
    expect(spreadOf([1, null])).toBeNull();
    expect(spreadOf([])).toBeNull();
  });
});

describe('selection', () => {
  it('takes of each data set the commit of its newest row, and of each seed the newest', () => {
    const rows = [
      measuredRow({ seed: 0, commit: 'old', date: '2026-01-01' }),
      measuredRow({ seed: 1, commit: 'new', date: '2026-01-02' }),
      measuredRow({ seed: 0, commit: 'new', date: '2026-01-03', imageAuroc: 0.1 }),
      measuredRow({ seed: 0, commit: 'new', date: '2026-01-04', imageAuroc: 0.2 }),
      measuredRow({ data: 'bottle', commit: 'old', date: '2026-01-01' }),
      measuredRow({ settingsHash: 'other', date: '2026-01-09' }),
    ];
    const [screw, bottle] = selectRows(rows, selection);
    expect(screw!.map(({ seed, imageAuroc }) => [seed, imageAuroc])).toEqual([
      [0, 0.2],
      [1, 0.9],
    ]);
    expect(bottle).toHaveLength(1);
  });

  it('takes rows of every commit where asked', () => {
    const rows = [
      measuredRow({ seed: 0, commit: 'old', date: '2026-01-01' }),
      measuredRow({ seed: 1, commit: 'new', date: '2026-01-02' }),
    ];
    expect(selectRows(rows, selection)[0]).toHaveLength(1);
    expect(selectRows(rows, { ...selection, anyCommit: true })[0]).toHaveLength(2);
  });
});

describe('summary', () => {
  it('spreads every figure and every kind over the seeds', () => {
    const kind = (imageAuroc: number) => [{ kind: 'bend', n: 15, imageAuroc }];
    const summary = summarise([
      measuredRow({ imageAuroc: 0.9, aupro30: null, kinds: kind(0.5) }),
      measuredRow({ seed: 1, imageAuroc: 0.8, aupro30: null, kinds: kind(0.7) }),
    ]);
    expect(summary.imageAuroc!.mean).toBeCloseTo(0.85);
    expect(summary.imageAuroc!.range).toBeCloseTo(0.1);
    expect(summary.aupro30).toBeNull();
    expect(summary.kinds[0]!.imageAuroc!.mean).toBeCloseTo(0.6);
    expect(summary.seeds).toEqual([0, 1]);
  });

  it('means over data sets seed by seed, of the seeds that all have', () => {
    const screw = summarise([measuredRow({ imageAuroc: 0.8 }), measuredRow({ seed: 1, imageAuroc: 0.6 })]);
    const bottle = summarise([
      measuredRow({ data: 'bottle', imageAuroc: 1 }),
      measuredRow({ data: 'bottle', seed: 1, imageAuroc: 1 }),
      measuredRow({ data: 'bottle', seed: 2, imageAuroc: 0 }),
    ]);
    const mean = meanOverSets([screw, bottle], 'imageAuroc')!;
    expect(mean.n).toBe(2);
    expect(mean.mean).toBeCloseTo(0.85);
    expect(mean.range).toBeCloseTo(0.1);
    expect(meanOverSets([], 'imageAuroc')).toBeNull();
  });
});
