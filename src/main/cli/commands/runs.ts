import { Command } from 'commander';
import type { RunRecord } from '#shared/domain/runs.ts';
import { perform, userPath } from '../command.ts';
import { readBesideWriter } from '../session.ts';

export function runsCommand(): Command {
  return new Command('runs')
    .description('list the runs of a product, newest last')
    .argument('<product>', 'product folder')
    .action((dir: string, _options, command: Command) =>
      perform(command, async ({ output }) => {
        for (const run of await readRuns(userPath(dir))) output.row(rowOf(run), wordsOf(run));
      }),
    );
}

async function readRuns(dir: string): Promise<RunRecord[]> {
  const { listRuns } = await import('#studio/store/runs.ts');
  return readBesideWriter(dir, (product) => listRuns(product.db));
}

/** A run as it is printed: its record with the configuration laid out flat. */
function rowOf({ id, state, step, steps, config, ...run }: RunRecord): object {
  const { seed, size, budget, loss, priorSet } = config;
  return { id, state, step, steps, ...run, seed, size, budget, loss, priorSet: priorSet.name };
}

function wordsOf({ id, state, step, steps, seconds, createdAt, reason }: RunRecord): string {
  const when = createdAt.slice(0, 16).replace('T', ' ');
  const what = `${id}  ${state.padEnd(12)}${when}  step ${step} of ${steps}, ${Math.round(seconds)} s`;
  return reason === null ? what : `${what}\n          ${reason}`;
}
