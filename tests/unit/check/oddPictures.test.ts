import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedPicture, OddPicture } from '#shared/domain/oddPictures.ts';
import { medianOf, usualOf } from '#shared/domain/usual.ts';
import { createRandom } from '#shared/vision/random.ts';
import { findOdd } from '#studio/dataset/check/index.ts';
import { checkedPicture, checkedSet } from '../../fixtures/checked.ts';

const set = checkedSet(60);
const odd = (...added: CheckedPicture[]): OddPicture[] => findOdd([...set, ...added]);
const short = (found: readonly OddPicture[]): string[] =>
  found.map(({ image, problem, way }) => `${image} ${problem} ${way}`);
const at = (measures: Parameters<typeof checkedPicture>[1], id = 900): string[] =>
  short(odd(checkedPicture(id, measures)));

describe('what is usual', () => {
  it('is the median and its spread, which one odd value does not move', () => {
    expect(usualOf([1, 2, 3, 4, 100])).toEqual({ middle: 3, spread: 1.4826 });
    expect([medianOf([2, 1]), medianOf([5]), medianOf([])]).toEqual([1.5, 5, 0]);
    const random = createRandom(3);
    const { middle, spread } = usualOf(Array.from({ length: 20_000 }, () => random.normal(7, 2)));
    expect(middle).toBeCloseTo(7, 1);
    expect(spread).toBeCloseTo(2, 1);
  });
});

