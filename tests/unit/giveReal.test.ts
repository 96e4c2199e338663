import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawReal } from '../../src/main/cli/giveReal.ts';

const picture = (i: number, kind: string, maskFile: string | null = 'mask.png') => ({
  part: `part ${i % 3}`,
  hash: `${(i * 7919) % 1000}`.padStart(4, '0') + `-${i}`,
  kind,
  maskFile,
});
const defective = Array.from({ length: 12 }, (_, i) => picture(i, i < 8 ? 'crack' : 'dent'));

describe('labelled defects for training', () => {
  it('are drawn evenly over kinds, a smaller draw among a larger one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 11 }), (seed, count) => {
        const drawn = drawReal(defective, count, seed);
        expect(new Set(drawn).size).toBe(count);
        expect(drawReal(defective, count + 1, seed).slice(0, count)).toEqual(drawn);
        const dents = drawn.filter(({ kind }) => kind === 'dent').length;
        expect(dents).toBe(Math.min(4, Math.floor(count / 2)));
      }),
    );
  });

  it('do not hang on the order in which they were found, and have a mask', () => {
    expect(drawReal(defective.toReversed(), 5, 3)).toEqual(drawReal(defective, 5, 3));
    const some = [picture(1, 'crack', null), picture(2, 'crack')];
    expect(drawReal(some, 1, 0)).toEqual([some[1]]);
    expect(() => drawReal(some, 2, 0)).toThrow(/there are 1/);
  });

  it('come from as few parts as can be where that is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 8 }), (seed, count) => {
        const cracks = defective.filter(({ kind }) => kind === 'crack'); // 3, 3 and 2 of a part
        const parts = drawReal(cracks, count, seed, true).map(({ part }) => part);
        const changes = parts.filter((part, i) => i > 0 && part !== parts[i - 1]).length;
        expect(changes).toBe(new Set(parts).size - 1);
        expect(new Set(parts).size).toBeLessThanOrEqual(Math.ceil((count + 1) / 3));
      }),
    );
  });
});
