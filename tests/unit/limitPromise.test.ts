import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, limitsSchema } from '#shared/domain/limits.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { binomialRange, clusterShare, learnLimits, shareAboveRank } from '#shared/vision/limits.ts';
import { newDayShare } from '#shared/vision/newDay.ts';
import { calibrationOf, goodScores, rising } from '../fixtures/scores.ts';

const basis = 'calibration' as const;
const moved = (acceptLimit: number, rejectLimit = acceptLimit): Decision => ({
  acceptLimit,
  rejectLimit,
  who: 'qm',
  at: '2026-01-02T03:04:05.000Z',
  why: 'line trial',
});

describe('the limits in force', () => {
  const good = goodScores(rising(52));
  const learned = learnLimits(good, { basis });
  const forged = Array.from({ length: 40 }, (_, i) => ({ kind: i % 4 ? 'pit' : 'crack', score: i / 40 }));
  const scores = calibrationOf(good, forged);

  it('promise the exact share above their rank where they stand as learned', () => {
    const limits = limitsSchema.parse(limitsInForce(learned, null, scores));
    expect(limits).toMatchObject({
      decided: 'learned',
      decision: null,
      unit: 'part',
      n: 52,
      pictures: 52,
      sessions: 1,
    });
    expect(limits.overkillAtAccept!.expected).toBeCloseTo(2 / 53, 12); // the second largest of 52
    expect(limits.overkillAtReject!.expected).toBeCloseTo(1 / 53, 12);
    expect(limits.overkillAtReject!.low).toBe(0); // a margin can only lower the share
    expect(limits.overkillAtReject!.high).toBeCloseTo(1 - 0.025 ** (1 / 52), 10); // Beta(1, 52) in closed form
    expect(limits.statement).toMatch(/^Limits as learned from 52 good parts of 1 session held out of training\./);
    expect(limits.statement).toContain('expect 38 to be stopped (review or NG), 5 to 103; 19 as NG, 0 to 68');
  });

  it('say of moved limits what the scores say of these, and keep what was learned', () => {
    const limits = limitsInForce(learned, moved(0.2, 0.25), scores);
    const from = (limit: number): number => good.filter(({ score }) => score >= limit).length;
    expect(limits.decided).toBe('moved');
    expect(limits.learned).toEqual({ acceptLimit: learned.acceptLimit, rejectLimit: learned.rejectLimit });
    expect(limits.decision).toEqual({ who: 'qm', at: '2026-01-02T03:04:05.000Z', why: 'line trial' });
    expect([limits.countAtAccept, limits.countAtReject]).toEqual([from(0.2), from(0.25)]);
    expect(limits.overkillAtAccept).toEqual(binomialRange(from(0.2), 52));
    expect(limits.overkillAtReject).toEqual(binomialRange(from(0.25), 52));
    expect(limits.statement).toContain(`${from(0.2)} of these 52 parts score at or above the accept limit`);
    expect(limits.statement).toContain(`expect ${Math.round((1000 * from(0.2)) / 52)} to be stopped (review or NG)`);
    expect(limits.statement).not.toContain('learned');
  });

  it('count parts where several pictures show one, each by its share of pictures', () => {
    const pairs = goodScores([0.1, 0.9, 0.2, 0.2, 0.3, 0.3, 0.8, 0.8], { part: (i) => String(i >> 1) });
    const limits = limitsInForce(learnLimits(pairs, { basis }), moved(0.5), calibrationOf(pairs));
    expect(limits).toMatchObject({ n: 4, pictures: 8, countAtAccept: 1.5 });
    expect(limits.overkillAtAccept!.expected).toBe(1.5 / 4);
    expect(limits.statement).toContain('8 pictures of 4 good parts');
  });

  it('tell the forged defects that pass, of all and by kind, and never without that word', () => {
    const limits = limitsInForce(learned, moved(0.25), scores);
    expect(limits.escapeForged).toMatchObject({ ...binomialRange(10, 40), n: 40 });
    const kinds = Object.fromEntries(limits.escapeForged!.kinds.map(({ kind, n, expected }) => [kind, [n, expected]]));
    expect(kinds).toEqual({ crack: [10, 0.3], pit: [30, 7 / 30] });
    expect(limits.statement).toContain('Of 1,000 forged defects (not real ones) on these parts, about 250');
  });

  it('list kinds of forged defects by the share that passes, and the more of them first where that is equal', () => {
    const kind = (name: string, n: number, passing: number) =>
      Array.from({ length: n }, (_, i) => ({ kind: name, score: i < passing ? 0.1 : 0.9 }));
    const several = [...kind('pit', 10, 2), ...kind('crack', 5, 4), ...kind('stain', 20, 4), ...kind('warp', 10, 9)];
    const { kinds } = limitsInForce(learned, moved(0.5), calibrationOf(good, several)).escapeForged!;
    expect(kinds.map((one) => [one.kind, one.n])).toEqual([
      ['warp', 10],
      ['crack', 5],
      ['stain', 20],
      ['pit', 10],
    ]);
    expect(limitsInForce(learned, null, calibrationOf(good, [])).escapeForged).toBeNull();
  });

  it('promise as much above their rank as Beta says, where they stand just above the score of one part', () => {
    const many = goodScores(rising(199)); // 2 of 200 for NG: no margin
    const limits = limitsInForce(learnLimits(many, { basis }), null, calibrationOf(many));
    expect(limits.overkillAtReject).toEqual(shareAboveRank(2, 199));
    expect(limits.overkillAtAccept).toEqual(shareAboveRank(10, 199));
    // With several pictures a part, or with a margin, only its upper end holds; its lower one is that of what was counted.
    const pairs = goodScores(
      rising(398).map((_, i) => rising(199)[i >> 1]!),
      { part: (i) => String(i >> 1) },
    );
    const { overkillAtAccept, countAtAccept } = limitsInForce(
      learnLimits(pairs, { basis }),
      null,
      calibrationOf(pairs),
    );
    expect(overkillAtAccept!.low).toBe(clusterShare(countAtAccept!, 199).low);
    expect(overkillAtAccept!.high).toBe(shareAboveRank(countAtAccept! + 1, 199).high);
    const few = goodScores(rising(40));
    const margin = limitsInForce(learnLimits(few, { basis }), null, calibrationOf(few));
    expect(margin.overkillAtReject).toEqual({ ...shareAboveRank(1, 40), low: 0 });
    // A learned limit so low that all stand above it has no rank among them; one below the second lowest still has.
    const low = (acceptLimit: number) =>
      limitsInForce({ ...learnLimits(few, { basis }), acceptLimit }, null, calibrationOf(few)).overkillAtAccept!;
    expect(low(0)).toEqual(clusterShare(40, 40));
    expect(low(0.0126).expected).toBe(shareAboveRank(40, 40).expected);
  });

  it('say something from ten good parts on', () => {
    const few = goodScores(rising(3));
    for (const goodParts of [9, 10]) {
      const { overkillAtAccept } = limitsInForce(learnLimits(few, { basis }), null, {
        ...calibrationOf(few),
        goodParts,
      });
      expect(overkillAtAccept === null).toBe(goodParts === 9);
    }
  });

  it('say nothing of further parts where the model was trained on these, where they are under ten, or not kept', () => {
    const cases = [
      limitsInForce({ ...learned, basis: 'train' }, null, { ...scores, forged: null }),
      limitsInForce({ ...learned, basis: 'train' }, moved(0.2), { ...scores, forged: null }),
      limitsInForce(learned, null, { ...scores, goodParts: 9 }),
      limitsInForce(learned, null, null),
    ];
    for (const limits of cases) {
      const { overkillAtAccept, overkillAtReject, newDay, escapeForged, statement } = limits;
      expect([overkillAtAccept, overkillAtReject, newDay, escapeForged]).toEqual([null, null, null, null]);
      expect(statement).not.toMatch(/95 %|range \d/);
    }
    const [trained, , few, lost] = cases.map(({ statement }) => statement);
    expect(trained).toContain('Parts that were trained on say nothing of further ones');
    expect(few).toContain('With 9 good parts in all no range is given');
    expect(lost).toContain('were not kept');
    expect(cases[3]).toMatchObject({ n: 0, countAtAccept: null, acceptLimit: learned.acceptLimit });
  });

  it('hold what was counted, and promise less the higher they stand', () => {
    const score = fc.integer({ min: 0, max: 999 }).map((value) => value / 1000);
    const list = fc.array(fc.tuple(score, fc.integer({ min: 0, max: 30 })), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(list, fc.array(score, { minLength: 2, maxLength: 6 }), (rows, at) => {
        const parts = goodScores(
          rows.map(([value]) => value),
          { part: (i) => `${rows[i]![1]}` },
        );
        const own = learnLimits(parts, { basis });
        const all = [...at, own.acceptLimit].sort((a, b) => a - b);
        const said = all.map((limit) => limitsInForce(own, moved(limit), calibrationOf(parts)));
        for (const [i, { n, countAtAccept, overkillAtAccept }] of said.entries()) {
          expect(n).toBe(new Set(parts.map(({ part }) => part)).size);
          expect(overkillAtAccept!.low).toBeLessThanOrEqual(overkillAtAccept!.expected);
          expect(overkillAtAccept!.high).toBeGreaterThanOrEqual(overkillAtAccept!.expected);
          if (all[i] !== own.acceptLimit) expect(overkillAtAccept!.expected).toBeCloseTo(countAtAccept! / n, 12);
          const before = said[i - 1]?.overkillAtAccept;
          if (!before) continue;
          // A learned limit above one of several pictures of a part expects more than was counted: they may be alike.
          const isCautious = all[i] === own.acceptLimit && n < rows.length;
          for (const end of isCautious ? (['low', 'high'] as const) : (['expected', 'low', 'high'] as const)) {
            expect(overkillAtAccept![end]).toBeLessThanOrEqual(before[end] + 1e-9);
          }
        }
      }),
    );
  });
});

