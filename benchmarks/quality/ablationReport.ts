import { selectRows, spreadOf, summarise } from './aggregate.ts';
import { noChange } from './changes.ts';
import type { Experiment } from './experiments.ts';
import { none, percent, table } from './markdown.ts';
import { provenance } from './qualityReport.ts';
import type { MeasuredRow } from './rows.ts';
import { settingsHash } from './settings.ts';

/** The two figures of a cell. */
type Pair = Pick<MeasuredRow, 'imageAuroc' | 'aupro30'>;

export interface AblationContext {
  /** Names of the data sets, in order. */
  data: readonly string[];
  seed: number;
  /** In words, such as `2 min`. */
  budget: string;
  anyCommit: boolean;
}

/** The ablation section: a row an experiment, with its difference to the default; then what changed pictures cost. */
export function ablationReport(
  rows: readonly MeasuredRow[],
  experiments: readonly Experiment[],
  context: AblationContext,
): string {
  const found = experiments.map((experiment) => ({ experiment, rows: rowsOf(rows, experiment, context) }));
  const measured = found.flatMap((one) => one.rows);
  if (measured.length === 0) return `Not measured yet (${context.budget} a run): \`npm run bench:ablation\`.`;
  const caption = [
    `${context.budget} of training a run where nothing else is said, seed ${context.seed}, one run each: differences of a`,
    'point or two of the mean, or three on one set, are within what another seed does. Each cell: image AUROC / AUPRO, per',
    `cent; difference: of the means, to the default. ${provenance([...new Set(measured)].map((row) => summarise([row])))}`,
  ].join(' ');
  const losses = found.filter(({ experiment }) => experiment.group !== 'robustness');
  const robust = found.find(({ experiment }) => experiment.withRobustness)?.rows ?? [];
  return [caption, experimentTable(losses, context.data), robustnessSection(robust)].filter(Boolean).join('\n\n');
}

interface FoundRows {
  experiment: Experiment;
  rows: MeasuredRow[];
}

function rowsOf(all: readonly MeasuredRow[], experiment: Experiment, context: AblationContext): MeasuredRow[] {
  const ofSeed = all.filter(
    ({ seed, robustness }) => seed === context.seed && (!experiment.withRobustness || robustness !== undefined),
  );
  const selection = { settingsHash: settingsHash(experiment.settings), anyCommit: context.anyCommit };
  return selectRows(ofSeed, selection).flatMap((rows) => rows.filter(({ data }) => context.data.includes(data)));
}

/** Means over the data sets; null unless every set has been measured. */
function meansOf(rows: readonly MeasuredRow[], data: readonly string[]): Pair {
  const mean = (figure: keyof Pair): number | null =>
    rows.length < data.length ? null : (spreadOf(rows.map((row) => row[figure]))?.mean ?? null);
  return { imageAuroc: mean('imageAuroc'), aupro30: mean('aupro30') };
}

function experimentTable(found: readonly FoundRows[], data: readonly string[]): string {
  if (found.every(({ rows }) => rows.length === 0)) return '';
  const base = meansOf(found.find(({ experiment }) => experiment.group === 'default')?.rows ?? [], data);
  return table(
    ['group', 'experiment', ...data, 'mean', 'difference'],
    found
      .filter(({ rows }) => rows.length > 0)
      .map(({ experiment, rows }) => {
        const means = meansOf(rows, data);
        const cells = data.map((name) => rows.find((row) => row.data === name)).map((row) => (row ? pair(row) : none));
        const difference = experiment.group === 'default' ? none : pair(subtract(means, base), signedPercent);
        return [experiment.group, experiment.name, ...cells, pair(means), difference];
      }),
  );
}

const pair = (values: Pair, write: (value: number | null) => string = percent): string =>
  `${write(values.imageAuroc)} / ${write(values.aupro30)}`;

function subtract(a: Pair, b: Pair): Pair {
  const less = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x - y);
  return { imageAuroc: less(a.imageAuroc, b.imageAuroc), aupro30: less(a.aupro30, b.aupro30) };
}

function signedPercent(value: number | null): string {
  if (value === null) return none;
  const words = percent(Math.abs(value));
  return words === '0.0' ? words : `${value < 0 ? '−' : '+'}${words}`;
}

function robustnessSection(rows: readonly MeasuredRow[]): string {
  const changes = (rows[0]?.robustness ?? []).map(({ change }) => change).filter((change) => change !== noChange);
  if (changes.length === 0) return '';
  const figuresOf = (row: MeasuredRow, change: string): Pair | undefined =>
    row.robustness!.find((other) => other.change === change);
  const baseOf = (row: MeasuredRow): Pair => figuresOf(row, noChange) ?? row;
  const cells = (change: string): string[] =>
    rows.map((row) => {
      const changed = figuresOf(row, change);
      return changed ? `${pair(changed)} (${pair(subtract(changed, baseOf(row)), signedPercent)})` : none;
    });
  return [
    [
      'The finished package on test pictures changed after training: image AUROC / AUPRO, and in brackets what that adds or',
      'takes. The region of interest is the middle 94 % of each side, so that what comes into view is real; pixels count',
      'within it alone. Shift: right and down (back), in shares of the sides; turn: clockwise (back); the mask goes with the',
      'picture. Light: every grey level times 0.8 or 1.2.',
    ].join(' '),
    table(
      ['change', ...rows.map(({ data }) => data)],
      [[noChange, ...rows.map((row) => pair(baseOf(row)))], ...changes.map((change) => [change, ...cells(change)])],
    ),
  ].join('\n\n');
}
