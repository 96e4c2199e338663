/** Where the values of most pictures lie. */
export interface Usual {
  /** Median. */
  middle: number;
  /** 1.4826 × the median distance from it: the standard deviation where values are normal (Hampel 1974), not moved by odd ones. */
  spread: number;
}

const medianAbsoluteDeviation = 1.4826;

/** @param values at least one, in any order */
export function usualOf(values: readonly number[]): Usual {
  const middle = medianOf(values);
  return { middle, spread: medianAbsoluteDeviation * medianOf(values.map((value) => Math.abs(value - middle))) };
}

/**
 * The value that so large a share lies below, the nearest by rank.
 * @param values at least one, in any order
 * @param share 0–1
 */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

/** The middle value, or the mean of the two middle ones; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