describe('a session not seen', () => {
  const inSessions = (count: number, n: number, shift: number) =>
    goodScores(
      Array.from({ length: n }, (_, i) => 0.2 + 0.001 * (i % 17) + shift * (i % count)),
      { session: (i) => `day ${i % count}` },
    );

  it('may be unlike all that were seen, where these are under twenty: the range is everything', () => {
    const good = inSessions(5, 100, 0.002);
    const { newDay, statement } = limitsInForce(learnLimits(good, { basis }), null, calibrationOf(good));
    expect(newDay).toMatchObject({ low: 0, high: 1 });
    expect(newDay!.expected).toBeGreaterThan(0);
    expect(newDay!.expected).toBeLessThan(0.3);
    expect(statement).toContain('5 sessions cannot rule out (20 would)');
  });

  it('is the wider the less the sessions are alike, and says so', () => {
    const width = (shift: number): number => {
      const { low, high } = newDayShare(inSessions(20, 100, shift), 0.24)!;
      return high - low;
    };
    expect(width(0.003)).toBeGreaterThan(width(0.0005));
    const good = inSessions(20, 100, 0.003);
    const { statement, newDay, overkillAtAccept } = limitsInForce(
      learnLimits(good, { basis }),
      null,
      calibrationOf(good),
    );
    expect(newDay!.high).toBeGreaterThan(overkillAtAccept!.high);
    expect(statement).toContain('In a session not seen, about ');
  });

  it('is not told by sessions that were trained on, nor is any share by parts that were', () => {
    const good = inSessions(5, 100, 0.01);
    const learned = learnLimits(good, { basis });
    const all = good.map(({ session }) => session);
    const both = { ...calibrationOf(good), alsoTrained: { parts: ['0', '1'], sessions: [...new Set(all)] } };
    const { newDay, overkillAtAccept, overkillAtReject, statement } = limitsInForce(learned, null, both);
    expect([newDay, overkillAtAccept, overkillAtReject]).toEqual([null, null, null]);
    expect(statement).toContain('trained on other pictures of 2 of these 100 parts');
    expect(statement).not.toMatch(/about \d|range \d/);
    const sessions = { ...both, alsoTrained: { ...both.alsoTrained, parts: [] } };
    const apart = limitsInForce(learned, null, sessions);
    expect(apart.newDay).toBeNull();
    expect(apart.overkillAtAccept).not.toBeNull();
    expect(apart.statement).toContain('These sessions were trained on too, so nothing can be said of another day');
    const one = { ...calibrationOf(good), alsoTrained: { parts: [], sessions: ['day 0'] } };
    const four = good.filter(({ session }) => session !== 'day 0');
    expect(limitsInForce(learned, null, one).newDay).toEqual(newDayShare(four, learned.acceptLimit));
  });
});

describe('an odd good part', () => {
  it('is told of learned limits alone', () => {
    const good = goodScores([...rising(20), 0.9]);
    const learned = learnLimits(good, { basis });
    expect(limitsInForce(learned, null, calibrationOf(good)).oddPart).toMatchObject({ score: 0.9 });
    expect(limitsInForce(learned, moved(0.6), calibrationOf(good)).oddPart).toBeNull();
  });
});
