import type { MeasuredRow } from './rows.ts';

/** Accuracy figures, fractions. */
export const figureNames = ['imageAuroc', 'imageAp', 'pixelAuroc', 'pixelAp', 'aupro30'] as const;
export type FigureName = (typeof figureNames)[number];

const costNames = ['trainSeconds', 'steps', 'msPerImage', 'peakRssMb'] as const;
type CostName = (typeof costNames)[number];

/** One figure over several runs. */
export interface Spread {
  n: number;
  mean: number;
  /** Largest less smallest. */
  range: number;
  /** Sample standard deviation; null for one run. */
  deviation: number | null;
}

/** Null where one of the values is not defined, or there is none. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value): value is number => value !== null);
  const n = known.length;
  if (n === 0 || n < values.length) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    n,
    mean,
    range: Math.max(...known) - Math.min(...known),
    deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
  };
}

export interface KindSummary {
  kind: string;
  /** Test pictures of this kind. */
  n: number;
  imageAuroc: Spread | null;
}

/** All seeds of one data set. */
export interface DataSummary extends Record<FigureName | CostName, Spread | null> {
  data: string;
  rows: MeasuredRow[];
  seeds: number[];
  kinds: KindSummary[];
}

export interface Selection {
  settingsHash: string;
  /** The newest row of each seed whatever its commit; else only the commit of the newest row. */
  anyCommit: boolean;
}

/** Rows of one settings by data set, in the order of their first row; of each data set one commit, of each seed the newest. */
export function selectRows(rows: readonly MeasuredRow[], { settingsHash, anyCommit }: Selection): MeasuredRow[][] {
  const byData = new Map<string, MeasuredRow[]>();
  for (const row of rows) {
    if (row.settingsHash === settingsHash) byData.set(row.data, [...(byData.get(row.data) ?? []), row]);
  }
  return [...byData.values()].map((all) => {
    const newestFirst = [...all].sort((a, b) => (a.date < b.date ? 1 : -1));
    const eligible = newestFirst.filter(({ commit }) => anyCommit || commit === newestFirst[0]!.commit);
    const isNewest = (row: MeasuredRow, i: number): boolean =>
      eligible.findIndex(({ seed }) => seed === row.seed) === i;
    return eligible.filter(isNewest).sort((a, b) => a.seed - b.seed);
  });
}

/** @param rows of one data set and one settings, at least one */
export function summarise(rows: readonly MeasuredRow[]): DataSummary {
  const spread = <Name extends FigureName | CostName>(name: Name): [Name, Spread | null] => [
    name,
    spreadOf(rows.map((row) => row[name])),
  ];
  return {
    data: rows[0]!.data,
    rows: [...rows],
    seeds: rows.map(({ seed }) => seed),
    kinds: rows[0]!.kinds.map(({ kind, n }) => ({
      kind,
      n,
      imageAuroc: spreadOf(rows.map((row) => row.kinds.find((other) => other.kind === kind)?.imageAuroc ?? null)),
    })),
    ...(Object.fromEntries([...figureNames, ...costNames].map(spread)) as Record<FigureName | CostName, Spread | null>),
  };
}

/** Mean over the data sets of each seed that all of them have, then the spread of these means over the seeds. */
export function meanOverSets(summaries: readonly DataSummary[], figure: FigureName): Spread | null {
  const [first, ...others] = summaries;
  if (!first) return null;
  const seeds = first.seeds.filter((seed) => others.every((other) => other.seeds.includes(seed)));
  const means = seeds.map((seed) => {
    const rows = summaries.map((summary) => summary.rows.find((row) => row.seed === seed)!);
    return spreadOf(rows.map((row) => row[figure]))?.mean ?? null;
  });
  return spreadOf(means);
}
