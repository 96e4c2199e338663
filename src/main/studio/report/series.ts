import type { Report } from '#shared/contract/studio.ts';
import { figureWords } from '#shared/domain/figureWords.ts';
import type { Limits } from '#shared/domain/limits.ts';
import { fewestOfKind } from '#shared/domain/advice.ts';
import { percent, rangeText } from './figures.ts';
import type { ReportData } from './gather.ts';
import { type ScoreSeries, histogram } from './histogram.ts';
import { type Fill, type Html, html } from './html.ts';
import { section, table } from './markup.ts';
import type { Speech } from './speech.ts';

/** Good parts that the limits rest on, forged defects, and real parts of the test: a lane each, where there are any. */
export function seriesOf({ limits, calibration, evaluation }: ReportData, { t }: Speech): ScoreSeries[] {
  const scores = (rows: readonly { score: number }[] = []): number[] => rows.map(({ score }) => score);
  const test = evaluation?.shown.scores ?? [];
  const of = (label: 'normal' | 'anomalous'): number[] => scores(test.filter(({ image }) => image.label === label));
  const series: ScoreSeries[] = [
    {
      name: t(limits.basis === 'train' ? 'scores.trainedOn' : 'scores.heldOut'),
      groups: [{ look: 'calibration', scores: scores(calibration?.good) }],
    },
    {
      name: t('scores.forged'),
      groups: [{ look: 'forged', scores: scores(evaluation?.saved.forged?.rows ?? calibration?.forged ?? []) }],
    },
    {
      name: t('scores.test'),
      groups: [
        { look: 'good', scores: of('normal') },
        { look: 'bad', scores: of('anomalous') },
      ],
    },
  ];
  return series.filter(({ groups }) => groups.some((group) => group.scores.length > 0));
}

/** Scores of what was judged, series by series. */
export function scoresSection(data: ReportData, speech: Speech): Html | null {
  const { t } = speech;
  const series = seriesOf(data, speech);
  if (series.length === 0) return null;
  const hasTest = series.some(({ groups }) => groups.length > 1);
  return section(
    t('scores.title'),
    html`<p class="note">${t('scores.note', { test: t(hasTest ? 'scores.withTest' : 'scores.noTest') })}</p>`,
    histogram(series, data.limits, speech),
  );
}

/** Forged defects kind by kind, the hardest first: how many are found, and from which size on. */
export function forgedSection({ forgedKinds, limits, evaluation }: ReportData, speech: Speech): Html | null {
  const { t } = speech;
  const kinds = forgedKinds ?? foundUnmeasured(limits);
  if (kinds.length === 0) return null;
  const rows = evaluation?.shown.synthetic?.kinds ?? [];
  return section(
    t('forged.title'),
    html`<p class="note">${t('forged.note', { fewest: String(fewestOfKind) })}</p>`,
    table(
      [t('kind'), 'n', t('forged.found'), t('share'), t('range'), t('forged.from'), t('figures.names.imageAuroc')],
      kinds.map(({ kind, n, count, share, from }) => {
        const row = rows.find((one) => one.kind === kind);
        return [
          speech.kind(kind),
          n,
          count ?? '–',
          html`<b>${percent(share.expected, speech)}</b>`,
          t('to', { low: percent(share.low, speech), high: percent(share.high, speech) }),
          sizeText(n, from, speech),
          row ? aurocText(row, speech) : '–',
        ];
      }) satisfies Fill[][],
    ),
  );
}

/** Such as `0.93 (0.88 to 0.97)`. */
const aurocText = ({ imageAuroc, ranges }: Report['figures']['kinds'][number], speech: Speech): string =>
  `${speech.figure(figureWords(imageAuroc, ranges.imageAuroc))} (${rangeText(ranges.imageAuroc, speech)})`;

type FoundKind = Pick<NonNullable<ReportData['forgedKinds']>[number], 'kind' | 'n' | 'share'> & {
  /** Null where only the share was kept. */
  count: number | null;
  /** Undefined where sizes were not measured. */
  from: { size: number; n: number } | null | undefined;
};

/** What the limits know of forged defects that no evaluation has measured. */
const foundUnmeasured = ({ escapeForged }: Pick<Limits, 'escapeForged'>): FoundKind[] =>
  (escapeForged?.kinds ?? []).map(({ kind, n, expected, low, high }) => ({
    kind,
    n,
    count: null,
    share: { expected: 1 - expected, low: 1 - high, high: 1 - low },
    from: undefined,
  }));

function sizeText(n: number, from: FoundKind['from'], { t, length }: Speech): string {
  if (from === undefined) return t('forged.notMeasured');
  if (from) return t('forged.size', { size: length(Math.ceil(from.size)), n: String(from.n) });
  return t(n >= fewestOfKind ? 'forged.noSize' : 'forged.tooFew');
}
