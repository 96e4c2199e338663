import { Argument, Command, Option } from 'commander';
import { labelNoteInWords } from '#shared/domain/labelNotes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type ImportFormat, type LabelRow, importFormats } from '#studio/labelFiles/labelledPicture.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';
import { withProduct } from '../session.ts';

interface LabelsOptions {
  out?: string;
  format?: ImportFormat;
}

export function labelsCommand(): Command {
  return new Command('labels')
    .description('writes the masks of a product for other tools, or takes those that others made')
    .addArgument(new Argument('<what>', 'which way').choices(['export', 'import']))
    .argument('<product>', 'product folder')
    .argument('[path]', 'of import: folder of masks or labelme files, or a file of COCO or Label Studio')
    .option('--out <dir>', 'of export: a new folder')
    .addOption(new Option('--format <name>', 'as found where import leaves it out').choices(importFormats))
    .action((what: string, dir: string, path: string | undefined, options: LabelsOptions, command: Command) =>
      perform(command, (context) =>
        what === 'export' ? write(context, userPath(dir), path, options) : take(context, userPath(dir), path, options),
      ),
    );
}

async function write(
  { output, signal }: CommandContext,
  dir: string,
  path: string | undefined,
  { out, format }: LabelsOptions,
): Promise<void> {
  if (out === undefined || format === undefined || path !== undefined)
    throw wrong('labels export takes PRODUCT, --out and --format.');
  if (format === 'labelstudio') throw wrong('labels export writes png, coco and labelme; labelstudio is read alone.');
  const { exportLabels } = await import('#studio/labelFiles/exportLabels.ts');
  await withProduct(dir, { mode: 'read' }, async (product) => {
    const options = { out: userPath(out), format, signal, onRow: (row: LabelRow) => print(output, row) };
    const { rows, without, failures } = await exportLabels(product, options);
    output.log(`${rows.length} ${rows.length === 1 ? 'picture' : 'pictures'} with masks in ${options.out}.`);
    if (without.length > 0) output.log(`${without.length} NG without a mask, the first is ${without[0]}.`);
    fail(output, failures);
  });
}

async function take(
  { output, signal }: CommandContext,
  dir: string,
  path: string | undefined,
  { out, format }: LabelsOptions,
): Promise<void> {
  if (path === undefined || out !== undefined) throw wrong('labels import takes PRODUCT and the PATH of the labels.');
  const { importLabels } = await import('#studio/labelFiles/importLabels.ts');
  await withProduct(dir, { mode: 'write' }, async (product) => {
    const onProgress = (done: number, total: number): void => output.progress(null, `Reading labels ${done}/${total}`);
    const options = { path: userPath(path), format: format ?? null, signal, onProgress };
    const done = await importLabels(product, options, 'command line');
    for (const row of done.rows) print(output, row);
    for (const note of done.notes) output.log(labelNoteInWords(note));
    output.log(`Read as ${done.format}: ${done.changed} of ${done.rows.length} marked pictures changed.`);
    fail(output, done.failures);
  });
}

const wrong = (message: string): FlawsmithError =>
  new FlawsmithError('usage', message, { hint: 'Add --help for the options.' });

function print(output: Output, row: LabelRow): void {
  const { file, kind, regions, pixels } = row;
  output.row(row, `${file}\n  ${kind}, ${regions} ${regions === 1 ? 'region' : 'regions'}, ${pixels} px`);
}

function fail(output: Output, failures: readonly FlawsmithError[]): void {
  for (const failure of failures) output.failure(failure);
  if (failures.length > 0) process.exitCode = exitCodes.failure;
}
