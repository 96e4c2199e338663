import type { Metrics } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#studio/evaluation/report.ts';

/** Figures in words, one a line; a dash for what the data cannot give. */
export function describeMetrics(metrics: Metrics): string[] {
  const figure = (name: string, value: number | null): string =>
    `  ${name.padEnd(22)}${value === null ? '–' : value.toFixed(4)}`;
  return [
    figure('image AUROC', metrics.imageAuroc),
    figure('image AP', metrics.imageAp),
    figure('image F1 (largest)', metrics.imageF1Max),
    figure('pixel AUROC', metrics.pixelAuroc),
    figure('pixel AP', metrics.pixelAp),
    figure('AUPRO (FPR ≤ 0.3)', metrics.aupro30),
    `  ${metrics.nNormal} normal, ${metrics.nAnomalous} anomalous, ${metrics.nMasked} of them with a mask`,
  ];
}

/** Such as `3 of 25 (12.0 %, 95 % range 2.5 to 31.2 %)`. */
export function describeShare({ count, n, share }: CountedShare): string {
  if (!share) return 'none to count';
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${count} of ${n} (${percent(share.expected)} %, 95 % range ${percent(share.low)} to ${percent(share.high)} %)`;
}
