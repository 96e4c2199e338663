import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, rawScore, summaryShares, topsOf } from '../../src/main/engine/model/evidence.ts';

const grid = { width: 5, height: 4 };
const unit = { mean: 0, deviation: 1, weight: 1 };

/** One map of zeros with a hot cell, and a context that says nothing. */
function hotAt(cell: number, value: number): Evidence {
  const map = new Float32Array(grid.width * grid.height);
  map[cell] = value;
  return { maps: [map], grid, contexts: [0], topCount: 1 };
}

describe('a picture summary', () => {
  it('counts the outermost cells for their share', () => {
    expect([...summaryShares(grid, 0.5)].map((share) => (share < 1 ? 'b' : '.')).join('')).toBe(
      'bbbbb' + 'b...b' + 'b...b' + 'bbbbb',
    );
  });

  it('takes what lies at the border half as seriously, about the usual', () => {
    const standards = { cells: [{ ...unit, mean: 1 }], border: 0.5 };
    expect(topsOf(hotAt(6, 9), standards)[0]).toBe(9);
    expect(topsOf(hotAt(0, 9), standards)[0]).toBe(5);
  });

  it('is what it was where a run was made without', () => {
    const outputs = { cells: [unit], tops: [unit, { ...unit, weight: 0 }], border: 1, sharpness: 0, known: null };
    expect(rawScore(hotAt(0, 9), outputs)).toBe(rawScore(hotAt(6, 9), outputs));
  });

  it('still rises with a defect at the border', () => {
    const outputs = { cells: [unit], tops: [unit, { ...unit, weight: 0 }], border: 0.5, sharpness: 6, known: null };
    expect(rawScore(hotAt(0, 9), outputs)).toBeGreaterThan(rawScore(hotAt(0, 3), outputs));
  });
});

describe('a score of several kinds of evidence', () => {
  const scored = (contexts: number[], weights: number[], sharpness: number): number => {
    const tops = [{ ...unit, weight: 0 }, ...weights.map((weight) => ({ ...unit, weight }))];
    return rawScore({ ...hotAt(6, 0), contexts }, { cells: [unit], tops, border: 1, sharpness, known: null });
  };
  const values = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 1, maxLength: 6 });

  it('lies between their mean and the largest, and follows the one that stands out', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 50, noNaN: true }), (z, sharpness) => {
        const weights = z.map(() => 1);
        const score = scored(z, weights, sharpness);
        expect(score).toBeGreaterThanOrEqual(scored(z, weights, 0) - 1e-9);
        expect(score).toBeLessThanOrEqual(Math.max(...z) + 1e-9);
      }),
    );
    expect(scored([0, 0, 0, 9], [1, 1, 1, 1], 6)).toBeCloseTo(9 - Math.log(4) / 6, 6);
    expect(scored([0, 0, 0, 9], [1, 1, 1, 1], 0)).toBeCloseTo(2.25, 9);
  });

  it('rises with each of them, leaves out what has no weight, and is 0 of none', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 5, noNaN: true }), fc.nat(), (z, more, at) => {
        const i = at % z.length;
        const weights = z.map(() => 1);
        const risen = z.map((value, e) => (e === i ? value + more : value));
        expect(scored(risen, weights, 6)).toBeGreaterThanOrEqual(scored(z, weights, 6));
        const without = z.filter((_, e) => e !== i);
        const zeroed = weights.map((weight, e) => (e === i ? 0 : weight));
        expect(scored(z, zeroed, 6)).toBeCloseTo(
          scored(
            without,
            without.map(() => 1),
            6,
          ),
          9,
        );
      }),
    );
    expect(scored([3], [0], 6)).toBe(0);
  });
});

describe('the response to labelled defects', () => {
  it('adds its deviations to the score by its weight, whatever else was seen', () => {
    const evidence = (response: number, head: number): Evidence => {
      const [first, last] = [hotAt(6, head), hotAt(6, response)];
      return { ...first, maps: [first.maps[0]!, last.maps[0]!] };
    };
    const none = { ...unit, weight: 0 };
    const outputs = { cells: [unit, unit], tops: [unit, none, none], border: 1, sharpness: 6 };
    const known = { mean: 2, deviation: 4, weight: 0.5 };
    for (const head of [0, 3]) {
      const without = rawScore(evidence(10, head), { ...outputs, known: null });
      expect(rawScore(evidence(10, head), { ...outputs, known })).toBeCloseTo(without + 0.5 * ((10 - 2) / 4), 9);
      expect(rawScore(evidence(2, head), { ...outputs, known })).toBeCloseTo(without, 9);
    }
  });
});
