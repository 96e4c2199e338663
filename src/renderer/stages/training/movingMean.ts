/** Mean of each value and of up to span − 1 before it; span 1 leaves the values as they are. */
export function movingMean(values: readonly number[], span: number): number[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= span ? values[i - span]! : 0);
    return sum / Math.min(i + 1, span);
  });
}
