import { describe, expect, it } from 'vitest';
import { bounds, options, physicsChoices, physicsOf, physicsRanges } from '#shared/domain/priorPhysics.ts';
import {
  type DefectKind,
  type Prior,
  defaultPriorSet,
  defectKinds,
  priorSchema,
  priorSetSchema,
} from '#shared/domain/priors.ts';

const good = defaultPriorSet.kinds.stain;
const accepts = (changes: Record<string, unknown>): boolean => priorSchema.safeParse({ ...good, ...changes }).success;

describe('a prior', () => {
  const bounds: [keyof Prior, number, number][] = [
    ['size', 0.5, 200],
    ['contrast', 1, 160],
    ['angle', -180, 180],
    ['edge', 0, 12],
    ['opacity', 0.02, 1],
  ];
  it.each(bounds)('has a %s from %d to %d', (field, low, high) => {
    expect(accepts({ [field]: [low, high] })).toBe(true);
    expect(accepts({ [field]: [low, low] })).toBe(true);
    expect(accepts({ [field]: [low - 0.01, high] })).toBe(false);
    expect(accepts({ [field]: [low, high + 0.01] })).toBe(false);
    expect(accepts({ [field]: [high, low] })).toBe(false);
    expect(accepts({ [field]: [low] })).toBe(false);
  });

  it('has a count from 1 to 20 and a share from 0 to 100', () => {
    expect(accepts({ count: [1, 20] })).toBe(true);
    expect(accepts({ count: [0, 20] })).toBe(false);
    expect(accepts({ count: [1, 21] })).toBe(false);
    expect([0, 100, -1, 101].map((share) => accepts({ share }))).toEqual([true, true, false, false]);
  });

  it('knows no field that it does not know', () => {
    expect(accepts({ colour: 3 })).toBe(false);
    expect(priorSetSchema.safeParse({ ...defaultPriorSet, extra: 1 }).success).toBe(false);
  });
});

describe('a prior set', () => {
  const parses = (changes: Record<string, unknown>): boolean =>
    priorSetSchema.safeParse({ ...defaultPriorSet, ...changes }).success;

  it('is what a product starts with: the measured kinds on, at the measured ranges', () => {
    expect(priorSetSchema.parse(defaultPriorSet)).toEqual(defaultPriorSet);
    expect(Object.keys(defaultPriorSet.kinds)).toEqual([...defectKinds]);
    expect(defaultPriorSet).toMatchObject({ schema: 2, name: 'default', confineToForeground: true, nuisance: 0.5 });
    const on = defectKinds.filter((kind) => defaultPriorSet.kinds[kind].enabled);
    expect(on).toEqual([...defectKinds.slice(0, 9), 'stamp']);
    expect(on.map((kind) => defaultPriorSet.kinds[kind].share)).toEqual([1, 1, 1, 1, 0.5, 0.5, 1.5, 1.5, 0.8, 2]);
    const { size, contrast, count, edge, opacity, angle } = defaultPriorSet.kinds.pit;
    expect({ size, contrast, count, edge, opacity, angle }).toEqual({
      ...{ size: [3, 14], contrast: [14, 160], count: [1, 7], edge: [0, 1.2], opacity: [0.3, 1], angle: [-180, 180] },
    });
    expect(defaultPriorSet.kinds.texture).toMatchObject({ contrast: [12, 140], count: [1, 2], opacity: [0.15, 1] });
  });

  it('names every kind, has a name, and a chance between 0 and 1', () => {
    expect([0, 1, -0.1, 1.1].map((nuisance) => parses({ nuisance }))).toEqual([true, true, false, false]);
    expect(['x'.repeat(80), 'x'.repeat(81), ''].map((name) => parses({ name }))).toEqual([true, false, false]);
    expect(parses({ schema: 3 })).toBe(false);
    const others = Object.fromEntries(Object.entries(defaultPriorSet.kinds).filter(([kind]) => kind !== 'pit'));
    expect(parses({ kinds: others })).toBe(false);
    expect(parses({ kinds: { ...defaultPriorSet.kinds, burn: good } })).toBe(false);
  });
});

describe('what only some kinds have', () => {
  const parse = (kind: DefectKind, changes: Record<string, unknown>) =>
    priorSetSchema.safeParse({
      ...defaultPriorSet,
      map: { columns: 1, rows: 1, weights: [1] },
      kinds: { ...defaultPriorSet.kinds, [kind]: { ...defaultPriorSet.kinds[kind], ...changes } },
    });

  it.each(defectKinds)('%s: each of its ranges within bounds, and no other kind’s', (kind) => {
    const { ranges, choices } = physicsOf(kind);
    for (const name of physicsRanges) {
      const { low, high } = bounds[name];
      expect(parse(kind, { [name]: [low, high] }).success, name).toBe(ranges.includes(name));
      expect(parse(kind, { [name]: [low - 0.01, high] }).success, name).toBe(false);
      expect(parse(kind, { [name]: [high, low] }).success, name).toBe(false);
    }
    for (const name of physicsChoices) {
      for (const value of options[name]) expect(parse(kind, { [name]: value }).success).toBe(choices.includes(name));
      expect(parse(kind, { [name]: 'sideways' }).success).toBe(false);
    }
  });

  it('names the kind and the value that it cannot have', () => {
    const { error } = parse('pit', { branches: [1, 2] });
    expect(error!.issues[0]).toMatchObject({ path: ['kinds', 'pit'], keys: ['branches'] });
  });

  it('has a logarithmic scale only above 0, and spreads of ranges that the kind uses alone', () => {
    const log = { scale: 'log', shape: 'uniform' };
    expect(parse('stain', { spread: { size: log } }).success).toBe(true);
    expect(parse('hairline', { spread: { width: log } }).success).toBe(true);
    const { error } = parse('hairline', { spread: { branches: log } });
    expect(error!.issues[0]).toMatchObject({
      path: ['kinds', 'hairline', 'spread', 'branches'],
      message: expect.stringContaining('no logarithmic scale') as string,
    });
    expect(parse('warp', { spread: { contrast: log } }).success).toBe(false);
    expect(parse('stain', { spread: { size: { ...log, shape: 'square' } } }).success).toBe(false);
  });
});
