import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ridge, ridgeDecisions, standardisedProducts } from '#shared/vision/ridgeClassifier.ts';
import { createRandom } from '#shared/vision/random.ts';

/** Gauss's elimination with pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    const best = rows.slice(c).reduce((at, row, i) => (Math.abs(row[c]!) > Math.abs(rows[at]![c]!) ? c + i : at), c);
    [rows[c], rows[best]] = [rows[best]!, rows[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / rows[c]![c]!;
      for (let k = c; k <= n; k++) rows[r]![k]! -= factor * rows[c]![k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** The same classifier from its normal equations, column by column: one weight a feature and a free constant. */
function byNormalEquations(
  rows: readonly (readonly number[])[],
  isFirst: readonly boolean[],
  learned: readonly number[],
  asked: readonly number[],
): number[] {
  const d = rows[0]!.length;
  const points = rows.map((row) =>
    row.map((value, c) => {
      const column = rows.map((other) => other[c]!);
      const mean = column.reduce((a, b) => a + b, 0) / column.length;
      const variance = column.reduce((sum, other) => sum + (other - mean) ** 2, 0) / column.length;
      return (value - mean) / Math.sqrt(variance) / Math.sqrt(d);
    }),
  );
  const count = (of: boolean): number => learned.filter((i) => isFirst[i] === of).length;
  const weight = (i: number): number => 0.5 / count(isFirst[i]!);
  const extended = points.map((point) => [...point, 1]);
  const sum = (of: (i: number) => number): number => learned.reduce((total, i) => total + of(i), 0);
  const matrix = Array.from({ length: d + 1 }, (_, a) =>
    Array.from(
      { length: d + 1 },
      (__, b) => sum((i) => weight(i) * extended[i]![a]! * extended[i]![b]!) + (a === b && a < d ? ridge : 0),
    ),
  );
  const right = Array.from({ length: d + 1 }, (_, a) =>
    sum((i) => weight(i) * extended[i]![a]! * (isFirst[i] ? 1 : -1)),
  );
  const found = solved(matrix, right);
  return asked.map((i) => extended[i]!.reduce((total, value, a) => total + value * found[a]!, 0));
}

it('decides as its normal equations do, of fewer and of more features than rows, however uneven the classes', () => {
  fc.assert(
    fc.property(
      fc.record({ seed: fc.nat(9999), n: fc.integer({ min: 8, max: 24 }), d: fc.integer({ min: 1, max: 30 }) }),
      ({ seed, n, d }) => {
        const random = createRandom(seed, 3);
        const rows = Array.from({ length: n }, (_, i) =>
          Array.from({ length: d }, (__, c) => random.normal(i % 3 === 0 ? 1 : 0, 1 + c)),
        );
        const isFirst = rows.map((_, i) => i % 3 === 0);
        const numbers = rows.map((_, i) => i);
        const [learned, asked] = [numbers.slice(0, n - 2), numbers.slice(n - 2)];
        const quick = ridgeDecisions(standardisedProducts(rows), isFirst, learned, asked);
        const slow = byNormalEquations(rows, isFirst, learned, asked);
        quick.forEach((value, i) => expect(value).toBeCloseTo(slow[i]!, 7));
      },
    ),
    { numRuns: 40 },
  );
});

it('leaves a column that does not vary out', () => {
  const rows = [[1, 5], [2, 5], [4, 5], [3, 5]]; // prettier-ignore
  expect([...standardisedProducts(rows)]).toEqual([...standardisedProducts(rows.map(([one]) => [one!]))]);
});
