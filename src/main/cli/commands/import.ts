import { Command, Option } from 'commander';
import type { Label } from '#shared/domain/images.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { FlawsmithError, deserializeError, serializeError } from '#shared/errors.ts';
import type { AskedScale } from '#studio/dataset/depth.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';
import { parseDepth, parseRange } from '../scaleOptions.ts';
import { withProduct } from '../session.ts';
import { skippedRows } from '../skippedRows.ts';

interface ImportOptions {
  session?: string;
  sessions?: string;
  label?: Label;
  layout?: string;
  dryRun?: boolean;
  depth?: AskedScale;
  range?: AskedScale;
}

export function importCommand(): Command {
  return new Command('import')
    .description('add the pictures of a folder to a product; they stay where they are')
    .argument('<product>', 'product folder, made if absent')
    .argument('<folder>', 'pictures of good parts, or a data set in a known layout (docs/layouts.md); recursively')
    .option('--dry-run', 'say what the folder would be taken for, and write nothing')
    .option('--layout <name>', 'how the folder is laid out, where it is taken for something else')
    .option('--session <name>', 'capture session of all pictures')
    .addOption(
      new Option(
        '--sessions <csv>',
        'file,session,part of each picture; FOLDER/sessions.csv is used where it is there',
      ).conflicts('session'),
    )
    .addOption(
      new Option('--label <label>', 'what all pictures show; those in the product already are relabelled').choices([
        'normal',
        'anomalous',
      ]),
    )
    .addOption(
      new Option(
        '--depth <bits>',
        'bits that the camera fills in 16-bit files, once a product; auto: by the good parts',
      )
        .conflicts('range')
        .argParser(parseDepth),
    )
    .option(
      '--range <low,high>',
      'values of float, 32- and 16-bit files that are black and white, once a product',
      parseRange,
    )
    .action((product: string, folder: string, options: ImportOptions, command: Command) =>
      perform(command, (context) => importInto(context, userPath(product), userPath(folder), options)),
    );
}

async function importInto(
  { output, signal }: CommandContext,
  dir: string,
  folder: string,
  { session, sessions, label, layout, depth, range, dryRun = false }: ImportOptions,
): Promise<void> {
  const { ownSessions } = await import('#studio/dataset/sessions.ts');
  const found = session === undefined ? ownSessions(folder) : undefined;
  const sessionsFile = sessions === undefined ? found : userPath(sessions);
  if (sessions === undefined && found !== undefined) output.log(`Capture sessions are taken from ${found}`);
  const options = {
    ...{ session, sessionsFile, label, layout, scale: range ?? depth, signal },
    who: 'command line',
    onProgress: (done: number, total: number) => output.progress(null, `Reading ${done}/${total}`),
  };
  let report: ImportReport;
  try {
    report = await (dryRun ? dry(dir, folder, options) : real(dir, folder, options));
  } catch (error) {
    if (error instanceof FlawsmithError && 'report' in error && !dryRun)
      printFiles(output, folder, error.report as ImportReport);
    throw error;
  }
  if (!dryRun) {
    printFiles(output, folder, report);
    await openForWindow(output, folder);
  }
  if (report.refused.length > 0) process.exitCode = exitCodes.failure;
  printReport(output, dir, sessionsFile, report, dryRun);
}

/** The window shows the pictures of a folder that its user typed here; where that cannot be kept, the import stands. */
async function openForWindow(output: Output, folder: string): Promise<void> {
  const { openToWindow } = await import('#studio/workspace/userFolders.ts');
  try {
    const opened = await openToWindow(folder);
    if (opened !== null) output.log(`The studio's window shows pictures of ${opened} from now on.`);
  } catch (error) {
    output.log(`The studio's window will not show these pictures: ${serializeError(error).message}`);
  }
}

type Options = NonNullable<Parameters<typeof import('#studio/dataset/import.ts').importFolder>[2]>;

async function dry(dir: string, folder: string, options: Options): Promise<ImportReport> {
  const { dryRunImport } = await import('#studio/dataset/dryRun.ts');
  return dryRunImport(dir, folder, options);
}

/** The folder is understood before the product is made: a mistaken one leaves nothing behind. */
async function real(dir: string, folder: string, options: Options): Promise<ImportReport> {
  const { importFolder } = await import('#studio/dataset/import.ts');
  const { planImport } = await import('#studio/dataset/plan.ts');
  const plan = await planImport(folder, options);
  return withProduct(dir, { mode: 'write', create: true }, (product) =>
    importFolder(product, folder, { ...options, plan }),
  );
}

/** A row for each file that was not simply added. */
function printFiles(output: Output, folder: string, report: ImportReport): void {
  for (const { error } of report.refused) output.failure(deserializeError(error));
  for (const { file, skipped, count } of skippedRows(folder, report.skipped)) {
    if (output.isJson) output.row({ file, skipped, ...(count !== undefined && { count }) }, '');
    else output.log(`left out: ${file}${count === undefined ? '' : ` (${count} files)`}: ${skipped}`);
  }
  if (!output.isJson) return;
  for (const duplicate of report.duplicates) output.row({ event: 'duplicate', ...duplicate }, '');
  for (const file of report.withoutMask) output.row({ event: 'without-mask', file }, '');
  for (const relocated of report.relocated) output.row({ event: 'relocated', ...relocated }, '');
}

function printReport(
  output: Output,
  dir: string,
  sessionsFile: string | undefined,
  report: ImportReport,
  isDry: boolean,
): void {
  const { layout, folder, added, relabelled, images, masks, kinds, sessions, split } = report;
  const warnings = [...(split ? [noteInWords(split.why), ...splitWarnings(split)] : []), ...report.warnings];
  const counts = {
    ...{ added, relabelled, duplicates: report.duplicates.length, relocated: report.relocated.length },
    ...{ refused: report.refused.length, skipped: report.skipped.length },
  };
  const value = {
    ...{ product: dir, dryRun: isDry, layout, folder, ...counts, images, masks, kinds, sessions },
    ...{ sessionsFile: sessionsFile ?? null, warnings },
  };
  const words = [
    `${isDry ? 'Nothing was written. ' : ''}Understood as ${layout}${folder === '' ? '' : ` in ${folder}`}.`,
    `${added} added, ${relabelled} relabelled, ${counts.duplicates} already there, ${counts.relocated} found again, ${counts.refused} refused, ${counts.skipped} left out.`,
    ...images.map(({ split: side, label, count }) => `  ${side.padEnd(12)}${label.padEnd(11)}${count}`),
    `  masks: ${masks}`,
    ...(kinds.length > 0 ? [`  kinds: ${kinds.map(({ kind, count }) => `${kind} (${count})`).join(', ')}`] : []),
    `  capture sessions: ${sessions.join(', ')}`,
    ...warnings.map((warning) => `  ${warning}`),
  ];
  output.row(value, words.join('\n'));
}
