import { Command } from 'commander';
import type { Comparison, Difference, UnpairedReason } from '#shared/domain/comparison.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { perform, userPath } from '../command.ts';
import { type Output, staleWords } from '../output.ts';
import { readBesideWriter } from '../session.ts';

export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'trained runs beside the first: paired differences, pictures whose verdict changed, settings, defect recipes',
    )
    .argument('<product>', 'product folder')
    .argument('<run>', 'the run that the others are compared with, by id or name')
    .argument('<others...>', 'one run or more')
    .action((dir: string, run: string, others: string[], _options, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { compareRuns } = await import('#studio/comparison/compareRuns.ts');
        const comparisons = await readBesideWriter(userPath(dir), (product) =>
          compareRuns(product, [run, ...others], signal),
        );
        for (const comparison of comparisons) print(output, comparison);
      }),
    );
}

function print(output: Output, comparison: Comparison): void {
  const { differences, judged, changed, settings, priors, data, notEvaluated, stale } = comparison;
  const runs = [comparison.a, comparison.b];
  output.log(`${runs.join(' and ')}:`);
  for (const run of notEvaluated)
    output.log(`  ${run} is not evaluated: evaluate it to compare it on the test pictures.`);
  for (const run of runs)
    staleWords((stale[run] ?? []).map(describeStale)).forEach((words) => output.log(`  ${run} ${words}`));
  for (const row of differences) output.row({ ...row, runs }, differenceWords(row));
  if (judged > 0) output.log(`  ${changed.length} of ${judged} test pictures have another verdict:`);
  for (const { file, label, kind, a, b } of changed) {
    const row = { file, a: a.verdict, b: b.verdict, scores: [a.score, b.score], label, kind, runs };
    output.row(row, `  ${a.verdict} → ${b.verdict}  ${file} (${kind ?? 'good'})`);
  }
  for (const row of settings) {
    output.row({ ...row, runs }, `  ${row.setting}: ${row.a ?? 'not known'} → ${row.b ?? 'not known'}`);
  }
  for (const { place, value, a, b } of priors) {
    const what = value === 'all' ? place : `${place} ${value}`;
    output.row({ prior: place, value, a, b, runs }, `  defect recipe, ${what}: ${a} → ${b}`);
  }
  if (data.added + data.gone > 0) {
    output.row({ data, runs }, `  good parts: ${data.shared} in both, ${data.added} new, ${data.gone} gone`);
  }
}

const names: Readonly<Record<Difference['metric'], string>> = {
  imageAuroc: 'image AUROC',
  imageAp: 'image AP',
  pixelAuroc: 'pixel AUROC',
  pixelAp: 'pixel AP',
  aupro30: 'AUPRO, FPR ≤ 0.3',
  overkill: 'overkill (review or NG)',
  overkillNg: 'overkill (NG)',
  escape: 'escape',
};

const places: Readonly<Record<Difference['on'], string>> = {
  test: 'test pictures',
  calibration: 'good parts held out for the limits',
  forged: 'forged defects',
};

const reasons: Readonly<Record<UnpairedReason, string>> = {
  otherForgeries: 'cannot be paired: their defects were forged on other parts or with another recipe',
  otherParts: 'cannot be paired: their limits rest on other good parts',
};

/** Such as `  image AUROC, test pictures: 0.912 → 0.957, +0.045 (95 % range −0.004 to +0.093, n = 20 + 30)`. */
function differenceWords({ metric, on, a, b, difference, low, high, parts, unpaired }: Difference): string {
  const head = `  ${names[metric]}, ${places[on]}: ${figure(a)} → ${figure(b)}`;
  if (unpaired) return `${head}; ${reasons[unpaired]}`;
  if (difference === null || low === null || high === null) return head;
  const n = [parts.normal, parts.anomalous].filter((count) => count > 0).join(' + ');
  return `${head}, ${signed(difference)} (95 % range ${signed(low)} to ${signed(high)}, n = ${n})`;
}

const figure = (value: number | null): string => value?.toFixed(3) ?? '–';
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
