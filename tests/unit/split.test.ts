import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Split } from '#shared/domain/images.ts';
import { type SplitDecision, type SplitRow, decideSplit, describeSplit, sideAmong } from '#shared/domain/split.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { unitsOf } from '#shared/domain/units.ts';

let next = 0;
const row = (session: string, part: string, change: Partial<SplitRow> = {}): SplitRow => {
  const id = ++next;
  const hash = (Math.imul(id, 2654435761) >>> 0).toString(16).padStart(8, '0') + String(id);
  const base = { id, hash, label: 'normal', split: 'train', session, part, unit: part } as const;
  return { ...base, recording: null, folderSplit: null, ...change };
};
/** `parts[s]` parts of their own in session s, each photographed `pictures` times. */
const sessionsOf = (parts: readonly number[], pictures = 1): SplitRow[] =>
  parts.flatMap((count, s) =>
    Array.from({ length: count * pictures }, (_, i) => row(`day-${s}`, `part-${s}-${i % count}`)),
  );
/** Keys that stand on both sides. */
const onBoth = (rows: readonly SplitRow[], { splits }: SplitDecision, keyOf: (row: SplitRow) => string): string[] => {
  const sides = new Map<string, Set<Split>>();
  for (const one of rows) sides.set(keyOf(one), (sides.get(keyOf(one)) ?? new Set()).add(splits.get(one.id)!));
  return [...sides].filter(([, side]) => side.size > 1).map(([key]) => key);
};
const held = (rows: readonly SplitRow[], { splits }: SplitDecision): SplitRow[] =>
  rows.filter(({ id }) => splits.get(id) === 'calibration');
const sessionsOn = (rows: readonly SplitRow[]): number => new Set(rows.map(({ session }) => session)).size;

/** A table of sessions × parts: every cell so many pictures of that part on that day. */
const tables = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 14 }), {
  minLength: 1,
  maxLength: 14,
});
const rowsOf = (table: readonly (readonly number[])[]): SplitRow[] =>
  table.flatMap((parts, s) =>
    parts.flatMap((count, p) => Array.from({ length: count }, () => row(`day-${s}`, `part-${p}`))),
  );

