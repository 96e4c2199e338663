import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cluster, dealParts, dealSessions } from '#shared/domain/dealing.ts';

/** Clusters of these sizes, whose content puts them in the order given: a, b, c … */
const clusters = (...sizes: number[]): Cluster[] =>
  sizes.map((size, i) => ({ key: String.fromCharCode(97 + i), size, ids: [i] }));
const keys = (held: readonly Cluster[] | null): string | null => held && held.map(({ key }) => key).join('');
const times = (n: number, size: number): number[] => new Array<number>(n).fill(size);
const lists = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 24 });
const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);

describe('sessions that are held back', () => {
  const dealt = (...sizes: number[]): string | null => keys(dealSessions(clusters(...sizes)));

  it('are a fifth of the parts, the first by their content', () => {
    expect(dealt(30, 30, 30)).toBe('a');
    expect(dealt(...times(7, 10))).toBe('ab'); // 14 of 70
    expect(keys(dealSessions(clusters(30, 30, 30).toReversed()))).toBe('a');
  });

  it('are those with three parts or more before all others', () => {
    expect(dealt(2, 30, 30, 30)).toBe('b');
    expect(dealt(3, 4, 4)).toBe('a');
    expect(dealt(2, 4, 4)).toBe('b');
  });

  it('are passed over where they are too large, or where a small one taken first bars the others', () => {
    expect(dealt(10, 7, 4)).toBe('b'); // 10 of 21 is more than two fifths
    expect(dealt(3, 8, 9)).toBe('b'); // 3 of 20 is under a fifth, and with it 8 would be too much
    expect(dealt(40, 40, 5)).toBe('a'); // 5 of 85 says nothing: then up to a half
  });

  it('are four of eight sessions or more where these fit, else the four smallest that have enough parts', () => {
    expect(dealt(...times(10, 10))).toBe('abcd');
    expect(dealt(...times(8, 10))).toBe('ab'); // four would be half of all
    expect(dealt(20, 20, 20, 20, 5, 5, 5, 5)).toBe('efgh');
    expect(dealt(20, 20, 20, 20, 6, 5, 7, 5)).toBe('fheg');
    expect(dealt(20, 20, 20, 20, 5, 5, 5)).toBe('a'); // seven sessions
    expect(dealt(20, 20, 20, 20, 2, 2, 2, 2)).toBe('aefg');
    expect(dealt(20, 16, 20, 20, 2, 2, 2, 9)).toBe('a'); // of two parts each they say little of their day
  });

  it('are ten parts at least, a fifth of fewer than fifty, or as few as are asked for', () => {
    expect(dealt(200, 3, 3)).toBeNull();
    expect(dealt(100, 10, 3)).toBe('bc');
    expect(dealt(100, 4, 3, 3)).toBe('bcd'); // just ten
    expect(dealt(100, 4, 3, 2)).toBeNull();
    expect(dealt(20, 3, 3)).toBe('bc'); // 6 of 26: ⌈5.2⌉
    expect(dealt(30, 3, 3)).toBeNull(); // 6 of 36: ⌈7.2⌉
    expect(dealt(6, 1, 1)).toBeNull(); // never fewer than three
    expect(keys(dealSessions(clusters(30, 3, 3), 1))).toBe('bc');
    expect(keys(dealSessions(clusters(6, 1, 1), 1))).toBe('bc');
    expect(keys(dealSessions(clusters(30, 20), 1))).toBe('b');
    expect(keys(dealSessions(clusters(25, 25), 1))).toBe('a'); // a half
    expect(keys(dealSessions(clusters(30), 1))).toBeNull();
  });

  it('leave half of the parts and one session to learn from, whatever their sizes', () => {
    fc.assert(
      fc.property(lists, fc.option(fc.integer({ min: 1, max: 5 })), (sizes, least) => {
        const held = dealSessions(clusters(...sizes), least);
        if (!held) return;
        const parts = sum(held.map(({ size }) => size));
        expect(parts).toBeGreaterThanOrEqual(least ?? Math.min(3, sum(sizes) / 5));
        expect(parts * 2).toBeLessThanOrEqual(sum(sizes));
        expect(held.length).toBeLessThan(sizes.length);
        expect(new Set(held).size).toBe(held.length);
      }),
    );
  });
});

describe('parts that are held back', () => {
  const dealt = (...sizes: number[]): string => keys(dealParts(clusters(...sizes)))!;

  it('are a fifth of the pictures, three at least, the first by their content', () => {
    expect(dealt(...times(20, 1))).toBe('abcd');
    expect(dealt(...times(10, 1))).toBe('abc');
    expect(keys(dealParts(clusters(...times(10, 1)).toReversed()))).toBe('abc');
    expect(dealt(...times(5, 4))).toBe('a');
  });

  it('are three parts of nine or more, where two fifths of the pictures allow it', () => {
    expect(dealt(2, ...times(8, 1))).toBe('abc');
    expect(dealt(2, ...times(7, 1))).toBe('ab');
    expect(dealt(4, ...times(8, 1))).toBe('a'); // 5 of 12 would be more
    expect(dealt(10, ...times(8, 1))).toBe('bcde'); // 10 of 18 are too many: the next ones
  });

  it('are up to a half where every part has more than two fifths, and none where one part is left', () => {
    expect(dealt(25, 25)).toBe('a');
    expect(dealt(26, 24)).toBe('b');
    expect(dealt(30, 20)).toBe('b');
    expect(dealt(1, 1)).toBe('a');
    expect(dealt(9)).toBe('');
    expect(dealt()).toBe('');
    expect(dealt(2, 2)).toBe('a'); // three pictures, were there so many
  });

  it('leave half of the pictures and one part to learn from, unless three pictures are more', () => {
    fc.assert(
      fc.property(lists, (sizes) => {
        const held = dealParts(clusters(...sizes));
        expect(sum(held.map(({ size }) => size))).toBeLessThanOrEqual(Math.max(sum(sizes) / 2, 3));
        expect(held.length).toBeLessThan(sizes.length);
      }),
    );
  });
});
