import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDecimal, typedNumber } from '../../src/renderer/ui/figures.ts';
import { byUse } from '../../src/renderer/ui/recentCommands.ts';

describe('a number in a field', () => {
  it('has the mark of its language, and is read back with either', () => {
    expect(localDecimal('1.25', 'de')).toBe('1,25');
    expect(localDecimal('1.25', 'en')).toBe('1.25');
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom('en', 'de'), (value, language) => {
        const text = value.toFixed(3);
        expect(typedNumber(localDecimal(text, language))).toBe(Number(text));
      }),
    );
    expect(['', ' ', 'abc', '1,2,3'].map(typedNumber)).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('the palette', () => {
  it('begins with the next step, then what was last chosen, and keeps the order of the others', () => {
    const all = ['a', 'b', 'c', 'd', 'next'].map((id) => ({ id, isFirst: id === 'next' }));
    const ids = (recent: string[]): string[] => byUse(all, recent).map(({ id }) => id);
    expect(ids([])).toEqual(['next', 'a', 'b', 'c', 'd']);
    expect(ids(['d', 'gone', 'b'])).toEqual(['next', 'd', 'b', 'a', 'c']);
  });
});
