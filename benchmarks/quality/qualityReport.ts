import { type DataSummary, type FigureName, figureNames, meanOverSets, spreadOf } from './aggregate.ts';
import { meanOf, none, percent, percentSpread, table } from './markdown.ts';
import { bestPeer, comparedSets, completePeers, peerConditions, peersOf } from './peerFigures.ts';

/** Headings of the accuracy figures. */
const figureTitles: Readonly<Record<FigureName, string>> = {
  imageAuroc: 'image AUROC',
  imageAp: 'image AP',
  pixelAuroc: 'pixel AUROC',
  pixelAp: 'pixel AP',
  aupro30: 'AUPRO',
};
const titles = figureNames.map((name) => figureTitles[name]);

/**
 * The quality section: figures of each data set, their means beside the peers', figures by kind.
 * @param budget in words, such as `3 min`
 */
export function qualityReport(summaries: readonly DataSummary[], budget: string): string {
  if (summaries.length === 0) return `Not measured yet (${budget} a run): \`npm run bench:quality\`.`;
  const groups = Map.groupBy(summaries, ({ data }) => (data.includes('/') ? data.split('/')[0] : ''));
  return [
    caption(summaries, budget),
    ...[...groups].flatMap(([group, sets]) => [
      ...(group ? [`**${group}**`] : []),
      figureTable(sets),
      group ? publicMean(group, sets) : peerMeans(sets),
    ]),
    'By kind, image AUROC:',
    kindTable(summaries),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const distinct = (values: readonly string[]): string => [...new Set(values)].join(', ');

/** Commits, dates, machines and loads of measured rows, in one sentence. */
export function provenance(summaries: readonly DataSummary[]): string {
  const rows = summaries.flatMap((summary) => summary.rows);
  const dates = rows.map(({ date }) => date.slice(0, 10)).sort();
  const loads = rows.flatMap(({ load }) => load);
  const when = dates[0] === dates.at(-1) ? dates[0] : `${dates[0]} to ${dates.at(-1)}`;
  const commits = distinct(rows.map(({ commit }) => commit ?? 'unknown'));
  const machines = distinct(rows.map(({ machine, backend }) => `${machine}, ${backend}`));
  const load = `load average beside the rows ${Math.min(...loads)} to ${Math.max(...loads)}`;
  return `Commit ${commits}; ${when}; ${machines}; ${load}.`;
}

function caption(summaries: readonly DataSummary[], budget: string): string {
  const seeds = [...new Set(summaries.flatMap((summary) => summary.seeds))].sort((a, b) => a - b);
  return [
    `${budget} of training a run, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}. Per cent;`,
    'mean ± standard deviation (largest less smallest) over the seeds, a single number where there is one seed.',
    `ms / image: from file to verdict, 2 threads. ${provenance(summaries)}`,
    `Peers, ${peerConditions}.`,
  ].join(' ');
}

function figureTable(summaries: readonly DataSummary[]): string {
  const best = (data: string, figure: FigureName): string => {
    const peer = bestPeer(data, figure);
    return peer ? `${percent(peer.value)} ${peer.peer}` : none;
  };
  const head = ['data', 'n', 'good: train + calibration', 'test: good + defective', ...titles];
  const costs = ['best peer, image AUROC', 'best peer, AUPRO', 'train s', 'steps', 'ms / image', 'peak MiB'];
  return table(
    [...head, ...costs],
    summaries.map((summary) => {
      const [row] = summary.rows;
      return [
        summary.data,
        String(summary.rows.length),
        `${row!.nTrain} + ${row!.nCalibration}`,
        `${row!.nNormal} + ${row!.nAnomalous}`,
        ...figureNames.map((name) => percentSpread(summary[name])),
        best(summary.data, 'imageAuroc'),
        best(summary.data, 'aupro30'),
        meanOf(summary.trainSeconds),
        meanOf(summary.steps),
        meanOf(summary.msPerImage, 1),
        meanOf(summary.peakRssMb),
      ];
    }),
  );
}

/** Means over the data sets that both we and the peers have been measured on. */
function peerMeans(summaries: readonly DataSummary[]): string {
  const common = summaries.filter(({ data }) => comparedSets.includes(data));
  if (common.length === 0) return '';
  const names = common.map(({ data }) => data);
  const row = (title: string, value: (data: string, figure: FigureName) => number | null): string[] => [
    title,
    ...figureNames.map((figure) => percent(spreadOf(names.map((data) => value(data, figure)))?.mean)),
  ];
  const single = (peer: string) => (data: string, figure: FigureName) =>
    peersOf(data).find((other) => other.peer === peer)?.[figure] ?? null;
  const missing = comparedSets.filter((name) => !names.includes(name));
  const over = missing.length > 0 ? ` (${missing.join(', ')} not measured yet)` : '';
  return [
    `Mean over ${names.join(', ')}${over}; the spread is that of the mean over the seeds that all of them have:`,
    table(
      ['', ...titles],
      [
        ['Flawsmith', ...figureNames.map((figure) => percentSpread(meanOverSets(common, figure)))],
        row('best peer of each set', (data, figure) => bestPeer(data, figure)?.value ?? null),
        ...completePeers(names).map((peer) => row(peer, single(peer))),
      ],
    ),
  ].join('\n\n');
}

function publicMean(group: string, summaries: readonly DataSummary[]): string {
  const cells = figureNames.map((figure) => percentSpread(meanOverSets(summaries, figure)));
  return `Mean over the ${group} sets measured, ${summaries.length}:\n\n${table(['', ...titles], [['Flawsmith', ...cells]])}`;
}

function kindTable(summaries: readonly DataSummary[]): string {
  const peers = ['padim', 'dfm', 'patchcore'];
  const rows = summaries.flatMap(({ data, kinds }) =>
    kinds.map(({ kind, n, imageAuroc }) => [
      data,
      kind,
      String(n),
      percentSpread(imageAuroc),
      ...peers.map((peer) => percent(peersOf(data).find((other) => other.peer === peer)?.kinds[kind])),
    ]),
  );
  return table(['data', 'kind', 'n', 'Flawsmith', ...peers], rows);
}
