import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Counted,
  type KindStanding,
  type Standing,
  adviceSchema,
  adviceVerdicts,
  advise,
  fewestReadyParts,
  mostNg,
} from '#shared/domain/advice.ts';
import { binomialRange, shareAboveRank } from '#shared/vision/limits.ts';
import { foundFrom, kindsFound } from '#shared/vision/standing.ts';

const counted = (count: number, n: number): Counted => ({ count, n, share: binomialRange(count, n)! });
const scratch: KindStanding = {
  kind: 'scratch',
  ...counted(18, 20),
  from: { size: 19.2, ...counted(18, 19) },
  missedSize: 6,
};
const hairline: KindStanding = { kind: 'hairline', ...counted(3, 20), from: null, missedSize: 9 };
/** Nothing speaks against it. */
const fine: Standing = {
  good: { parts: 100, sessions: 2, ng: counted(0, 100), needed: 100 },
  forged: [scratch],
  test: { ng: null, escaped: null },
  stoppedEarly: null,
  changes: { evaluation: 0, run: 0 },
  isOld: false,
};
const good = (parts: number, count = 0, sessions = 2): Standing['good'] => ({
  parts,
  sessions,
  ng: counted(count, parts),
  needed: 200,
});
const verdicts = (changes: Partial<Standing> = {}): string[] =>
  advise({ ...fine, ...changes }).map(({ verdict }) => verdict);

describe('what is made of a run', () => {
  it('is that it is ready, for days like these, where nothing speaks against it', () => {
    const [first, second, ...rest] = advise(fine);
    expect(first).toMatchObject({ verdict: 'ready', next: { code: 'export', target: 'export' } });
    expect(first!.why.map(({ code }) => code)).toEqual(['partsCarry', 'sessionsSeen', 'noReal']);
    expect(first!.why[0]!.values).toMatchObject({ parts: 100, low: 0, high: 36, most: 50 });
    expect(second).toMatchObject({ verdict: 'finds-from-size' });
    expect(second!.why[0]!.values).toMatchObject({ kind: 'scratch', size: 20, count: 18, n: 19 });
    expect(rest).toEqual([]);
  });

  it.each<[string, Partial<Standing>, string]>([
    ['out-of-date', { changes: { evaluation: 1, run: 0 } }, 'evaluate-again'],
    ['out-of-date', { changes: { evaluation: 1, run: 2 } }, 'train-again'],
    ['out-of-date', { isOld: true }, 'evaluate-again'],
    ['stopped-early', { stoppedEarly: { step: 1, planned: 195 } }, 'train-longer'],
    ['too-few-parts', { good: good(12) }, 'add-parts'],
    ['too-few-parts', { good: { parts: 12, sessions: 2, ng: null, needed: null } }, 'add-parts'],
    ['one-session', { good: good(100, 0, 1) }, 'add-session'],
    ['overkill-too-high', { good: good(100, 20) }, 'move-limits'],
    ['overkill-too-high', { good: { ...good(1000, 40), needed: null } }, 'move-limits'],
    ['overkill-too-high', { test: { ng: counted(10, 40), escaped: null } }, 'move-limits'],
    ['misses-real', { test: { ng: null, escaped: counted(6, 50) } }, 'look-at-missed'],
    ['misses-kind', { forged: [hairline, scratch] }, 'look-at-missed'],
    ['misses-kind', { forged: [{ ...hairline, missedSize: 1.8 }] }, 'train-larger'],
  ])('is %s where it is, and names one next step', (verdict, changes, next) => {
    const [first, ...rest] = advise({ ...fine, ...changes });
    expect(first).toMatchObject({ verdict, next: { code: next } });
    expect(rest.map((one) => one.verdict)).not.toContain('ready');
  });

  it('says what was seen to fail before what is not known', () => {
    const test = { ng: counted(11, 12), escaped: counted(6, 14) };
    const all = verdicts({ good: good(10, 0, 1), test, stoppedEarly: { step: 36, planned: 180 } });
    expect(all.slice(0, 5)).toEqual([
      ...['stopped-early', 'overkill-too-high', 'misses-real'],
      ...['too-few-parts', 'one-session'],
    ]);
  });

  it('names the kind that is missed with how many of how many, and how small it is', () => {
    const [{ why }] = advise({ ...fine, forged: [{ ...hairline, missedSize: 1.84 }] }) as [
      ReturnType<typeof advise>[0],
    ];
    expect(why.map(({ code }) => code)).toEqual(['kindMissed', 'kindSmall']);
    expect(why[0]!.values).toMatchObject({ kind: 'hairline', count: 3, n: 20, low: 32, high: 379 });
    expect(why[1]!.values).toEqual({ kind: 'hairline', size: 1.8 });
  });

  it('says of parts held out how many they allow in NG, and how many would be enough', () => {
    const ng = { count: 0, n: 12, share: shareAboveRank(1, 12) };
    const [{ why }] = advise({ ...fine, good: { parts: 12, sessions: 1, ng, needed: 72 } }) as [
      ReturnType<typeof advise>[0],
    ];
    expect(why[0]!.values).toEqual({ parts: 12, expected: 77, low: 2, high: 265, needed: 72, most: 50 });
  });

  it('does not fault a kind of which too few were forged, and says so when it is ready', () => {
    const few = { kind: 'pit', ...counted(2, 4), from: null, missedSize: 3 };
    expect(advise({ ...fine, forged: [few] })[0]!.why.at(-1)).toEqual({
      code: 'kindFew',
      values: { kind: 'pit', n: 4 },
    });
  });

  it('takes the fewest parts from the exact range of none', () => {
    expect(binomialRange(0, fewestReadyParts)!.high).toBeLessThanOrEqual(mostNg);
    expect(binomialRange(0, fewestReadyParts - 1)!.high).toBeGreaterThan(mostNg);
  });
});

