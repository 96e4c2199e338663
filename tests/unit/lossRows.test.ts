import { expect, it } from 'vitest';
import { movingMean, risingRows } from '../../src/renderer/stages/training/lossRows.ts';

const row = (step: number, total = 1) => ({ step, total, feature: 1, score: 1, consistency: 1, seconds: step });

it('takes back what a run had reported beyond the checkpoint that it was resumed from', () => {
  const rows = risingRows([row(1), row(2), row(3), row(4), row(3, 0.5), row(4, 0.4), row(5, 0.3)]);
  expect(rows.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  expect(rows.map(({ total }) => total)).toEqual([1, 1, 0.5, 0.4, 0.3]);
});

it('takes the newer of two reports of one step', () => {
  expect(risingRows([row(1), row(1, 0.5)])).toEqual([row(1, 0.5)]);
});

it('means over up to its span, and leaves single steps alone', () => {
  expect(movingMean([1, 2, 3, 4], 1)).toEqual([1, 2, 3, 4]);
  expect(movingMean([2, 4, 6, 8], 2)).toEqual([2, 3, 5, 7]);
});
