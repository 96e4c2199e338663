import { basisOf, figureWords, rangeEnds } from '#shared/domain/figureWords.ts';
import type { Share } from '#shared/domain/limits.ts';
import type { FigureName, Metrics, Range } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#shared/domain/report.ts';

/** A figure as it is printed. */
export interface PrintedFigure {
  name: string;
  value: string;
  /** Such as `0.88 to 0.97`; a dash where there is none. */
  range: string;
  /** Such as `20 good + 63 defective parts`. */
  n: string;
}

const names: Readonly<Record<FigureName, string>> = {
  imageAuroc: 'Image AUROC',
  imageAp: 'Image AP',
  imageF1Max: 'Image F1, largest',
  pixelAuroc: 'Pixel AUROC',
  pixelAp: 'Pixel AP',
  aupro30: 'AUPRO, FPR ≤ 0.3',
};

/** Such as `0.88 to 0.97`. */
export function rangeText(range: Range): string {
  const ends = rangeEnds(range);
  return ends ? `${ends.low} to ${ends.high}` : '–';
}

/** All figures that the pictures can give. @param bad what the defective parts are called */
export function printedFigures(
  metrics: Pick<Metrics, FigureName | 'parts' | 'nNormal' | 'nAnomalous' | 'nMasked' | 'ranges'>,
  bad: 'defective' | 'forged',
): PrintedFigure[] {
  const { unit, normal, anomalous, masked } = basisOf(metrics);
  return (Object.keys(names) as FigureName[])
    .filter((name) => metrics[name] !== null)
    .map((name) => ({
      name: names[name],
      value: figureWords(metrics[name], metrics.ranges[name]),
      range: rangeText(metrics.ranges[name]),
      n: `${normal} good + ${name.startsWith('image') ? anomalous : masked} ${bad} ${unit}s`,
    }));
}

/** Per cent with one decimal, two below one per cent. */
export const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;

/** Such as `7.7 % (0.2 to 26.5 %)`. */
export function shareText(share: Share | null): string {
  if (!share) return 'not known';
  return `${percent(share.expected)} (${percent(share.low)} to ${percent(share.high)})`;
}

/** Such as `1 of 20 pictures of 18 parts: 5.0 % (0.1 to 24.9 %)`. */
export function countedText({ count, n, parts, share }: CountedShare): string {
  if (n === 0) return 'no picture to count';
  const of = parts === undefined || parts === n ? `${n} pictures` : `${n} pictures of ${parts} parts`;
  return `${count} of ${of}: ${shareText(share)}`;
}

/** Such as `2026-01-31 14:05 UTC`. */
export const momentText = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** Such as `3 min 20 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return minutes < 60 ? `${minutes} min ${rest} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
