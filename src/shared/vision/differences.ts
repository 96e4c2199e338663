import type { Difference } from '../domain/comparison.ts';
import { type TwoLimits, verdictOf } from '../domain/limits.ts';
import type { Range } from '../domain/metrics.ts';
import { aurocRange } from './metrics/aurocRange.ts';
import { bootstrapRanges, imageBootstrap, rangeAround } from './metrics/bootstrap.ts';
import { differenceRange, pairedCorrelations, pairedShareRange } from './metrics/paired.ts';
import { scoreBins } from './metrics/pictureBins.ts';
import { rankScores } from './metrics/ranking.ts';

/** A picture that two runs judged. */
export interface PairedPicture {
  /** Physical part that it shows. */
  part: string;
  isAnomalous: boolean;
  /** Scores of the first and the second run. */
  a: number;
  b: number;
}

/** The limits in force of two runs. */
export interface PairedLimits {
  a: TwoLimits;
  b: TwoLimits;
}

type Basis = Pick<Difference, 'on' | 'parts'>;

const partsOf = (pictures: readonly PairedPicture[], isAnomalous: boolean): number =>
  new Set(pictures.filter((picture) => picture.isAnomalous === isAnomalous).map(({ part }) => part)).size;

/** A paired row from both figures and the range of their difference. */
export function differenceRow(
  metric: Difference['metric'],
  basis: Basis,
  [a, b]: readonly [number | null, number | null],
  range: Range,
): Difference {
  const difference = a === null || b === null ? null : b - a;
  return { metric, ...basis, a, b, difference, low: range?.[0] ?? null, high: range?.[1] ?? null, unpaired: null };
}

/** How two runs rank the same pictures: image AUROC and AP, each difference with its range over parts. */
export function rankingDifferences(pictures: readonly PairedPicture[], on: Difference['on']): Difference[] {
  const basis = { on, parts: { normal: partsOf(pictures, false), anomalous: partsOf(pictures, true) } };
  if (basis.parts.normal === 0 || basis.parts.anomalous === 0) return [];
  const labels = pictures.map(({ isAnomalous }) => isAnomalous);
  const parts = pictures.map(({ part }) => part);
  const [first, second] = (['a', 'b'] as const).map((of) => {
    const scores = pictures.map((picture) => picture[of]);
    const { auroc, averagePrecision } = rankScores(scores, labels);
    const bins = scoreBins(scores, labels, (i) => parts[i]!);
    const drawn = bootstrapRanges(bins, imageBootstrap);
    return {
      bins,
      auroc: { value: auroc, range: aurocRange({ scores, labels, parts }) },
      averagePrecision: { value: averagePrecision, range: rangeAround(averagePrecision, drawn.averagePrecision) },
    };
  });
  const correlated = pairedCorrelations(first!.bins, second!.bins);
  const row = (metric: Difference['metric'], name: 'auroc' | 'averagePrecision'): Difference => {
    const [a, b] = [first![name], second![name]];
    return differenceRow(metric, basis, [a.value, b.value], differenceRange(a, b, correlated[name]));
  };
  return [row('imageAuroc', 'auroc'), row('imageAp', 'averagePrecision')];
}

/** Good pictures stopped by each run's own limits. */
export function overkillDifferences(
  pictures: readonly PairedPicture[],
  limits: PairedLimits,
  on: Difference['on'],
): Difference[] {
  const good = pictures.filter(({ isAnomalous }) => !isAnomalous);
  return [
    ...shareDifference('overkill', good, limits, on, (verdict) => verdict !== 'ok'),
    ...shareDifference('overkillNg', good, limits, on, (verdict) => verdict === 'ng'),
  ];
}

/** Defective pictures that each run's own limits let pass as OK. */
export function escapeDifferences(
  pictures: readonly PairedPicture[],
  limits: PairedLimits,
  on: Difference['on'],
): Difference[] {
  const bad = pictures.filter(({ isAnomalous }) => isAnomalous);
  return shareDifference('escape', bad, limits, on, (verdict) => verdict === 'ok');
}

function shareDifference(
  metric: Difference['metric'],
  pictures: readonly PairedPicture[],
  limits: PairedLimits,
  on: Difference['on'],
  isMeant: (verdict: ReturnType<typeof verdictOf>) => boolean,
): Difference[] {
  if (pictures.length === 0) return [];
  const marks = pictures.map(({ part, a, b }) => ({
    part,
    first: isMeant(verdictOf(a, limits.a)),
    second: isMeant(verdictOf(b, limits.b)),
  }));
  const shareOf = (of: 'first' | 'second'): number => marks.filter((mark) => mark[of]).length / marks.length;
  const parts = { normal: partsOf(pictures, false), anomalous: partsOf(pictures, true) };
  return [differenceRow(metric, { on, parts }, [shareOf('first'), shareOf('second')], pairedShareRange(marks))];
}
