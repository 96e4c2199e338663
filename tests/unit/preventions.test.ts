import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prevent, preventionOf } from '#shared/domain/preventions.ts';
import { type PriorSet, defaultPriorSet, defectKinds, priorSetSchema, usedRanges } from '#shared/domain/priors.ts';

const copy = (): PriorSet => structuredClone(defaultPriorSet);
const applied = (
  priors: PriorSet,
  ...[drawn, why]: [Parameters<typeof preventionOf>[1], Parameters<typeof preventionOf>[2]]
) => {
  const change = preventionOf(priors, drawn, why);
  const after = structuredClone(priors);
  if (change) prevent(after, change);
  return { change, after };
};

const sized = defectKinds.filter((kind) => usedRanges(kind).includes('size')); // a stamp is as large as what was labelled

describe('the change that would have prevented a defect', () => {
  it('leaves its size out of the range, keeps the other end, and is a prior set still', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sized), fc.double({ min: 0, max: 1, noNaN: true }), (kind, share) => {
        const priors = copy();
        const [low, high] = priors.kinds[kind].size;
        const size = low * (high / low) ** share;
        const { change, after } = applied(priors, { kind, values: { size } }, 'size');
        const [from, to] = after.kinds[kind].size;
        expect(change).toMatchObject({ kind, name: 'size', before: [low, high] });
        expect([from, to]).toContain(size * size >= low * high ? low : high);
        if (share > 0.02 && share < 0.98) expect(size < from || size > to || from === to).toBe(true);
        expect(Math.log(to / from)).toBeGreaterThan(0.35 * Math.log(high / low)); // the larger part stays
        expect(priorSetSchema.parse(after)).toEqual(after);
      }),
    );
  });

  it('is of the contrast, whatever its sign, else of the opacity, for a look', () => {
    expect(preventionOf(copy(), { kind: 'pit', values: { contrast: -140 } }, 'look')).toMatchObject({
      name: 'contrast',
    });
    expect(preventionOf(copy(), { kind: 'cutpaste', values: { opacity: 0.9 } }, 'look')).toMatchObject({
      name: 'opacity',
      before: [0.3, 1],
    });
    expect(preventionOf(copy(), { kind: 'warp', values: { how: 'blur' } }, 'look')).toEqual({
      ...{ kind: 'warp', name: 'share', before: 0.8, after: 0.4 },
    });
    for (const kind of defectKinds) {
      const change = preventionOf(copy(), { kind, values: { contrast: 50, opacity: 0.5 } }, 'look');
      if (change && change.name !== 'share') expect(usedRanges(kind)).toContain(change.name);
    }
  });

  it('is of a stamp how large or how strong the labelled defect is drawn, else its share', () => {
    const stamp = { kind: 'stamp', values: { zoom: 1.2, gain: 0.75, angle: 10 } } as const;
    const { change, after } = applied(copy(), stamp, 'size');
    expect(change).toMatchObject({ kind: 'stamp', name: 'zoom', before: [0.8, 1.25] });
    expect(after.kinds.stamp.zoom![1]).toBeLessThan(1.2);
    expect(after.kinds.stamp.zoom![0]).toBe(0.8);
    expect(priorSetSchema.parse(after)).toEqual(after);
    const paler = applied(copy(), stamp, 'look').after.kinds.stamp.gain!;
    expect([paler[0] > 0.75, paler[1]]).toEqual([true, 1.4]);
    const fixed = copy();
    Object.assign(fixed.kinds.stamp, { zoom: [1.2, 1.2] });
    expect(preventionOf(fixed, stamp, 'size')).toMatchObject({ name: 'share', before: 2, after: 1 });
    expect(applied(copy(), stamp, 'place').after.kinds.stamp.place).toBe('edges');
  });

  it('turns to another place, or another beginning', () => {
    const hairline = { kind: 'hairline', values: { start: 'border' } } as const;
    expect(applied(copy(), hairline, 'place').after.kinds.hairline.start).toBe('part');
    const scratch = { kind: 'scratch', values: {} } as const;
    const once = applied(copy(), scratch, 'place').after;
    expect(once.kinds.scratch.place).toBe('edges');
    expect(applied(once, scratch, 'place').after.kinds.scratch.place).toBe('part');
    const mapped = { ...copy(), map: { columns: 1, rows: 1, weights: [1] } };
    const onMap = applied(mapped, scratch, 'place').after;
    expect(onMap.kinds.scratch.place).toBe('map');
    expect(preventionOf(onMap, scratch, 'place')).toMatchObject({ name: 'share', after: 0.5 });
    expect(preventionOf(copy(), { kind: 'erased', values: {} }, 'place')).toMatchObject({ name: 'share' });
  });

  it('is none where the set would not draw it any more', () => {
    expect(preventionOf(copy(), { kind: 'pit', values: { size: 40 } }, 'size')).toBeNull();
    const fixed = copy();
    fixed.kinds.pit.size = [5, 5];
    expect(preventionOf(fixed, { kind: 'pit', values: { size: 5 } }, 'size')).toMatchObject({ name: 'share' });
  });
});
