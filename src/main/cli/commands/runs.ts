import { Command } from 'commander';
import { describeUsedPriors } from '#shared/domain/priorChanges.ts';
import { type RunRecord, hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { perform, userPath } from '../command.ts';
import { exitCodes, staleWords } from '../output.ts';
import { readBesideWriter } from '../session.ts';

export function runsCommand(): Command {
  return new Command('runs')
    .description('list the runs of a product, newest last')
    .argument('<product>', 'product folder')
    .action((dir: string, _options, command: Command) =>
      perform(command, async ({ output }) => {
        const { runs, damaged } = await readRuns(userPath(dir));
        for (const { run, stale } of runs) output.row(rowOf(run, stale), wordsOf(run, stale));
        for (const error of damaged) output.failure(error);
        if (damaged.length > 0) process.exitCode = exitCodes.failure;
      }),
    );
}

interface ListedRun {
  run: RunRecord;
  /** What changed since it began, in words. */
  stale: string[];
}

async function readRuns(dir: string): Promise<{ runs: ListedRun[]; damaged: Error[] }> {
  const { damagedRuns, listRuns } = await import('#studio/store/runs.ts');
  const { staleOfRun } = await import('#studio/staleness.ts');
  return readBesideWriter(dir, (product) => ({
    runs: listRuns(product.db).map((run) => ({ run, stale: staleOfRun(product, run).map(describeStale) })),
    damaged: damagedRuns(product.db),
  }));
}

/** A run as it is printed: its record with the configuration laid out flat. `priorSet.saved` is null where it is not known. */
function rowOf({ priors, ...run }: RunRecord, stale: readonly string[]): object {
  const { id, state, step, config, ...more } = run;
  const { seed, size, budget, loss } = config;
  const priorSet = priors ?? { name: config.priorSet.name, saved: null, changed: [] };
  const steps = plannedSteps(run);
  const stoppedEarly = hasStoppedEarly(run);
  return { id, state, stoppedEarly, stale, ...more, step, steps, seed, size, budget, loss, priorSet };
}

function wordsOf(run: RunRecord, stale: readonly string[]): string {
  const { id, state, step, seconds, createdAt, reason, resumed, interrupted, repeated, notes, config } = run;
  const when = createdAt.slice(0, 16).replace('T', ' ');
  const planned = `${'minutes' in config.budget ? 'about ' : ''}${plannedSteps(run)}`;
  const lines = [`${id}  ${state.padEnd(12)}${when}  step ${step} of ${planned}, ${Math.round(seconds)} s`];
  if (hasStoppedEarly(run)) lines.push(`stopped early: ${step} of ${planned} steps`);
  const again = repeated ? `, ${repeated} steps done again` : '';
  if (resumed) lines.push(`resumed ${times(resumed)}, interrupted ${times(interrupted ?? 0)}${again}`);
  if (run.priors && !run.priors.saved) lines.push(`priors: ${describeUsedPriors(run.priors)}`);
  lines.push(...staleWords(stale));
  if (reason !== null) lines.push(reason);
  lines.push(...(notes ?? []));
  return lines.join('\n          ');
}

const times = (count: number): string => ({ 0: 'never', 1: 'once' })[count] ?? `${count} times`;
