import type { Share } from '#shared/domain/limits.ts';
import { none, table } from '../quality/markdown.ts';
import { type Claim, type Coverage, type Tally, claims } from './coverage.ts';
import type { Resampled } from './resample.ts';
import type { Simulated } from './simulate.ts';

/** What a stated range has to hold at least. */
export const leastCoverage = 0.93;

const shareOf = ({ held, stated }: Tally): number => held / stated;
const percent = (value: number): string => (100 * value).toFixed(1);
const ends = ({ low, high }: Pick<Share, 'low' | 'high'>): string => `${percent(low)}–${percent(high)}`;

/** Coverage in per cent, in brackets how often the truth lay above; a dash where nothing is stated. */
function cell(tally: Tally): string {
  if (tally.stated === 0) return none;
  return `${percent(shareOf(tally))} (${percent(tally.above / tally.stated)})`;
}

const movedClaims: readonly Claim[] = claims.filter((claim) => claim.startsWith('moved'));
/** The worst of the ways in which limits are moved. */
const worstMoved = (coverage: Coverage): Tally =>
  movedClaims.map((claim) => coverage[claim]).reduce((worst, one) => (shareOf(one) < shareOf(worst) ? one : worst));

const head = [
  'accept',
  'reject',
  'moved, worst of four',
  'new session',
  'mean range, accept',
  'mean range, new session',
];
const cells = ({
  coverage,
  meanAccept,
  meanNewDay,
}: Pick<Simulated, 'coverage' | 'meanAccept' | 'meanNewDay'>): string[] => [
  cell(coverage.accept),
  cell(coverage.reject),
  cell(worstMoved(coverage)),
  cell(coverage.newDay),
  ends(meanAccept),
  meanNewDay ? ends(meanNewDay) : none,
];

/** The lowest coverage of any range that was stated, and where. */
export function lowestCoverage(rows: readonly { coverage: Coverage }[]): number {
  const all = rows.flatMap(({ coverage }) => claims.map((claim) => coverage[claim]));
  return Math.min(...all.filter(({ stated }) => stated > 0).map(shareOf));
}

interface Tables {
  exchangeable: Simulated[];
  sessions: Simulated[];
  pictures: Simulated[];
  splits: Simulated[];
  resampled: Resampled[];
}

/** All tables, with what they say. */
export function report(tables: Tables, { rounds, seed, date }: { rounds: number; seed: number; date: string }): string {
  const all = [...tables.exchangeable, ...tables.sessions, ...tables.pictures, ...tables.splits, ...tables.resampled];
  const lowest = lowestCoverage(all);
  const verdict =
    lowest >= leastCoverage
      ? `Every range that is stated holds at least 93 % of the time for what its words claim; the lowest of all cells is ${percent(lowest)} %.`
      : `**Not every stated range holds 93 % of the time: the lowest of all cells is ${percent(lowest)} %.**`;
  return [
    `\`npm run bench:limits -- --rounds ${rounds} --seed ${seed}\`, ${date}; ${rounds} rounds a cell (standard error about 0.6). ${verdict}`,
    'A cell: how often the true share lay in the stated range, per cent (in brackets: how often above it). _accept_, _reject_: further good ' +
      'parts of the sessions seen, limits as learned; _moved_: the accept limit moved after a look at the scores, into the widest gap, to ' +
      'the rank that stops a fifth, just above all, below the lowest of ten defects; _new session_: one session not seen, learned and moved.',
    ...simulatedTables(tables),
    ...resampledTables(tables.resampled),
  ].join('\n\n');
}

function simulatedTables({ exchangeable, sessions, pictures, splits }: Tables): string[] {
  const old = ['before: sessions seen', 'before: next session'];
  return [
    '**Exchangeable parts, one session.**',
    table(
      ['parts', ...head],
      exchangeable.map((row) => [`${row.world.parts}`, ...cells(row)]),
    ),
    '**Sessions** (ρ: share of the variance between them). _before_: the range that was stated before this change, as if all pictures were parts of one session.',
    table(
      ['sessions', 'ρ', 'parts', ...head, ...old],
      sessions.map((row) => {
        const { sessions: seen, between, parts } = row.world;
        return [`${seen}`, `${between}`, `${parts}`, ...cells(row), cell(row.beforeSame), cell(row.before)];
      }),
    ),
    '**Several pictures a part** (one session; alike: what the pictures of a part have in common).',
    table(
      ['parts', 'pictures each', 'alike', ...head, old[0]!],
      pictures.map((row) => {
        const { parts, pictures: each, alike } = row.world;
        return [`${parts}`, `${each}`, `${alike}`, ...cells(row), cell(row.beforeSame)];
      }),
    ),
    '**Calibration by whole sessions and by part.** 25 sessions, 80 of 400 parts held out; training has learned away half of the shift of ' +
      'each session that it saw. By part, calibration sees sessions that were trained on, and nothing is said of a new one; the last ' +
      'column is what the old range would have claimed of it.',
    table(
      ['held out', 'ρ', ...head, old[1]!],
      splits.map((row) => [
        row.world.isShared ? 'a fifth of every session' : 'five whole sessions',
        `${row.world.between}`,
        ...cells(row),
        cell(row.before),
      ]),
    ),
  ];
}

function resampledTables(rows: readonly Resampled[]): string[] {
  if (rows.length === 0) return [];
  return [
    '**Real parts.** A run trained on some sessions scored the good parts of all others (`docs/results/limit-scores.jsonl`). Calibration is ' +
      'drawn from these with replacement, session by session and part by part, the scores of each session smoothed (normal kernel); the truth is the share among all of them, that of a new ' +
      'session the share in one that was left out of the draw.',
    table(
      ['data', 'sessions seen', 'parts', 'pictures', ...head],
      rows.map((row) => [row.data, `${row.sessions}`, `${row.parts}`, `${row.pictures}`, ...cells(row)]),
    ),
  ];
}
