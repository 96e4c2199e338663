/**
 * The transposed inverse W of the Cholesky factor of a covariance Σ = L·Lᵀ, W = (L⁻¹)ᵀ, so that for a row x
 * |x·W|² = x·Σ⁻¹·xᵀ.
 * @param covariance [n, n] row-major, symmetric positive definite; destroyed
 * @returns [n, n] row-major
 */
export function whitening(covariance: Float64Array, n: number): Float32Array {
  const lower = cholesky(covariance, n);
  const result = new Float32Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    // Forward substitution L·y = e_j gives column j of L⁻¹, which is row j of its transpose.
    column.fill(0);
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * n + k]! * column[k]!;
      column[i] = sum / lower[i * n + i]!;
      result[j * n + i] = column[i]!;
    }
  }
  return result;
}

/** Lower Cholesky factor in place; a pivot that rounding made non-positive is lifted to 1e-9. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / matrix[j * n + j]!;
    }
  }
  return matrix;
}
