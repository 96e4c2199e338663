/** Weight of the penalty, beside features whose variances add up to about 1: some tens of directions count. */
export const ridge = 0.01;
/** A column that varies by less than this share of its size says nothing. */
const leastVariation = 1e-6;

/**
 * How alike rows are: products of their columns, each brought to mean 0 and deviation 1 over all rows, divided by the number of columns.
 * Columns that do not vary are left out. What the rows are is not looked at.
 * @param rows [n] of one length each
 * @returns [n × n]
 */
export function standardisedProducts(rows: readonly ArrayLike<number>[]): Float64Array {
  const n = rows.length;
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, d) => standardised(rows.map((row) => row[d]!)));
  const kept = columns.filter((column) => column !== null);
  const points = rows.map((_, i) => Float64Array.from(kept, (column) => column[i]!));
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0; d < kept.length; d++) sum += points[i]![d]! * points[j]![d]!;
      products[i * n + j] = products[j * n + i] = sum / (kept.length || 1);
    }
  }
  return products;
}

function standardised(values: readonly number[]): Float64Array | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!(deviation > leastVariation * Math.abs(mean) + Number.MIN_VALUE)) return null;
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

/**
 * Regularised linear classifier of two classes that weigh alike however many there are of each: weighted least squares to ±1 with a penalty
 * on the length of the direction (ridge regression; the direction is that of a regularised linear discriminant), in its dual form.
 * @param products [n × n] of {@link standardisedProducts}
 * @param isFirst [n] class of each
 * @param learned numbers of the rows that it learns from, of both classes
 * @param asked numbers of the rows to decide
 * @returns one a row asked: above 0 says the first class, below 0 the other, and 0 neither
 */
export function ridgeDecisions(
  products: Float64Array,
  isFirst: readonly boolean[],
  learned: readonly number[],
  asked: readonly number[],
): number[] {
  const n = isFirst.length;
  const counts = { first: learned.filter((i) => isFirst[i]).length, all: learned.length };
  const weights = learned.map((i) => 0.5 / (isFirst[i] ? counts.first : counts.all - counts.first));
  const meanWith = (i: number): number => learned.reduce((sum, j, k) => sum + weights[k]! * products[i * n + j]!, 0);
  const rowMeans = learned.map(meanWith);
  const mean = rowMeans.reduce((sum, value, k) => sum + weights[k]! * value, 0);
  const m = learned.length;
  const system = new Float64Array(m * m);
  learned.forEach((i, a) => {
    learned.forEach((j, b) => (system[a * m + b] = products[i * n + j]! - rowMeans[a]! - rowMeans[b]! + mean));
    system[a * m + a]! += ridge / weights[a]!;
  });
  const targets = learned.map((i) => (isFirst[i] ? 1 : -1));
  const factors = solvePositive(system, targets);
  return asked.map((i) => {
    const own = meanWith(i);
    const centred = (j: number, k: number): number => products[i * n + j]! - own - rowMeans[k]! + mean;
    return learned.reduce((sum, j, k) => sum + factors[k]! * centred(j, k), 0);
  });
}

/** Solves A x = b by Cholesky's factors. @param matrix [m × m] symmetric and positive definite; overwritten */
function solvePositive(matrix: Float64Array, right: readonly number[]): number[] {
  const m = right.length;
  const x = [...right];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * m + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * m + k]! * matrix[j * m + k]!;
      matrix[i * m + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * m + j]!;
    }
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * m + k]! * x[k]!;
    x[i]! /= matrix[i * m + i]!;
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) x[i]! -= matrix[k * m + i]! * x[k]!;
    x[i]! /= matrix[i * m + i]!;
  }
  return x;
}
