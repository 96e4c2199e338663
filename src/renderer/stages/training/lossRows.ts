import type { LossRow } from '#shared/contract/studio.ts';

/**
 * Loss rows in the order they were reported, as one line of rising steps: a resumed run goes back to its last checkpoint,
 * and what it had reported beyond that no longer holds.
 */
export function risingRows(reported: readonly LossRow[]): LossRow[] {
  const rows: LossRow[] = [];
  for (const row of reported) {
    while ((rows.at(-1)?.step ?? -1) >= row.step) rows.pop();
    rows.push(row);
  }
  return rows;
}

/** Mean of each value and of up to span − 1 before it; span 1 leaves the values as they are. */
export function movingMean(values: readonly number[], span: number): number[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= span ? values[i - span]! : 0);
    return sum / Math.min(i + 1, span);
  });
}
