import { Command, Option } from 'commander';
import { backboneWord } from '#shared/domain/backbones.ts';
import { describeUsedPriors } from '#shared/domain/priorChanges.ts';
import { runTitle } from '#shared/domain/runNames.ts';
import { type RunLoss, type RunRecord, hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { userName } from '#studio/userName.ts';
import { perform, userPath } from '../command.ts';
import { type Output, exitCodes, staleWords } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface RunsOptions {
  name?: string[];
  note?: string[];
  cancel?: string;
  delete?: string;
  evenReleased?: boolean;
}

export function runsCommand(): Command {
  const changes = ['name', 'note', 'cancel', 'delete'];
  const change = (flags: string, words: string): Option => {
    const option = new Option(flags, words);
    return option.conflicts(changes.filter((name) => name !== option.attributeName()));
  };
  return new Command('runs')
    .description(
      'list the runs of a product, newest last; name one, write a note on it, cancel it where it rests, or delete it',
    )
    .argument('<product>', 'product folder')
    .addOption(change('--name <run and name...>', 'names a run, by its id or name; "" takes the name away'))
    .addOption(change('--note <run and text...>', 'writes a note on a run; "" takes it away'))
    .addOption(change('--cancel <run>', 'gives up a paused or interrupted run for good; what it did stays to be seen'))
    .addOption(change('--delete <run>', 'deletes a run for good, with its checkpoint, curves, maps and evaluation'))
    .option('--even-released', 'with --delete: also where a release rests on it')
    .action((dir: string, options: RunsOptions, command: Command) =>
      perform(command, async ({ output }) => {
        if (options.evenReleased && options.delete === undefined) {
          throw new FlawsmithError('usage', '--even-released says how a run is deleted, and none is.');
        }
        const root = userPath(dir);
        if (options.delete !== undefined) return deleteOne(output, root, options.delete, options.evenReleased === true);
        if (options.cancel !== undefined) return cancelOne(output, root, options.cancel);
        const words = options.name ?? options.note;
        if (words !== undefined) return write(output, root, options.name ? 'name' : 'note', words);
        return list(output, root);
      }),
    );
}

async function list(output: Output, dir: string): Promise<void> {
  const { runs, damaged } = await readRuns(dir);
  for (const { run, stale } of runs) output.row(rowOf(run, stale), wordsOf(run, stale));
  for (const error of damaged) output.failure(error);
  if (damaged.length > 0) process.exitCode = exitCodes.failure;
}

async function write(output: Output, dir: string, what: 'name' | 'note', words: readonly string[]): Promise<void> {
  const [run, text] = words;
  if (run === undefined || text === undefined || words.length > 2) {
    throw new FlawsmithError('usage', `--${what} takes a run and its ${what}, after PRODUCT.`, {
      hint: `Put quotes around a ${what} of several words: runs PRODUCT --${what} run-0001 "…".`,
    });
  }
  const { nameRun, noteRun } = await import('#studio/training/namedRun.ts');
  const { staleOfRun } = await import('#studio/staleness.ts');
  await withProduct(dir, { mode: 'write' }, (product) => {
    const changed = (what === 'name' ? nameRun : noteRun)(product, run, text, userName());
    const stale = staleOfRun(product, changed).map(describeStale);
    output.row(rowOf(changed, stale), wordsOf(changed, stale));
  });
}

async function cancelOne(output: Output, dir: string, word: string): Promise<void> {
  const { cancelRun } = await import('#studio/training/cancelRun.ts');
  const { staleOfRun } = await import('#studio/staleness.ts');
  await withProduct(dir, { mode: 'write' }, (product) => {
    const run = cancelRun(product, word, userName());
    const stale = staleOfRun(product, run).map(describeStale);
    output.row(rowOf(run, stale), wordsOf(run, stale));
  });
}

async function deleteOne(output: Output, dir: string, word: string, evenReleased: boolean): Promise<void> {
  const { deleteRun } = await import('#studio/training/deleteRun.ts');
  const lost = await withProduct(dir, { mode: 'write' }, (product) =>
    deleteRun(product, word, { who: userName(), evenReleased }),
  );
  output.row({ run: lost.run, deleted: true, lost }, lossWords(lost));
}

/** Such as `run-0003 is deleted: 600 steps (180 s), its evaluation, 34 MB.` */
function lossWords({ run, name, step, seconds, bytes, isEvaluated, hasMovedLimits, releases }: RunLoss): string {
  const parts = [
    `${step} steps (${Math.round(seconds)} s)`,
    ...(isEvaluated ? ['its evaluation'] : []),
    ...(hasMovedLimits ? ['limits moved by a person'] : []),
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
  ];
  const rests = releases.length > 0 ? ` Packages of release ${releases.join(', ')} stay as they are.` : '';
  return `${runTitle({ id: run, name })} is deleted: ${parts.join(', ')}.${rests}`;
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
  const { id, name = null, note = null, state, step, config, notes, ...more } = run;
  const { seed, size, budget, loss } = config;
  const backbone = backboneWord(config.backbone);
  const priorSet = priors ?? { name: config.priorSet.name, saved: null, changed: [] };
  const steps = plannedSteps(run);
  const stoppedEarly = hasStoppedEarly(run);
  return {
    id,
    name,
    note,
    state,
    stoppedEarly,
    stale,
    ...more,
    notes: noteWords({ notes }),
    step,
    steps,
    seed,
    size,
    backbone,
    budget,
    loss,
    priorSet,
  };
}

function wordsOf(run: RunRecord, stale: readonly string[]): string {
  const { id, state, step, seconds, createdAt, reason, resumed, interrupted, repeated, notes, config } = run;
  const when = createdAt.slice(0, 16).replace('T', ' ');
  const planned = `${'minutes' in config.budget ? 'about ' : ''}${plannedSteps(run)}`;
  const lines = [`${id}  ${state.padEnd(12)}${when}  step ${step} of ${planned}, ${Math.round(seconds)} s`];
  if (run.name) lines.push(run.name);
  if (run.note) lines.push(...run.note.split('\n'));
  if (hasStoppedEarly(run)) lines.push(`stopped early: ${step} of ${planned} steps`);
  const again = repeated ? `, ${repeated} steps done again` : '';
  if (resumed) lines.push(`resumed ${times(resumed)}, interrupted ${times(interrupted ?? 0)}${again}`);
  if (run.priors && !run.priors.saved) lines.push(`defect recipe: ${describeUsedPriors(run.priors)}`);
  lines.push(...staleWords(stale));
  if (reason !== null) lines.push(reason);
  lines.push(...noteWords({ notes }));
  return lines.join('\n          ');
}

const noteWords = ({ notes }: Pick<RunRecord, 'notes'>): string[] => (notes ?? []).map(({ message }) => message);
const times = (count: number): string => ({ 0: 'never', 1: 'once' })[count] ?? `${count} times`;
