import type { Metrics, Range } from './metrics.ts';

/** Decimals that a figure's range carries: one where it spans half the scale, three from a twentieth down. */
export function decimalsOf(range: Range): number {
  if (range === null) return 2;
  const width = range[1] - range[0];
  return width >= 0.5 ? 1 : width >= 0.05 ? 2 : 3;
}

/** A figure 0–1 with as many decimals as its range carries; a dash for none. What is not 1 never reads as 1. */
export function figureWords(value: number | null | undefined, range: Range): string {
  if (value === null || value === undefined) return '–';
  const decimals = decimalsOf(range);
  const words = value.toFixed(decimals);
  return value < 1 && Number(words) === 1 ? `> ${(1 - 10 ** -decimals).toFixed(decimals)}` : words;
}

/** The ends of a range with the decimals of its figure, rounded outwards; null where there is none. */
export function rangeEnds(range: Range): { low: string; high: string } | null {
  if (range === null) return null;
  const decimals = decimalsOf(range);
  const unit = 10 ** decimals;
  const [low, high] = range;
  return {
    low: (Math.floor(low * unit + 1e-9) / unit).toFixed(decimals),
    high: (Math.ceil(high * unit - 1e-9) / unit).toFixed(decimals),
  };
}

/** How many parts a figure rests on; pictures where an earlier version counted these alone. */
export function basisOf(metrics: Pick<Metrics, 'parts' | 'nNormal' | 'nAnomalous' | 'nMasked'>): {
  unit: 'part' | 'picture';
  normal: number;
  anomalous: number;
  masked: number;
} {
  const { parts, nNormal, nAnomalous, nMasked } = metrics;
  if (parts) return { unit: 'part', ...parts };
  return { unit: 'picture', normal: nNormal, anomalous: nAnomalous, masked: nMasked };
}
