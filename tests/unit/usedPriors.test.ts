import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { noteKinds, usedOf } from '#forging/usedPriors.ts';

describe('what was read of a prior set', () => {
  it('is the kinds of which more was asked than whether and how often they are drawn', () => {
    const { priorSet, kinds } = noteKinds(defaultPriorSet);
    expect(priorSet.kinds.pit.share + Number(priorSet.kinds.stain.enabled)).toBeGreaterThan(1);
    expect([...kinds]).toEqual([]);
    expect(priorSet.kinds.pit.size).toEqual(defaultPriorSet.kinds.pit.size);
    expect('relief' in priorSet.kinds.dent).toBe('relief' in defaultPriorSet.kinds.dent);
    expect({ ...priorSet.kinds.crack }).toEqual(defaultPriorSet.kinds.crack);
    expect(Object.keys(priorSet.kinds.warp)).toEqual(Object.keys(defaultPriorSet.kinds.warp));
    expect([...kinds].sort()).toEqual(['crack', 'dent', 'pit', 'warp']);
  });

  it('differs by what a picture of these kinds hangs on, and by nothing else', () => {
    const { kinds } = defaultPriorSet;
    const used = usedOf(defaultPriorSet, ['pit']);
    const withKind = (kind: 'pit' | 'stain', change: object) => ({
      ...defaultPriorSet,
      kinds: { ...kinds, [kind]: { ...kinds[kind], ...change } },
    });
    const same = [
      { ...defaultPriorSet, name: 'another' },
      withKind('stain', { size: [9, 9] }),
      withKind('stain', { edge: [2, 2] }),
    ];
    const other = [
      withKind('pit', { size: [9, 9] }),
      withKind('stain', { share: 7 }),
      withKind('stain', { enabled: false }),
      { ...defaultPriorSet, nuisance: 0.123 },
      { ...defaultPriorSet, light: 12 },
      { ...defaultPriorSet, confineToForeground: !defaultPriorSet.confineToForeground },
    ];
    expect(same.map((set) => usedOf(set, ['pit']) === used)).toEqual([true, true, true]);
    expect(other.map((set) => usedOf(set, ['pit']) === used)).toEqual(other.map(() => false));
  });
});
