import type { TwoLimits } from '#shared/domain/limits.ts';
import { type Html, html } from './html.ts';
import type { Speech } from './speech.ts';

/** Scores of one kind of parts, a lane of the picture; groups stand on each other, the first below. */
export interface ScoreSeries {
  name: string;
  groups: readonly { look: 'good' | 'calibration' | 'bad' | 'forged'; scores: readonly number[] }[];
}

const [width, laneHeight, left, right] = [680, 54, 150, 10];
const bins = 48;

/** Ends of the axis: all scores and both limits with some air, within 0 and 1. */
function axisOf(series: readonly ScoreSeries[], { acceptLimit, rejectLimit }: TwoLimits): [number, number] {
  const all = [acceptLimit, rejectLimit, ...series.flatMap(({ groups }) => groups.flatMap(({ scores }) => scores))];
  const [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const air = Math.max(0.02, (high - low) * 0.06);
  return [Math.max(0, low - air), Math.min(1, high + air)];
}

/** Such as `20`, or `20 + 63` of two groups. */
const countText = ({ groups }: ScoreSeries): string => groups.map(({ scores }) => scores.length).join(' + ');

/** Scores as bars, a lane a series, with both limits across; an SVG picture with its words. */
export function histogram(series: readonly ScoreSeries[], limits: TwoLimits, { t, figure }: Speech): Html {
  const [low, high] = axisOf(series, limits);
  const place = (score: number): number => left + ((score - low) / (high - low)) * (width - left - right);
  const height = series.length * laneHeight + 44;
  const bottom = height - 24;
  const ticks = Array.from({ length: 6 }, (_, i) => low + ((high - low) * i) / 5);
  const marks = [
    ['scores.okBelow', limits.acceptLimit, 'review', 12],
    ['scores.ngFrom', limits.rejectLimit, 'ng', 12],
  ] as const;
  const lanes = series.map((one) => `${one.name}: ${countText(one)}`).join(', ');
  return html`<svg
    class="histogram"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${t('scores.label', { lanes })}"
  >
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" fill="#fff" />
        <line x1="0" y1="0" x2="0" y2="5" stroke="#d55e00" stroke-width="3" />
      </pattern>
    </defs>
    ${series.map((one, i) => lane(one, 20 + i * laneHeight, place, [low, high]))}
    ${marks.map(([, limit, look]) => html`<line class="limit ${look}" x1="${place(limit)}" x2="${place(limit)}" y1="16" y2="${bottom}" />`)}
    ${marks.map(([words, limit, look, y], i) => limitLabel(t(words, { limit: figure(limit.toFixed(3)) }), place(limit), y, look, i === 0))}
    <line class="axis" x1="${left}" x2="${width - right}" y1="${bottom}" y2="${bottom}" />
    ${ticks.map((tick) => html`<text class="tick" x="${place(tick)}" y="${height - 10}">${figure(tick.toFixed(2))}</text>`)}
  </svg>`;
}

/** The accept limit's words end at it, the reject limit's begin there, so that near ones do not lie on each other. */
function limitLabel(words: string, x: number, y: number, look: string, isBefore: boolean): Html {
  return html`<text
    class="mark ${look}"
    x="${isBefore ? x - 4 : x + 4}"
    y="${y}"
    text-anchor="${isBefore ? 'end' : 'start'}"
  >
    ${words}
  </text>`;
}

function lane(series: ScoreSeries, top: number, place: (score: number) => number, [low, high]: [number, number]): Html {
  const binOf = (score: number): number => Math.min(bins - 1, Math.floor(((score - low) / (high - low)) * bins));
  const counts = series.groups.map(({ scores }) => {
    const perBin = new Array<number>(bins).fill(0);
    for (const score of scores) perBin[binOf(score)]!++;
    return perBin;
  });
  const totals = Array.from({ length: bins }, (_, bin) => counts.reduce((sum, perBin) => sum + perBin[bin]!, 0));
  const most = Math.max(1, ...totals);
  const base = top + laneHeight - 6;
  const step = (high - low) / bins;
  const bars = totals.flatMap((_, bin) => {
    let foot = base;
    return series.groups.map(({ look }, group) => {
      const count = counts[group]![bin]!;
      if (count === 0) return null;
      const tall = 2 + (count / most) * (laneHeight - 18);
      foot -= tall;
      return html`<rect
        class="bar ${look}"
        x="${place(low + bin * step) + 0.5}"
        y="${foot}"
        width="${Math.max(1, place(low + step) - place(low) - 1)}"
        height="${tall}"
      />`;
    });
  });
  return html`<g>
    <text class="lane" x="${left - 10}" y="${base - 16}">${series.name}</text>
    <text class="lane n" x="${left - 10}" y="${base - 2}">n = ${countText(series)}</text>
    <line class="axis" x1="${left}" x2="${width - right}" y1="${base}" y2="${base}" />
    ${bars}
  </g>`;
}
