import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { limitClauseCodes } from '#shared/domain/limitClauses.ts';
import type { Calibration, Limits } from '#shared/domain/limits.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { limitSentences } from '#shared/locales/limitSentences.ts';
import { describeClauses } from '#shared/vision/limitStatement.ts';
import { learnLimits } from '#shared/vision/limits.ts';
import de from '../../src/renderer/locales/de/index.ts';
import en from '../../src/renderer/locales/en/index.ts';

/** The window's words for clauses, as it makes them. */
function inWindow(language: 'en' | 'de', clauses: Limits['clauses']): string {
  const { t, n } = createI18n({ legacy: false, locale: language, messages: { en, de } }).global;
  return limitSentences(clauses, (key, places = {}, count = 2) => t(key, places, count), n);
}

/** English as it is with or without marks of thousands. */
const plain = (text: string): string => text.replaceAll(/(?<=\d),(?=\d{3})/g, '');
const germanPlain = (text: string): string =>
  text.replaceAll(/(?<=\d)\.(?=\d{3})/g, '').replaceAll(/(?<=\d),(?=\d)/g, '.');
const figures = (text: string): number[] => (text.match(/\d+(\.\d+)?/g) ?? []).map(Number).sort((a, b) => a - b);

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Scores of good parts in some sessions, some with several pictures, some trained on; limits as learned, or moved. */
const cases = fc.record({
  good: fc.array(fc.record({ score: share, part: fc.nat(60), session: fc.nat(24) }), { minLength: 2, maxLength: 140 }),
  forged: fc.option(fc.array(share, { maxLength: 40 })),
  moved: fc.option(fc.tuple(share, share)),
  isKept: fc.boolean(),
  isFew: fc.boolean(),
  basis: fc.constantFrom('calibration' as const, 'train' as const),
  trained: fc.constantFrom(0, 1, 2),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function limitsOf({ good: wanted, forged, moved, isKept, isFew, basis, trained }: Case): Limits {
  const good = wanted.map(({ score, part, session }, i) => ({
    hash: String(i),
    part: String(part),
    session: String(session),
    score,
    pixelMaximum: score,
  }));
  const calibration: Calibration = {
    goodParts: isFew ? 1 + (good.length % 9) : 10 + good.length,
    alsoTrained: {
      parts: trained === 2 ? [good[0]!.part] : [],
      sessions: trained === 1 ? [good[0]!.session] : [],
    },
    good,
    forged: forged && forged.map((score) => ({ kind: 'pit', score })),
  };
  const [acceptLimit, rejectLimit] = moved ? [...moved].sort((a, b) => a - b) : [0, 0];
  const decision = moved && { acceptLimit: acceptLimit!, rejectLimit: rejectLimit!, who: 'qm', at: '', why: 'trial' };
  return limitsInForce(learnLimits(good, { basis }), decision, isKept ? calibration : null);
}

describe('what is said of limits', () => {
  it('is in the window’s English the very statement of record, manifest and certificate', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, (one) => {
        const { clauses, statement } = limitsOf(one);
        clauses.forEach(({ code }) => seen.add(code));
        expect(plain(inWindow('en', clauses))).toBe(plain(statement));
      }),
      { numRuns: 400 },
    );
    expect(seen.size).toBeGreaterThan(14);
  });

  it('holds in German the same figures, sentence for sentence', () => {
    fc.assert(
      fc.property(cases, (one) => {
        for (const clause of limitsOf(one).clauses) {
          const english = figures(plain(describeClauses([clause])));
          expect(figures(germanPlain(inWindow('de', [clause]))), clause.code).toEqual(english);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('has words for every code in both languages, none with an open place', () => {
    const values = {
      n: 1,
      pictures: 1,
      sessions: 1,
      accept: 1.5,
      reject: 0,
      goodParts: 1,
      both: 1,
      needed: 20,
      seen: 3,
    };
    const ranges = ['accept', 'reject', 'share'].flatMap((name) => [name, `${name}Low`, `${name}High`]);
    const all = { ...Object.fromEntries(ranges.map((name) => [name, 7])), ...values, count: 2 };
    for (const [language, words] of [
      ['en', en.limits.codes],
      ['de', de.limits.codes],
    ] as const) {
      expect(Object.keys(words).sort()).toEqual([...limitClauseCodes].sort());
      for (const code of limitClauseCodes) {
        const one = inWindow(language, [{ code, values: all }]);
        const many = inWindow(language, [{ code, values: { ...all, n: 1200, pictures: 2400, sessions: 3 } }]);
        for (const text of [one, many]) expect(text, `${language} ${code}`).not.toMatch(/[{}|]|limits\./);
      }
    }
  });

  it('counts one as one, and writes figures as the language does', () => {
    const from = (n: number, pictures: number): Limits['clauses'] => [
      { code: 'learnedHeldOut', values: { n, pictures, sessions: 1 } },
    ];
    expect(inWindow('de', from(1, 1))).toContain('an 1 guten Teil aus 1 Aufnahme,');
    expect(inWindow('de', from(1200, 2400))).toContain('an 2.400 Bildern von 1.200 guten Teilen aus 1 Aufnahme,');
    expect(inWindow('en', from(1200, 2400))).toContain('from 2,400 pictures of 1,200 good parts of 1 session held');
    const counts: Limits['clauses'] = [{ code: 'counts', values: { accept: 1.5, reject: 1, n: 4 } }];
    expect(inWindow('de', counts)).toMatch(/^1,5 dieser 4 Teile/);
  });
});
