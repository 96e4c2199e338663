import { basisOf, figureWords, rangeEnds } from '#shared/domain/figureWords.ts';
import type { Share } from '#shared/domain/limits.ts';
import type { FigureName, Metrics, Range } from '#shared/domain/metrics.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import type { Speech } from './speech.ts';

/** A figure as it is printed. */
export interface PrintedFigure {
  name: string;
  value: string;
  /** Such as `0.88 to 0.97`; a dash where there is none. */
  range: string;
  /** Such as `20 good + 63 defective parts`. */
  n: string;
}

const names = [
  'imageAuroc',
  'imageAp',
  'imageF1Max',
  'pixelAuroc',
  'pixelAp',
  'aupro30',
] as const satisfies FigureName[];

/** Such as `0.88 to 0.97`. */
export function rangeText(range: Range, { t, figure }: Speech): string {
  const ends = rangeEnds(range);
  return ends ? figure(t('to', ends)) : '–';
}

/** All figures that the pictures can give. @param bad what the defective parts are called */
export function printedFigures(
  metrics: Pick<Metrics, FigureName | 'parts' | 'nNormal' | 'nAnomalous' | 'nMasked' | 'ranges'>,
  bad: 'defective' | 'forged',
  speech: Speech,
): PrintedFigure[] {
  const { unit, normal, anomalous, masked } = basisOf(metrics);
  const { t, figure } = speech;
  return names
    .filter((name) => metrics[name] !== null)
    .map((name) => ({
      name: t(`figures.names.${name}`),
      value: figure(figureWords(metrics[name], metrics.ranges[name])),
      range: rangeText(metrics.ranges[name], speech),
      n: t(`figures.basis.${unit}.${bad}`, {
        good: String(normal),
        bad: String(name.startsWith('image') ? anomalous : masked),
      }),
    }));
}

/** Per cent with one decimal, two below one per cent. */
export const percent = (share: number, { figure }: Speech): string =>
  figure(`${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`);

/** Such as `7.7 % (0.2 to 26.5 %)`. */
export function shareText(share: Share | null, speech: Speech): string {
  if (!share) return speech.t('notKnown');
  const [expected, low, high] = [share.expected, share.low, share.high].map((one) => percent(one, speech));
  return `${expected} (${speech.t('to', { low: low!, high: high! })})`;
}

/** Such as `1 of 20 pictures of 18 parts: 5.0 % (0.1 to 24.9 %)`. */
export function countedText({ count, n, parts, share }: CountedShare, speech: Speech): string {
  if (n === 0) return speech.t('counted.none');
  const places = { count: String(count), n: String(n), parts: String(parts), share: shareText(share, speech) };
  return speech.t(parts === undefined || parts === n ? 'counted.pictures' : 'counted.parts', places);
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