describe('odd pictures', () => {
  it('are none among pictures that differ as usual, nor where too few show what is usual', () => {
    expect(odd()).toEqual([]);
    const few = [...checkedSet(8), checkedPicture(900, { width: 100, measures: { detail: -9, light: -9, chroma: 0 } })];
    expect(findOdd(few)).toEqual([]);
    expect(findOdd([])).toEqual([]);
  });

  it('are none where nothing differs but by noise below what matters', () => {
    const noise = (id: number) => 0.02 * Math.sin(id * 17);
    const even = checkedSet(40).map((one) => ({
      ...one,
      measures: { ...one.measures!, detail: noise(one.id), light: noise(one.id), a: noise(one.id), b: 0, chroma: 5 },
    }));
    const jumps = { detail: -0.45, light: 0.18, a: 2.4, b: 0, chroma: 5 };
    expect(findOdd([...even, checkedPicture(900, { measures: jumps })])).toEqual([]);
  });

  it('are told by blur, light, colour and size, with the figure and what is usual', () => {
    expect(at({ measures: { detail: -1.6 } })).toEqual(['900 blur soft']);
    expect(at({ measures: { detail: 1 } })).toEqual([]); // sharper
    expect(at({ measures: { light: -4 } })).toEqual(['900 exposure darker']);
    expect(at({ measures: { light: -0.5 } })).toEqual(['900 exposure brighter']);
    expect(at({ measures: { a: -4 } })).toEqual(['900 colour tint']);
    expect(at({ measures: { chroma: 0, a: 0, b: 0 } })).toEqual(['900 colour grey']); // grey, not tinted as well
    expect(at({ width: 1440 })).toEqual(['900 size width']);
    expect(at({ width: 641, height: 300 })).toEqual(['900 size height']);
    const [soft] = odd(checkedPicture(900, { measures: { detail: -1.6 } }));
    expect(soft!.value).toBeCloseTo(0.5, 1);
    expect(soft!.usual![0]).toBeGreaterThan(soft!.value);
    const [dark] = odd(checkedPicture(900, { measures: { light: -4 } }));
    expect(dark!.value).toBeCloseTo(-2, 1);
    expect(dark!.usual).toEqual([-0.25, 0.25].map((end) => expect.closeTo(end, 0)));
  });

  it('are compared with their own session where it is large enough', () => {
    const bright = Array.from({ length: 25 }, (_, i) =>
      checkedPicture(200 + i, { session: 'day-2', measures: { light: -1 } }),
    );
    expect(odd(...bright)).toEqual([]);
    expect(short(odd(...bright, checkedPicture(900, { session: 'day-2', measures: { light: -2 } })))).toEqual([
      '900 exposure darker',
    ]);
    expect(odd(...bright.slice(0, 3))).toHaveLength(3); // too few to be a day's light
  });

  it('are found in any order, and light that all pictures share changes nothing', () => {
    const added = [checkedPicture(900, { measures: { light: -4 } }), checkedPicture(901, { measures: { detail: -2 } })];
    const expected = short(odd(...added)).sort();
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer(), (stops, seed) => {
        const random = createRandom(seed);
        const all = [...set, ...added]
          .map((one) => ({ ...one, measures: { ...one.measures!, light: one.measures!.light + stops } }))
          .map((one) => ({ one, key: random.next() }))
          .sort((a, b) => a.key - b.key);
        expect(short(findOdd(all.map(({ one }) => one))).sort()).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('are none of size where many sizes are usual, and a grey product has no colour to lose', () => {
    const sizes = checkedSet(60).map((one) => ({ ...one, width: 300 + one.id * 3 }));
    expect(findOdd(sizes)).toEqual([]);
    const two = checkedSet(60).map((one) => ({ ...one, width: one.id % 4 === 0 ? 300 : 640 }));
    expect(findOdd(two)).toEqual([]);
    const own = checkedSet(60).map((one) => ({ ...one, height: one.id % 20 === 0 ? 486 : 480 }));
    expect(short(findOdd([...own, checkedPicture(900, { width: 900, height: 300 })]))).toEqual(['900 size height']);
    const grey = checkedSet(60, { measures: { chroma: 0, a: 0, b: 0 } });
    expect(findOdd(grey)).toEqual([]);
    expect(short(findOdd([...grey, checkedPicture(900, { measures: { chroma: 9, a: -9, b: 6 } })]))).toEqual([
      '900 colour tint',
    ]);
  });

  it('are other parts, up to a few of one kind; not told where an engine has not seen all good ones', () => {
    const strange = (id: number): CheckedPicture => {
      const { descriptor, ...one } = checkedPicture(id);
      return { ...one, descriptor: descriptor!.map((value, i) => (i === 1 ? 1 : i === 0 ? 0 : value)) };
    };
    expect(short(odd(strange(900)))).toEqual(['900 other-part unlike']);
    expect(short(odd(strange(900), strange(901), strange(902)))).toHaveLength(3);
    expect(odd(strange(900), checkedPicture(901, { descriptor: null }))).toEqual([]);
  });

  it('say nothing of light and colour of defective ones', () => {
    expect(at({ isGood: false, split: 'test', measures: { light: -5, detail: -3, a: 40 } })).toEqual([]);
    expect(at({ isGood: false, split: 'test', width: 100 })).toEqual(['900 size width']);
  });
});

describe('near-copies', () => {
  /** The same picture again, a little otherwise. */
  const copyOf = (
    one: CheckedPicture,
    id: number,
    changes: Parameters<typeof checkedPicture>[1] = {},
  ): CheckedPicture =>
    checkedPicture(id, {
      fingerprint: one.fingerprint.replace(/^./, (digit) => (parseInt(digit, 16) ^ 1).toString(16)),
      ...changes,
      measures: { ...one.measures!, sketch: one.measures!.sketch.map((value, i) => value + (i % 50 === 0 ? 200 : 0)) },
    });
  const first = set[6]!;

  it('on one side are twins: the later is marked, and names the other', () => {
    const found = odd(copyOf(first, 900));
    expect(short(found)).toEqual(['900 twin near-copy']);
    expect(found[0]).toMatchObject({ of: first.id, usual: null });
    expect(found[0]!.value).toBeGreaterThan(0.99);
  });

  it('on two sides are leaks: what judges is marked, and what learned is named', () => {
    const found = odd(copyOf(first, 900, { split: 'test' }));
    expect(short(found)).toEqual(['900 leak near-copy']);
    expect(found[0]!.of).toBe(first.id);
    const other = set.map((one) => (one === first ? { ...one, split: 'calibration' as const } : one));
    expect(findOdd([...other, copyOf(first, 900)])[0]).toMatchObject({ image: first.id, problem: 'leak', of: 900 });
  });

  it('are none where a person named them one part, but on two sides the part leaks', () => {
    const [one, again] = [checkedPicture(900, { part: 'A', unit: 'A' }), { part: 'A', unit: 'A' }];
    expect(odd(one, copyOf(one, 901, again))).toEqual([]);
    expect(short(odd(one, checkedPicture(901, { ...again, split: 'calibration' })))).toEqual(['901 leak same-part']);
  });

  it('of a part that a person named are meant where whole sessions are kept apart, but never in the test', () => {
    const named = (id: number, split: 'train' | 'calibration' | 'test') =>
      checkedPicture(id, { part: 'A', unit: 'A', split });
    const both = [named(900, 'train'), named(901, 'calibration')];
    expect(findOdd([...set, ...both], 'session')).toEqual([]);
    expect(short(findOdd([...set, ...both, named(902, 'test')], 'session'))).toEqual(['902 leak same-part']);
    expect(short(findOdd([...set, ...both], 'folder'))).toEqual(['901 leak same-part']);
  });

  it('are found where every picture is there twice, and not where all parts look nearly alike', () => {
    const twice = [...set, ...set.map((one) => copyOf(one, one.id + 500))];
    expect(findOdd(twice).filter(({ problem }) => problem === 'twin')).toHaveLength(60);
    // Six outlines, ten parts each, which differ by little.
    const outline = (one: CheckedPicture): Uint16Array => set[one.id % 6]!.measures!.sketch;
    const plain = set.map((one) => ({
      ...{ ...one, fingerprint: first.fingerprint },
      measures: {
        ...one.measures!,
        sketch: outline(one).map((value, i) => value + one.measures!.sketch[i]! / 20),
      },
    }));
    expect(findOdd(plain).filter(({ problem }) => problem === 'twin')).toEqual([]);
  });

  it('of many pictures are found without comparing every pair', () => {
    const many = checkedSet(8_050, { descriptor: null });
    const found = findOdd([...many, copyOf(many[4_000]!, 9_000, { descriptor: null })]).filter(
      ({ problem }) => problem === 'twin',
    );
    expect(found).toMatchObject([{ image: 9_000, of: many[4_000]!.id }]);
  });
});
