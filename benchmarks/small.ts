/**
 * Small defects against the size of the working picture: sample parts photographed at 1,024 px with dents and gouges of known
 * sizes; a table in docs/results.md. `npm run bench:small -- --help`.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { numberOption, seedOption } from '../src/main/cli/command.ts';
import { offeredSizes } from '#shared/domain/runs.ts';
import { projectRoot } from '#studio/paths.ts';
import { summarise } from './quality/aggregate.ts';
import { programCommit } from './quality/machine.ts';
import { none, percent, requireMarkers, table, writeBetween } from './quality/markdown.ts';
import { cancelSignal, givenPath } from './quality/options.ts';
import { provenance } from './quality/qualityReport.ts';
import { type Job, type MeasuredRow, readRows } from './quality/rows.ts';
import { runJobs } from './quality/runJobs.ts';
import { defaultSettings, settingsHash } from './quality/settings.ts';
import { className, renderSmallDefects, sizeClasses, smallPriors } from './quality/smallDefects.ts';

interface SmallOptions {
  steps: number;
  seed: number;
  folder: string;
  results: string;
  document: string;
  anyCommit?: boolean;
}

const say = (words: string): void => void process.stderr.write(`${words}\n`);

async function measure(options: SmallOptions): Promise<void> {
  const { steps, seed, results, document, anyCommit = false } = options;
  requireMarkers(document, 'small');
  const signal = cancelSignal();
  const { folder, fingerprint } = await renderSmallDefects(options.folder, say);
  const data = `small-${fingerprint}`;
  const jobs = offeredSizes.map((size): Job => {
    const settings = { ...defaultSettings({ steps }), size, priors: smallPriors };
    return { data, folder, seed, settings, withRobustness: false, label: `${size} px` };
  });
  const outcome = await runJobs(jobs, { results, again: false, anyCommit, commit: programCommit(), signal });
  const rows = readRows(results);
  const found = jobs.map((job) =>
    rows.findLast((row) => row.data === data && row.settingsHash === settingsHash(job.settings) && row.seed === seed),
  );
  await writeBetween(document, 'small', report(found, steps, seed));
  if (outcome.failed > 0) process.exitCode = 1;
  if (signal.aborted) process.exitCode = 130;
}

/** A row a size class, a column a working size: image AUROC, and the defect's extent in pixels of the working picture. */
function report(rows: readonly (MeasuredRow | undefined)[], steps: number, seed: number): string {
  const known = rows.filter((row) => row !== undefined);
  if (known.length === 0) return 'Not measured yet: `npm run bench:small`.';
  const [{ nTrain, nCalibration, nNormal }] = known as [(typeof known)[number]];
  const auroc = (row: MeasuredRow | undefined, kind: string): number | null =>
    row?.kinds.find((one) => one.kind === kind)?.imageAuroc ?? null;
  const caption =
    `${steps} steps, seed ${seed}; ${nTrain} + ${nCalibration} good parts, ${nNormal} good test pictures. Image AUROC, per cent, ` +
    `in brackets the mean extent in px of the working picture. ${provenance(known.map((row) => summarise([row])))}`;
  const lines = sizeClasses.map((one) => [
    `${one.defect}, ${one.extent} px of 256`,
    ...offeredSizes.map((size, i) => {
      const value = percent(auroc(rows[i], className(one)));
      return value === none ? none : `${value} (${((one.extent * size) / 256).toFixed(1)})`;
    }),
  ]);
  const all = (name: string, of: (row: MeasuredRow) => string): string[] => [
    name,
    ...rows.map((row) => (row ? of(row) : none)),
  ];
  return [
    caption,
    table(
      ['defect', ...offeredSizes.map((size) => `${size} px`)],
      [
        ...lines,
        all('all: image AUROC', ({ imageAuroc }) => percent(imageAuroc)),
        all('all: AUPRO', ({ aupro30 }) => percent(aupro30)),
        all('peak MiB', ({ peakRssMb }) => peakRssMb.toFixed(0)),
      ],
    ),
  ].join('\n\n');
}

const command = new Command('bench:small')
  .addOption(new Option('--steps <n>', 'steps of training a run').argParser(numberOption(1, 10_000)).default(60))
  .option('--seed <n>', 'seed of every run', seedOption, 0)
  .option('--folder <dir>', 'where the photographs are kept', givenPath, join(tmpdir(), 'flawsmith-small-defects'))
  .option('--any-commit', 'rows measured by another version of the program count')
  .option('--results <file>', 'where the rows are kept', givenPath, join(projectRoot, 'docs', 'results', 'small.jsonl'))
  .option('--document <file>', 'where the table goes', givenPath, join(projectRoot, 'docs', 'results.md'));
await measure(command.parse().opts<SmallOptions>());
