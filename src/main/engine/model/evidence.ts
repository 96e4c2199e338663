import { type Sides } from '#shared/vision/raster.ts';
import type { OutputCalibration, Standard } from './outputs.ts';

/** What speaks for a defect in one picture, before any calibration of outputs. */
export interface Evidence {
  /** One map [cells] each: the head's logits, the distances in the order of measureNames, the response to labelled defects where a run knows any. */
  maps: Float32Array[];
  grid: Sides;
  /** How far the picture as a whole is from normal parts, by each view of it. */
  contexts: number[];
  /** Cells that a summary counts. */
  topCount: number;
  /** [cells] 1 where the picture is judged, where its own ignore areas leave less than of others; absent: as much. */
  region?: Float32Array | undefined;
}

/**
 * Share of what the outermost cells of a picture show beyond the usual that its summaries count. Good parts vary most there, for the
 * picture cuts them off: on a product that fills it, the hottest cell of a good part lies in the outermost sixteenth in four of
 * five (docs/method.md).
 */
export const borderShare = 0.5;

const standardised = (value: number, { mean, deviation }: Standard): number => (value - mean) / deviation;

/** Mean of the `count` largest values. */
function topMeanOf(values: Float32Array, count: number): number {
  const sorted = values.slice().sort();
  let sum = 0;
  for (let i = sorted.length - count; i < sorted.length; i++) sum += sorted[i]!;
  return sum / count;
}

/**
 * What each cell's distance from the usual counts in a summary [cells]: 1, at the picture's border `border`.
 * @param border 0–1
 */
export function summaryShares({ width, height }: Sides, border: number): Float32Array {
  const isOuter = (at: number, side: number): boolean => at === 0 || at === side - 1;
  return Float32Array.from({ length: width * height }, (_, i) =>
    isOuter(i % width, width) || isOuter(Math.floor(i / width), height) ? border : 1,
  );
}

/** Weighted mean of the standardised evidence, cell by cell. */
export function rawCells({ maps }: Evidence, { cells }: Pick<OutputCalibration, 'cells'>): Float32Array {
  const total = totalWeight(cells);
  return maps[0]!.map((_, i) => {
    let sum = 0;
    maps.forEach((map, e) => (sum += cells[e]!.weight * standardised(map[i]!, cells[e]!)));
    return sum / total;
  });
}

/** A picture's summary of each evidence: the mean of its largest cells, those at the border for their share; last the contexts. */
export function topsOf(
  { maps, grid, contexts, topCount }: Evidence,
  { cells, border }: Pick<OutputCalibration, 'cells' | 'border'>,
): number[] {
  const shares = summaryShares(grid, border);
  const counted = maps.map((map, e) => map.map((value, i) => cells[e]!.mean + shares[i]! * (value - cells[e]!.mean)));
  return [...counted.map((map) => topMeanOf(map, topCount)), ...contexts];
}

/**
 * How much the evidence that is furthest from the usual decides a score: each kind of evidence sees other defects, and a mean of them
 * all dilutes what one alone sees (docs/method.md).
 */
export const scoreSharpness = 6;

/**
 * Smooth maximum over the evidence of its standardised summaries, and what the response to labelled defects adds to it: it says how likely a
 * defect of these kinds is, whatever else was seen.
 */
export function rawScore(
  evidence: Evidence,
  outputs: Pick<OutputCalibration, 'cells' | 'border' | 'tops' | 'sharpness' | 'known'>,
): number {
  const { tops, sharpness, known } = outputs;
  const summaries = topsOf(evidence, outputs);
  const added = known ? known.weight * standardised(summaries[evidence.maps.length - 1]!, known) : 0;
  return smoothMaximum(summaries, tops, sharpness) + added;
}

/**
 * ln(Σ w · exp(s z) / Σ w) / s of the standardised summaries z and the sharpness s: between their weighted mean (s → 0, and what it is for
 * s = 0) and the largest (s → ∞).
 */
function smoothMaximum(summaries: readonly number[], tops: readonly Standard[], sharpness: number): number {
  const counted = summaries.flatMap((value, e) => {
    const share = tops[e]!.weight / totalWeight(tops);
    return share > 0 ? [{ share, value: standardised(value, tops[e]!) }] : [];
  });
  if (sharpness === 0 || counted.length === 0) return counted.reduce((sum, { share, value }) => sum + share * value, 0);
  const most = Math.max(...counted.map(({ value }) => value));
  const sum = counted.reduce((total, { share, value }) => total + share * Math.exp(sharpness * (value - most)), 0);
  return most + Math.log(sum) / sharpness;
}

/** Sum of the weights; 1 where all are 0, so that nothing is divided by it. */
export function totalWeight(standards: readonly Standard[]): number {
  return standards.reduce((sum, { weight }) => sum + weight, 0) || 1;
}
