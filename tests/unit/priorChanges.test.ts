import { expect, it } from 'vitest';
import { changedPriors, changedValues, describeUsedPriors, usedPriors } from '#shared/domain/priorChanges.ts';
import { type Prior, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';

const withKind = (kind: keyof PriorSet['kinds'], change: Partial<Prior>, name = 'default'): PriorSet => ({
  ...defaultPriorSet,
  name,
  kinds: { ...defaultPriorSet.kinds, [kind]: { ...defaultPriorSet.kinds[kind], ...change } },
});

it('names the kinds that differ and nothing else; a name forges nothing', () => {
  expect(changedPriors(defaultPriorSet, { ...defaultPriorSet, name: 'other' })).toEqual([]);
  for (const kind of defectKinds) {
    expect(changedPriors(withKind(kind, { size: [7, 8] }), defaultPriorSet)).toEqual([kind]);
    expect(changedPriors(withKind(kind, { enabled: !defaultPriorSet.kinds[kind].enabled }), defaultPriorSet)).toEqual([
      kind,
    ]);
  }
  const all = { ...withKind('pit', { share: 0 }), nuisance: 0, confineToForeground: false };
  expect(changedPriors(all, defaultPriorSet)).toEqual(['pit', 'confineToForeground', 'nuisance']);
  expect(changedValues(withKind('pit', { share: 0, edge: [1, 2] }), defaultPriorSet, 'pit')).toEqual(['share', 'edge']);
});

it('says of a run whether it used the set saved under its name, else where it differed', () => {
  const draft = withKind('warp', { share: 0 });
  expect(usedPriors(defaultPriorSet, [])).toEqual({ name: 'default', saved: true, changed: [] });
  expect(usedPriors(draft, [])).toEqual({ name: 'default', saved: false, changed: ['warp'] });
  expect(usedPriors(draft, [draft])).toEqual({ name: 'default', saved: true, changed: [] });
  expect(usedPriors(defaultPriorSet, [draft])).toEqual({ name: 'default', saved: false, changed: ['warp'] });
  const foreign = withKind('warp', { share: 0 }, 'from-a-file');
  expect(usedPriors(foreign, [draft])).toEqual({ name: 'from-a-file', saved: false, changed: ['warp'] });
  expect(usedPriors({ ...defaultPriorSet, name: 'new' }, [])).toMatchObject({ saved: false, changed: [] });
});

it('puts it in words', () => {
  expect(describeUsedPriors({ name: 'default', saved: true, changed: [] })).toBe('default');
  expect(describeUsedPriors({ name: 'default', saved: false, changed: ['warp', 'nuisance'] })).toBe(
    'default, changed and not saved: warp, nuisance',
  );
  expect(describeUsedPriors({ name: 'new', saved: false, changed: [] })).toBe('new, not saved');
});
