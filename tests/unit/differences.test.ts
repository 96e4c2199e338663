import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeDifferences, overkillDifferences, rankingDifferences } from '#shared/vision/differences.ts';
import { areaUnderRoc, averagePrecision } from '#shared/vision/metrics/index.ts';

const limits = { a: { acceptLimit: 0.4, rejectLimit: 0.6 }, b: { acceptLimit: 0.5, rejectLimit: 0.7 } };
const score = fc.double({ min: 0, max: 1, noNaN: true });
const pictures = fc.array(
  fc.record({ part: fc.integer({ min: 0, max: 20 }).map(String), isAnomalous: fc.boolean(), a: score, b: score }),
  { minLength: 4, maxLength: 20 },
);
const turned = <T extends { a: unknown; b: unknown }>(row: T): T => ({ ...row, a: row.b, b: row.a });

describe('differences of two runs', () => {
  it('are those of their figures, and turn round with the order of the runs', () => {
    fc.assert(
      fc.property(pictures, (list) => {
        const labels = list.map(({ isAnomalous }) => isAnomalous);
        const rows = rankingDifferences(list, 'test');
        if (new Set(labels).size < 2) {
          expect(rows).toEqual([]);
          return;
        }
        const of = (name: 'a' | 'b'): number[] => list.map((one) => one[name]);
        expect(rows.map(({ a, b }) => [a, b])).toEqual([
          [areaUnderRoc(of('a'), labels), areaUnderRoc(of('b'), labels)],
          [averagePrecision(of('a'), labels), averagePrecision(of('b'), labels)],
        ]);
        const back = rankingDifferences(list.map(turned), 'test');
        rows.forEach((row, i) => {
          expect(back[i]!.difference).toBeCloseTo(-row.difference!, 9);
          expect(back[i]!.low).toBeCloseTo(-row.high!, 6);
          expect(back[i]!.high).toBeCloseTo(-row.low!, 6);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('count what each run stops and lets pass at its own limits', () => {
    const good = [0.1, 0.45, 0.65].map((value, i) => ({ part: `g${i}`, isAnomalous: false, a: value, b: value }));
    const bad = [0.45, 0.9].map((value, i) => ({ part: `b${i}`, isAnomalous: true, a: value, b: value }));
    const all = [...good, ...bad];
    const rows = [...overkillDifferences(all, limits, 'test'), ...escapeDifferences(all, limits, 'test')];
    const figures = rows.map(({ metric, a, b, parts }) => [metric, a, b, parts.normal, parts.anomalous]);
    expect(figures).toEqual([
      ['overkill', 2 / 3, 1 / 3, 3, 0],
      ['overkillNg', 1 / 3, 0, 3, 0],
      ['escape', 0, 1 / 2, 0, 2],
    ]);
    for (const { difference, low, high } of rows) {
      expect(low).toBeLessThanOrEqual(difference!);
      expect(high).toBeGreaterThanOrEqual(difference!);
    }
    expect(overkillDifferences(bad, limits, 'test')).toEqual([]);
    expect(escapeDifferences(good, limits, 'test')).toEqual([]);
  });
});
