import { figureWords } from '#shared/domain/figureWords.ts';
import type { Limits } from '#shared/domain/limits.ts';
import { fewestOfKind } from '#shared/domain/advice.ts';
import { percent, rangeText } from './figures.ts';
import type { ReportData } from './gather.ts';
import { type ScoreSeries, histogram } from './histogram.ts';
import { type Fill, type Html, html } from './html.ts';
import { section, table } from './markup.ts';

/** Good parts that the limits rest on, forged defects, and real parts of the test: a lane each, where there are any. */
export function seriesOf({ limits, calibration, evaluation }: ReportData): ScoreSeries[] {
  const scores = (rows: readonly { score: number }[] = []): number[] => rows.map(({ score }) => score);
  const test = evaluation?.shown.scores ?? [];
  const of = (label: 'normal' | 'anomalous'): number[] => scores(test.filter(({ image }) => image.label === label));
  const series: ScoreSeries[] = [
    {
      name: limits.basis === 'train' ? 'Good parts, trained on' : 'Good parts, held out',
      groups: [{ look: 'calibration', scores: scores(calibration?.good) }],
    },
    {
      name: 'Forged defects',
      groups: [{ look: 'forged', scores: scores(evaluation?.saved.forged?.rows ?? calibration?.forged ?? []) }],
    },
    {
      name: 'Test parts',
      groups: [
        { look: 'good', scores: of('normal') },
        { look: 'bad', scores: of('anomalous') },
      ],
    },
  ];
  return series.filter(({ groups }) => groups.some((group) => group.scores.length > 0));
}

/** Scores of what was judged, series by series. */
export function scoresSection(data: ReportData): Html | null {
  const series = seriesOf(data);
  if (series.length === 0) return null;
  const hasTest = series.some(({ groups }) => groups.length > 1);
  return section(
    'Scores',
    html`<p class="note">
      0 is like a good part, 1 unlike any. Forged defects (hatched) are drawn by the program, not real ones.
      ${hasTest ? 'Of the test parts good ones are blue, defective ones orange; n is good + defective.' : 'No test picture: no real defect has been judged.'}
    </p>`,
    histogram(series, data.limits),
  );
}

/** Forged defects kind by kind, the hardest first: how many are found, and from which size on. */
export function forgedSection({ forgedKinds, limits, evaluation }: ReportData): Html | null {
  const kinds = forgedKinds ?? foundUnmeasured(limits);
  if (kinds.length === 0) return null;
  const rows = evaluation?.shown.synthetic?.kinds ?? [];
  return section(
    'Forged defects by kind',
    html`<p class="note">
      Found is in review or NG. The size is the longest extent in pixels of the photograph from which on nine in ten are
      found; fewer than ${fewestOfKind} of a kind tell no size. Forged defects stand for real ones only as far as they
      are like them.
    </p>`,
    table(
      ['Kind', 'n', 'Found', 'Share', '95 % range', 'Found from', 'Image AUROC'],
      kinds.map(({ kind, n, count, share, from }) => {
        const row = rows.find((one) => one.kind === kind);
        return [
          kind,
          n,
          count ?? '–',
          html`<b>${percent(share.expected)}</b>`,
          `${percent(share.low)} to ${percent(share.high)}`,
          sizeText(n, from),
          row ? `${figureWords(row.imageAuroc, row.ranges.imageAuroc)} (${rangeText(row.ranges.imageAuroc)})` : '–',
        ];
      }) satisfies Fill[][],
    ),
  );
}

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

function sizeText(n: number, from: FoundKind['from']): string {
  if (from === undefined) return 'not measured';
  if (from) return `${Math.ceil(from.size)} px (n = ${from.n})`;
  return n >= fewestOfKind ? 'no size' : 'too few to say';
}
