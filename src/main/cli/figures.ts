import { basisOf, figureWords, rangeEnds } from '#shared/domain/figureWords.ts';
import type { FigureName, KindRow, Metrics, Range } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#shared/domain/report.ts';

const names: Readonly<Record<FigureName, string>> = {
  imageAuroc: 'image AUROC',
  imageAp: 'image AP',
  imageF1Max: 'image F1, largest',
  pixelAuroc: 'pixel AUROC',
  pixelAp: 'pixel AP',
  aupro30: 'AUPRO, FPR ≤ 0.3',
};

/** A share to the whole per cent, such as `87 %`. */
export const wholePercent = (share: number): string => `${Math.round(100 * share)} %`;

/** Such as `0.93 (95 % range 0.88 to 0.97, n = 20 + 63)`; a dash for what is not defined. */
function describeFigure(value: number | null, range: Range, n: string): string {
  const ends = rangeEnds(range);
  if (value === null) return '–';
  return `${figureWords(value, range)} (${ends ? `95 % range ${ends.low} to ${ends.high}, ` : ''}n = ${n})`;
}

/**
 * Figures in words, one a line, each with its range and n, good + defective.
 * @param on `forged`: the names say that the defects are forged.
 */
export function describeMetrics(metrics: Metrics, on: 'real' | 'forged' = 'real'): string[] {
  const { unit, normal, anomalous, masked } = basisOf(metrics);
  const lines = (Object.keys(names) as FigureName[]).map((name) => {
    const n = `${normal} + ${name.startsWith('image') ? anomalous : masked}`;
    const called = on === 'forged' ? `${names[name]} (forged)` : names[name];
    return `  ${called.padEnd(28)}${describeFigure(metrics[name], metrics.ranges[name], n)}`;
  });
  const { nNormal, nAnomalous, nMasked } = metrics;
  return [
    ...lines,
    `  n in ${unit}s; ${nNormal} normal pictures, ${nAnomalous} anomalous, ${nMasked} of them with a mask`,
  ];
}

/** One kind of defect in a line. @param normal good parts that it is told from. */
export function describeKind({ kind, n, imageAuroc, ranges }: KindRow, normal: number): string {
  return `    ${kind.padEnd(20)}image AUROC ${describeFigure(imageAuroc, ranges.imageAuroc, `${normal} + ${n}`)}`;
}

/** Such as `3 of 25 (12.0 %, 95 % range 2.5 to 31.2 %)`, or `41 of 100 pictures of 5 parts (…)`. */
export function describeShare({ count, n, parts = n, share }: CountedShare): string {
  if (!share) return 'none to count';
  const percent = (value: number): string => (100 * value).toFixed(1);
  const of = parts < n ? `${n} pictures of ${parts} parts` : `${n}`;
  return `${count} of ${of} (${percent(share.expected)} %, 95 % range ${percent(share.low)} to ${percent(share.high)} %)`;
}
