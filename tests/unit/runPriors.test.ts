import { describe, expect, it } from 'vitest';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { comparedSet, priorRows } from '../../src/renderer/stages/training/runPriors.ts';

const { kinds } = defaultPriorSet;
const used: PriorSet = {
  ...defaultPriorSet,
  kinds: {
    ...kinds,
    pit: { ...kinds.pit, enabled: false },
    stain: { ...kinds.stain, size: [4, 20], share: 2 },
  },
};

describe('the priors of a run beside the saved ones', () => {
  const rows = priorRows(used, defaultPriorSet, false);
  const row = (kind: string) => rows.find((one) => one.kind === kind)!;

  it('show every kind with its share of the forged parts, and none of a kind that is off', () => {
    const total = 1 + 2 + 1 + 0.5 + 0.5 + 1.5 + 1.5 + 0.8;
    expect(row('stain').share).toBeCloseTo(2 / total, 12);
    expect(row('pit')).toMatchObject({ isOn: false, share: 0 });
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('mark a kind that was switched and the values that differ, and nothing else', () => {
    expect(row('pit')).toMatchObject({ isSwitched: true, changed: [] });
    expect(row('stain')).toMatchObject({ isSwitched: false, changed: ['share', 'size'] });
    expect(rows.filter(({ isSwitched, changed }) => isSwitched || changed.length > 0)).toHaveLength(2);
  });

  it('are compared with the saved set of their name, with the factory set where there is none', () => {
    const saved = { ...used, name: 'spring' };
    expect(comparedSet({ ...used, name: 'spring' }, [saved])).toEqual({ set: saved, isSaved: true });
    expect(comparedSet(used, [saved])).toEqual({ set: defaultPriorSet, isSaved: true });
    expect(comparedSet({ ...used, name: 'gone' }, [saved])).toEqual({
      set: { ...defaultPriorSet, name: 'gone' },
      isSaved: false,
    });
  });

  it('share nothing where no kind is on', () => {
    const off = Object.fromEntries(Object.entries(kinds).map(([kind, prior]) => [kind, { ...prior, enabled: false }]));
    const rowsOff = priorRows({ ...defaultPriorSet, kinds: off as PriorSet['kinds'] }, defaultPriorSet, false);
    expect(rowsOff.map(({ share }) => share)).toEqual(rowsOff.map(() => 0));
  });
});