const countedBy = (most: number): fc.Arbitrary<Counted> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.nat()).map(([n, k]) => counted(k % (n + 1), n));
const kind: fc.Arbitrary<KindStanding> = fc.record({
  kind: fc.constantFrom('scratch', 'pit', 'crack'),
  from: fc.option(countedBy(40).map((one) => ({ ...one, size: 12 }))),
  missedSize: fc.option(fc.double({ min: 0.5, max: 40, noNaN: true })),
  ...{ count: fc.constant(3), n: fc.integer({ min: 3, max: 9 }), share: fc.constant(binomialRange(3, 9)!) },
});
/** Null more often than not, so that many are ready. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const standing: fc.Arbitrary<Standing> = fc.record({
  good: fc
    .tuple(fc.integer({ min: 1, max: 600 }), fc.nat(9), fc.integer({ min: 1, max: 4 }), seldom(fc.constant(true)))
    .map(([parts, count, sessions, isNotSaid]) =>
      isNotSaid ? { parts, sessions, ng: null, needed: null } : good(parts, Math.min(count, parts), sessions),
    ),
  forged: seldom(fc.array(kind, { maxLength: 2 })),
  test: fc.record({ ng: seldom(countedBy(60)), escaped: seldom(countedBy(60)) }),
  stoppedEarly: seldom(fc.constant({ step: 3, planned: 100 })),
  changes: fc
    .record({ evaluation: seldom(fc.constant(1)), run: seldom(fc.constant(1)) })
    .map(({ evaluation, run }) => ({
      evaluation: evaluation ?? 0,
      run: run ?? 0,
    })),
  isOld: seldom(fc.constant(true)).map((isOld) => isOld ?? false),
});
const isReady = (one: Standing): boolean => advise(one).some(({ verdict }) => verdict === 'ready');

describe('of any run', () => {
  it('something is said, each thing once with a reason and one next step, and gravest first', () => {
    fc.assert(
      fc.property(standing, (one) => {
        const advice = advise(one);
        const order = advice.map(({ verdict }) => adviceVerdicts.indexOf(verdict));
        expect(advice.length).toBeGreaterThan(0);
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
        expect(() => advice.forEach((entry) => adviceSchema.parse(entry))).not.toThrow();
      }),
    );
  });

  it('it is never ready from one session, from too few parts, or where more than 50 in 1,000 may go to NG', () => {
    fc.assert(
      fc.property(standing, (one) => {
        fc.pre(isReady(one));
        expect(one.good.sessions).toBeGreaterThan(1);
        expect(one.good.parts).toBeGreaterThanOrEqual(fewestReadyParts);
        expect(one.good.ng!.share.high).toBeLessThanOrEqual(mostNg);
      }),
      { numRuns: 400 },
    );
  });

  it('more good parts, sessions, steps or defects found never make it less ready', () => {
    const better: ((one: Standing) => Standing)[] = [
      (one) => ({
        ...one,
        good: one.good.ng ? good(one.good.parts + 7, one.good.ng.count, one.good.sessions) : one.good,
      }),
      (one) => ({ ...one, good: { ...one.good, sessions: one.good.sessions + 1 } }),
      (one) => ({
        ...one,
        good: one.good.ng ? good(one.good.parts, Math.max(one.good.ng.count - 1, 0), one.good.sessions) : one.good,
      }),
      (one) => ({ ...one, stoppedEarly: null }),
      (one) => ({ ...one, changes: { evaluation: 0, run: 0 }, isOld: false }),
      (one) => ({
        ...one,
        forged: one.forged && one.forged.map((of) => ({ ...of, from: of.from ?? { size: 20, ...counted(9, 9) } })),
      }),
      (one) => {
        const { escaped } = one.test;
        return escaped
          ? { ...one, test: { ...one.test, escaped: counted(Math.max(escaped.count - 1, 0), escaped.n) } }
          : one;
      },
    ];
    fc.assert(
      fc.property(standing, fc.constantFrom(...better), (one, make) => {
        if (isReady(one)) expect(isReady(make(one))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('every verdict can be reached', () => {
    const seen = new Set<string>();
    for (const one of fc.sample(standing, 2000)) for (const { verdict } of advise(one)) seen.add(verdict);
    verdicts().forEach((verdict) => seen.add(verdict));
    expect([...seen].sort()).toEqual([...adviceVerdicts].sort());
  });
});

describe('the size from which a defect is found', () => {
  const defects = (pattern: string): { extent: number; isStopped: boolean }[] =>
    [...pattern].map((mark, i) => ({ extent: i + 1, isStopped: mark === '+' }));

  it('is the smallest from which on nine in ten of at least five are stopped', () => {
    expect(foundFrom(defects('----+++++'))).toMatchObject({ size: 5, count: 5, n: 5 });
    expect(foundFrom(defects('-+-++++++++++'))).toMatchObject({ size: 2, count: 11, n: 12 });
    expect(foundFrom(defects('--++++++++'))).toMatchObject({ size: 3, count: 8, n: 8 });
    expect(foundFrom(defects('+-+++++++++++'))).toMatchObject({ size: 1, count: 12, n: 13 });
  });

  it('is none where the largest are missed, or there are too few', () => {
    expect(foundFrom(defects('+++++++-'))).toBeNull();
    expect(foundFrom(defects('++++'))).toBeNull();
    expect(foundFrom([])).toBeNull();
  });

  it('falls or stays where one more is found', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.nat(), (stopped, at) => {
        const list = stopped.map((isStopped, i) => ({ extent: 1 + (i % 9), isStopped }));
        const more = list.map((one, i) => (i === at % list.length ? { ...one, isStopped: true } : one));
        expect(foundFrom(more)?.size ?? Infinity).toBeLessThanOrEqual(foundFrom(list)?.size ?? Infinity);
      }),
    );
  });

  it('is told kind by kind, hardest first, with the size in the working picture of what passes', () => {
    const row = (kind: string, extent: number, score: number) => ({
      number: 0,
      kind,
      score,
      base: '',
      part: '',
      extent,
    });
    const rows = [1, 2, 3, 4, 5, 6].flatMap((size) => [
      row('pit', 10 * size, 0.9),
      row('crack', 10 * size, size < 6 ? 0.1 : 0.9),
    ]);
    const found = kindsFound(rows, { acceptLimit: 0.5, rejectLimit: 0.8 }, 0.25);
    expect(found).toMatchObject([
      { kind: 'crack', count: 1, n: 6, from: null, missedSize: 7.5 },
      { kind: 'pit', count: 6, n: 6, from: { size: 10, n: 6 }, missedSize: null },
    ]);
  });
});