describe('dividing good pictures', () => {
  it('puts no session on two sides where three or more can be parted, whatever the table of sessions and parts', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const rows = rowsOf(table);
        const decided = decideSplit(rows);
        const days = table.map((parts) => parts.filter(Boolean).length).filter(Boolean);
        const total = days.reduce((a, b) => a + b, 0);
        // A session that is a tenth of everything or more, three parts or more, has enough of them for anyone.
        const large = days.filter((n) => n >= 3 && n * 10 >= total && n * 2 <= total).length;
        if (large >= 3 && large === days.length && rows.length >= 10) expect(decided.by).toBe('session');
        if (decided.by === 'session') {
          expect(onBoth(rows, decided, ({ session }) => session)).toEqual([]);
          expect(sessionsOn(held(rows, decided))).toBeGreaterThan(0);
          expect(sessionsOn(held(rows, decided))).toBeLessThan(days.length);
        } else {
          expect(onBoth(rows, decided, ({ unit }) => unit)).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('depends on the content alone: neither the order of import nor the names of sessions change a side', () => {
    fc.assert(
      fc.property(tables, fc.integer(), (table, seed) => {
        const rows = rowsOf(table);
        const shuffled = [...rows].sort((a, b) => ((a.id * 7919 + seed) % 101) - ((b.id * 7919 + seed) % 101));
        const renamed = shuffled.map((one) => ({ ...one, session: `x${one.session}`, split: 'calibration' as const }));
        const sides = (decided: SplitDecision) => [...decided.splits].sort(([a], [b]) => a - b);
        expect(sides(decideSplit(renamed))).toEqual(sides(decideSplit(rows)));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['three sessions of 30 parts', [30, 30, 30], 1],
    ['five sessions of 20', [20, 20, 20, 20, 20], 1],
    ['two of 40 and one of 5: the small one is too little, so one of 40', [40, 40, 5], 1],
    ['twelve sessions of 10: four, so that a new day can be spoken of', Array<number>(12).fill(10), 4],
    ['eight sessions of 10: four would be half of all', Array<number>(8).fill(10), 2],
    ['a small session that bars the larger ones is passed over', [10, 7, 4], 1],
    ['fifty sessions of 2', Array<number>(50).fill(2), 10],
    ['one large session among small ones: the small ones', [40, ...Array<number>(7).fill(5)], 4],
  ])('%s', (_, parts, sessions) => {
    const rows = sessionsOf(parts);
    const decided = decideSplit(rows);
    expect(decided).toMatchObject({
      by: 'session',
      chosen: 'auto',
      why: { code: 'sessions', values: { n: parts.length } },
    });
    const kept = held(rows, decided);
    expect(sessionsOn(kept)).toBe(sessions);
    expect(kept.length * 2).toBeLessThanOrEqual(rows.length);
  });

  it.each([
    ['one session', [60], 'oneSession'],
    ['two sessions', [30, 30], 'twoSessions'],
    ['three of which one has two parts', [30, 30, 2], 'smallSessions'],
    ['two crumbs beside a large one', [200, 3, 3], 'unevenSessions'],
    ['nine pictures', [3, 3, 3], 'few'],
  ])('goes by part with %s, and says why', (_, parts, code) => {
    const rows = sessionsOf(parts);
    const decided = decideSplit(rows);
    expect(decided).toMatchObject({ by: 'part', chosen: 'auto', why: { code } });
    expect(held(rows, decided).length > 0).toBe(code !== 'few');
  });

  it('holds back a fifth of the pictures by part, three parts at least of nine or more', () => {
    const single = sessionsOf([100]);
    expect(held(single, decideSplit(single))).toHaveLength(20);
    const many = sessionsOf([10], 25);
    expect(new Set(held(many, decideSplit(many)).map(({ unit }) => unit)).size).toBe(3);
    const two = sessionsOf([2], 25);
    expect(held(two, decideSplit(two))).toHaveLength(25);
  });

  it('keeps near-copies together like one part', () => {
    const rows = sessionsOf([60]).map((one, i) => ({ ...one, recording: i < 24 ? `recording-${i % 4}` : null }));
    const units = unitsOf(rows);
    const joined = rows.map((one) => ({ ...one, unit: units.get(one.id)! }));
    expect(new Set(units.values()).size).toBe(36 + 4);
    expect(onBoth(joined, decideSplit(joined), ({ unit }) => unit)).toEqual([]);
    expect(describeSplit(joined, decideSplit(joined))).toMatchObject({ groups: 4, parts: { train: 40 } });
  });

  it('leaves the validation folder of the user as it is, and deals nothing beside it', () => {
    const own = sessionsOf([20]).map((one) => ({
      ...one,
      split: 'calibration' as const,
      folderSplit: 'calibration' as const,
    }));
    const rows = [...sessionsOf([30, 30, 30]), ...own];
    for (const asked of ['auto', 'session', 'part'] as const) {
      const decided = decideSplit(rows, asked);
      expect(decided).toMatchObject({ by: 'folder', chosen: 'auto', why: { code: 'folder', values: { n: 20 } } });
      expect(held(rows, decided)).toEqual(own);
    }
  });

  it('moves no test picture and no defective one', () => {
    const test = [row('day-0', 'a', { split: 'test' }), row('day-0', 'b', { split: 'test', label: 'anomalous' })];
    const { splits } = decideSplit([...sessionsOf([30, 30, 30]), ...test]);
    expect(test.map(({ id }) => splits.has(id))).toEqual([false, false]);
  });

  it('holds none back of nine pictures, some of ten', () => {
    expect(decideSplit(sessionsOf([9]))).toMatchObject({ why: { code: 'few', values: { n: 9, least: 10 } } });
    expect(held(sessionsOf([9]), decideSplit(sessionsOf([9])))).toEqual([]);
    const ten = sessionsOf([10]);
    expect(held(ten, decideSplit(ten))).toHaveLength(3);
  });

  it('needs three sessions of three parts, or ten of any size, and counts parts, not pictures', () => {
    const why = (rows: SplitRow[]) => decideSplit(rows).why;
    expect(why(sessionsOf([3, 3, 4]))).toEqual({ code: 'sessions', values: { n: 3 } });
    expect(why(sessionsOf([2, 4, 4]))).toEqual({ code: 'smallSessions', values: { n: 3, enough: 2, least: 3 } });
    expect(why(sessionsOf(Array<number>(9).fill(2))).code).toBe('smallSessions');
    expect(why(sessionsOf(Array<number>(10).fill(2))).code).toBe('sessions');
    expect(why(sessionsOf([2, 2, 2], 10)).code).toBe('smallSessions'); // twenty pictures of two parts each
    expect(why(sessionsOf([12]))).toEqual({ code: 'oneSession', values: {} });
    expect(decideSplit(sessionsOf([4, 4, 4]), 'session').why).toEqual({ code: 'askedSession', values: { n: 3 } });
    expect(decideSplit(sessionsOf([4, 4, 4]), 'part').why).toEqual({ code: 'askedPart', values: { n: 12 } });
  });

  it('takes pictures by the smallest content of their session or part', () => {
    const named = (hash: string, part: string): SplitRow => row('day-0', part, { hash });
    const rows = [
      ...[named('9', 'a'), named('1', 'b'), named('5', 'c'), named('0', 'd'), named('8', 'e')],
      ...[named('7', 'a'), named('6', 'b'), named('4', 'c'), named('3', 'd'), named('2', 'e')],
    ];
    // A fifth of ten pictures, three at least: two parts, d by its 0 and b by its 1.
    expect(new Set(held(rows, decideSplit(rows)).map(({ part }) => part))).toEqual(new Set(['d', 'b']));
  });

  it('deals again what was dealt before, but nothing that a person or a folder put into the test', () => {
    const rows = sessionsOf([30, 30, 30]).map((one, i) => ({
      ...one,
      split: i % 2 ? ('calibration' as const) : ('train' as const),
    }));
    const odd = [
      row('day-0', 'a', { label: 'anomalous' }),
      row('day-0', 'b', { split: 'test', folderSplit: 'calibration' }),
    ];
    const decided = decideSplit([...rows, ...odd]);
    expect(decided.splits.size).toBe(90);
    expect(decided.by).toBe('session');
  });

  it('goes by what is asked where it can be: two sessions, one a side; not one alone', () => {
    const two = sessionsOf([30, 20]);
    const decided = decideSplit(two, 'session');
    expect(decided).toMatchObject({ by: 'session', chosen: 'asked' });
    expect(onBoth(two, decided, ({ session }) => session)).toEqual([]);
    expect(decideSplit(sessionsOf([30]), 'session')).toMatchObject({ by: 'part', chosen: 'auto' });
    expect(decideSplit(sessionsOf([30, 30, 30]), 'part')).toMatchObject({ by: 'part', chosen: 'asked' });
  });
});

describe('what is said of a split', () => {
  const described = (rows: SplitRow[], asked: 'auto' | 'part' = 'auto') => {
    const decided = decideSplit(rows, asked);
    const divided = rows.map((one) => ({ ...one, split: decided.splits.get(one.id) ?? one.split }));
    return describeSplit(divided, decided);
  };

  it('counts the parts of both sides, and says where sessions and parts cannot both be kept apart', () => {
    const rows = Array.from({ length: 12 }, (_, s) =>
      Array.from({ length: 10 }, (_, p) => row(`day-${s}`, `part-${p}`)),
    ).flat();
    const record = described([...rows, row('day-0', 'new', { split: 'test' })]);
    expect(record).toMatchObject({ by: 'session', parts: { train: 10, calibration: 10, both: 10 } });
    expect(record.sessions).toHaveLength(13);
    expect(record.notes.map(({ code }) => code)).toEqual(['partsOnBoth', 'testSessions']);
    expect(splitWarnings(record)[0]).toContain('10 of 10 good parts stand on both sides');
  });

  it('says that the same days stand on both sides where the split is by part, and that a side is empty', () => {
    const byPart = described(sessionsOf([30, 30]));
    expect(byPart.notes).toContainEqual({ code: 'sessionsOnBoth', values: { n: 2, of: 2 } });
    expect(noteInWords(byPart.why)).toBe('By part: 2 capture sessions are too few to keep apart; three would do.');
    expect(described(sessionsOf([3, 3])).notes.map(({ code }) => code)).toContain('noCalibration');
    const all = sessionsOf([12]).map((one) => ({
      ...one,
      split: 'calibration' as const,
      folderSplit: 'calibration' as const,
    }));
    expect(described(all).notes.map(({ code }) => code)).toContain('noTraining');
  });

  it('tells every session of each side, every side’s pictures, and the near-copies', () => {
    const frames = (split: Split, name: string, count: number): SplitRow[] =>
      Array.from({ length: count }, (_, i) => row('day-2', `${name}-${i}`, { split, recording: name, unit: name }));
    const rows = [
      ...[row('day-2', 'z', { split: 'calibration' }), row('day-1', 'y'), row('day-2', 'x')],
      ...[
        row('day-1', 'y'),
        row('day-3', 'w', { split: 'test' }),
        row('day-1', 'v', { split: 'test', label: 'anomalous' }),
      ],
      ...[...frames('train', 'R', 3), ...frames('calibration', 'R', 2), ...frames('train', 'S', 2)],
    ];
    const decided = { by: 'session', why: { code: 'sessions', values: {} }, chosen: 'auto' } as const;
    const record = describeSplit(rows, decided);
    expect(record).toMatchObject(decided);
    expect(record.sessions).toEqual([
      { session: 'day-1', split: 'train', parts: 1, pictures: 2 },
      { session: 'day-2', split: 'train', parts: 3, pictures: 6 },
      { session: 'day-2', split: 'calibration', parts: 2, pictures: 3 },
      { session: 'day-3', split: 'test', parts: 1, pictures: 1 },
    ]);
    expect(record.images).toEqual([
      { split: 'train', label: 'normal', count: 8 },
      { split: 'calibration', label: 'normal', count: 3 },
      { split: 'test', label: 'normal', count: 1 },
      { split: 'test', label: 'anomalous', count: 1 },
    ]);
    expect(record.parts).toEqual({ train: 4, calibration: 2, both: 1 });
    expect(record.groups).toBe(2);
    expect(record.notes).toEqual([
      { code: 'partsOnBoth', values: { n: 1, of: 5 } },
      { code: 'sessionsOnBoth', values: { n: 1, of: 2 } },
      { code: 'nearCopies', values: { pictures: 7, n: 2 } },
      { code: 'copiesApart', values: { n: 1 } },
    ]);
    // By part near-copies are one part, so that standing apart is not their fault.
    expect(describeSplit(rows, { ...decided, by: 'part' }).notes.map(({ code }) => code)).not.toContain('copiesApart');
    expect(describeSplit(rows.toReversed(), decided)).toMatchObject({
      sessions: record.sessions,
      images: record.images,
    });
  });

  it('says that what was asked cannot be kept, unless it is kept', () => {
    const rows = sessionsOf([12]);
    const codes = (asked: 'auto' | 'session' | 'part', chosen: 'auto' | 'asked'): string[] =>
      describeSplit(rows, { by: 'part', why: { code: 'oneSession', values: {} }, chosen }, asked).notes.map(
        ({ code }) => code,
      );
    expect(codes('session', 'auto')).toContain('askedNoLonger');
    for (const [asked, chosen] of [
      ['session', 'asked'],
      ['auto', 'auto'],
    ] as const) {
      expect(codes(asked, chosen)).not.toContain('askedNoLonger');
    }
  });

  it('says nothing about sides that keep sessions and parts apart, nor of test pictures of another day', () => {
    const rows = [
      ...sessionsOf([5]),
      ...sessionsOf([5]).map((one) => ({
        ...one,
        session: 'other',
        unit: `o-${one.unit}`,
        split: 'calibration' as const,
      })),
    ];
    const decided = { by: 'session', why: { code: 'sessions', values: {} }, chosen: 'auto' } as const;
    expect(describeSplit(rows, decided).notes).toEqual([]);
    const tested = [...rows, row('day-9', 'q', { split: 'test' })];
    expect(describeSplit(tested, decided).notes).toEqual([]);
    expect(describeSplit([...tested, row('day-0', 'r', { split: 'test' })], decided).notes).toEqual([
      { code: 'testSessions', values: { n: 1, of: 2 } },
    ]);
    // With one session everywhere the reason says it already.
    const single = [...sessionsOf([5]), row('day-0', 'r', { split: 'test' })];
    expect(describeSplit(single, decided).notes.map(({ code }) => code)).toEqual(['noCalibration']);
    expect(describeSplit([], decided)).toMatchObject({ notes: [], sessions: [], images: [], groups: 0 });
  });

  it('puts one picture where its session or its part stands', () => {
    const others = [
      row('day-1', 'a', { split: 'calibration' }),
      row('day-2', 'b'),
      row('day-2', 'a', { split: 'test' }),
    ];
    const one = row('day-1', 'b');
    expect(sideAmong(one, [...others, one], 'session')).toBe('calibration');
    expect(sideAmong(one, [...others, one], 'part')).toBe('train');
    expect(sideAmong(row('day-3', 'c'), others, 'part')).toBeNull();
  });
});
