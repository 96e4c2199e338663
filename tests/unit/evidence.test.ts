import { describe, expect, it } from 'vitest';
import { type Evidence, rawScore, summaryShares, topsOf } from '../../src/main/engine/model/evidence.ts';

const grid = { width: 5, height: 4 };
const unit = { mean: 0, deviation: 1, weight: 1 };

/** One map of zeros with a hot cell, and a context that says nothing. */
function hotAt(cell: number, value: number): Evidence {
  const map = new Float32Array(grid.width * grid.height);
  map[cell] = value;
  return { maps: [map], grid, context: 0, topCount: 1 };
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
    const outputs = { cells: [unit], tops: [unit, { ...unit, weight: 0 }], border: 1 };
    expect(rawScore(hotAt(0, 9), outputs)).toBe(rawScore(hotAt(6, 9), outputs));
  });

  it('still rises with a defect at the border', () => {
    const outputs = { cells: [unit], tops: [unit, { ...unit, weight: 0 }], border: 0.5 };
    expect(rawScore(hotAt(0, 9), outputs)).toBeGreaterThan(rawScore(hotAt(0, 3), outputs));
  });
});
