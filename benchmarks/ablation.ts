/**
 * What each part of the method is worth: named experiments, each a change of a run's settings, and what changed pictures
 * cost; tables in docs/results.md. `npm run bench:ablation -- --help`.
 */
import { Command } from 'commander';
import { seedOption } from '../src/main/cli/command.ts';
import { ablationReport } from './quality/ablationReport.ts';
import { findSets } from './quality/dataSets.ts';
import { type Experiment, experimentsFor } from './quality/experiments.ts';
import { programCommit } from './quality/machine.ts';
import { requireMarkers, sectionAt, writeBetween } from './quality/markdown.ts';
import { type SharedOptions, addSharedOptions, budgetOf, cancelSignal, parseNames } from './quality/options.ts';
import { readRows } from './quality/rows.ts';
import { describeBudget, runJobs } from './quality/runJobs.ts';

interface AblationOptions extends SharedOptions {
  seed: number;
  only?: string[];
  list?: boolean;
}

const usualSets = ['magnetic_tile', 'screw', 'cookie'];

async function measure(
  options: AblationOptions,
  experiments: readonly Experiment[],
  signal: AbortSignal,
): Promise<number> {
  const { sets, absent } = findSets(options.dataRoot, options.data ?? usualSets);
  for (const name of absent) process.stderr.write(`${name} is not there and is left out.\n`);
  const jobs = experiments.flatMap(({ name: label, settings, withRobustness }) =>
    sets.map(({ name, folder }) => ({ data: name, folder, seed: options.seed, settings, withRobustness, label })),
  );
  const { results, again = false, anyCommit = false } = options;
  const outcome = await runJobs(jobs, { results, again, anyCommit, commit: programCommit(), signal });
  process.stderr.write(`${outcome.measured} rows measured, ${outcome.failed} failed.\n`);
  return outcome.failed > 0 || sets.length === 0 ? 1 : 0;
}

const sectionOf = ({ size, backbone }: AblationOptions): string => sectionAt('ablation', size, backbone);

async function writeReport(options: AblationOptions, experiments: readonly Experiment[]): Promise<void> {
  const { data = usualSets, seed, anyCommit = false } = options;
  const context = {
    data,
    seed,
    anyCommit,
    budget: `${describeBudget({ budget: budgetOf(options) })} at ${options.size} px, ${options.backbone}`,
  };
  const report = ablationReport(readRows(options.results), experiments, context);
  await writeBetween(options.document, sectionOf(options), report);
  process.stderr.write(`The tables are in ${options.document}\n`);
}

const command = addSharedOptions(new Command('bench:ablation'), 'ablation', 2)
  .option('--seed <n>', 'seed of every run', seedOption, 0)
  .option('--only <names>', 'only these experiments or groups, NAME,NAME', parseNames)
  .option('--list', 'print the experiments and stop');
const options = command.parse().opts<AblationOptions>();
const all = experimentsFor(budgetOf(options), options.seed, options.size, options.backbone);
const wanted = all.filter(({ name, group }) => options.only?.some((only) => only === name || only === group) ?? true);
if (options.list) {
  process.stdout.write(all.map(({ group, name }) => `${group.padEnd(12)}${name}\n`).join(''));
} else {
  requireMarkers(options.document, sectionOf(options));
  const signal = cancelSignal();
  const code = options.report ? 0 : await measure(options, wanted, signal);
  await writeReport(options, all);
  process.exitCode = signal.aborted ? 130 : code;
}
