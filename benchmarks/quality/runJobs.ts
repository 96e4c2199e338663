import { CancelledError } from '#shared/errors.ts';
import { type RowMessage, forkRow } from './forkRow.ts';
import { describeMachine, loadNow, programCommit } from './machine.ts';
import { type Job, type Standing, appendRow, isMeasured, mergeJobs, readRows } from './rows.ts';
import { type RunSettings, settingsHash } from './settings.ts';

export interface RunOptions extends Standing {
  /** Rows are added here. */
  results: string;
  /** Rows that are there are measured again. */
  again: boolean;
  signal: AbortSignal;
}

export interface RunOutcome {
  measured: number;
  /** Rows that were there. */
  skipped: number;
  failed: number;
}

/** Runs what is not measured yet, one after the other, and keeps each row as soon as it is done. Says how far it is. */
export async function runJobs(jobs: readonly Job[], options: RunOptions): Promise<RunOutcome> {
  const rows = options.again ? [] : readRows(options.results);
  const all = mergeJobs(jobs);
  const wanted = all.filter((job) => !isMeasured(rows, job, options));
  const outcome = { measured: 0, skipped: all.length - wanted.length, failed: 0 };
  if (outcome.skipped > 0) say(`${outcome.skipped} of ${all.length} rows are there already.`);
  const extra: number[] = [];
  for (const [i, job] of wanted.entries()) {
    if (options.signal.aborted) break;
    say(`[${i + 1}/${wanted.length}] ${describeJob(job)}; ${describeLeft(wanted.slice(i), extra)}`);
    const began = performance.now();
    try {
      await runJob(job, options);
      outcome.measured++;
      extra.push((performance.now() - began) / 1000 - budgeted(job));
    } catch (error) {
      if (error instanceof CancelledError) break;
      outcome.failed++;
      say(`  failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return outcome;
}

async function runJob(job: Job, { signal, results }: RunOptions): Promise<void> {
  const commit = programCommit(); // of this row's process: files may change while others run
  const loadBefore = loadNow();
  const began = performance.now();
  const row = await forkRow(job, { signal, onMessage: reporter() });
  appendRow(results, {
    ...row,
    data: job.data,
    settings: { ...job.settings },
    settingsHash: settingsHash(job.settings),
    commit,
    machine: describeMachine(),
    date: new Date().toISOString(),
    load: [loadBefore, loadNow()],
    seconds: Math.round((performance.now() - began) / 1000),
  });
  const percent = (value: number | null): string => (value === null ? '–' : (100 * value).toFixed(1));
  say(
    `  image AUROC ${percent(row.imageAuroc)}, AUPRO ${percent(row.aupro30)}, ${row.steps} steps in ${row.trainSeconds} s`,
  );
}

function reporter(): (message: RowMessage) => void {
  let last = 0;
  return ({ stage, step, steps }) => {
    if (stage) say(`  ${stage} …`);
    if (!step || !steps || !process.stderr.isTTY || performance.now() - last < 500) return;
    last = performance.now();
    process.stderr.write(`\r  step ${step} of ${steps} `);
  };
}

const say = (words: string): void => void process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${words}\n`);

function describeJob({ data, seed, settings, label }: Job): string {
  return [data, `seed ${seed}`, describeBudget(settings), ...(label ? [label] : [])].join(', ');
}

/** Such as `3 minutes` or `200 steps`. */
export function describeBudget({ budget }: Pick<RunSettings, 'budget'>): string {
  return 'minutes' in budget ? `${budget.minutes} min` : `${budget.steps} steps`;
}

/** Seconds of a row beside its training: import, preparation, export, scoring. Only until rows have been measured. */
const besides = 90;

const budgeted = ({ settings: { budget } }: Job): number => ('minutes' in budget ? 60 * budget.minutes : 0);

/**
 * Expected seconds of the rows left.
 * @param extra seconds that the rows so far took beside their minutes of training
 */
export function secondsLeft(left: readonly Job[], extra: readonly number[]): number {
  const mean = extra.length > 0 ? extra.reduce((sum, value) => sum + value, 0) / extra.length : besides;
  return left.reduce((sum, job) => sum + budgeted(job) + mean, 0);
}

function describeLeft(left: readonly Job[], extra: readonly number[]): string {
  const minutes = Math.ceil(secondsLeft(left, extra) / 60);
  return `about ${minutes >= 90 ? `${(minutes / 60).toFixed(1)} h` : `${minutes} min`} left`;
}
