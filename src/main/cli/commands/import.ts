import { Command, Option } from 'commander';
import type { Label } from '#shared/domain/images.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { deserializeError } from '#shared/errors.ts';
import type { ImportReport } from '#studio/dataset/import.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';
import { withProduct } from '../session.ts';

interface ImportOptions {
  session?: string;
  sessions?: string;
  label?: Label;
}

export function importCommand(): Command {
  return new Command('import')
    .description('add the pictures of a folder to a product; they stay where they are')
    .argument('<product>', 'product folder, made if absent')
    .argument('<folder>', 'pictures of good parts, or train/good, test/<kind>, ground_truth/<kind>; recursively')
    .option('--session <name>', 'capture session of all pictures')
    .addOption(
      new Option(
        '--sessions <csv>',
        'file,session,part of each picture; FOLDER/sessions.csv is used where it is there',
      ).conflicts('session'),
    )
    .addOption(new Option('--label <label>', 'what all pictures show').choices(['normal', 'anomalous']))
    .action((product: string, folder: string, options: ImportOptions, command: Command) =>
      perform(command, (context) => importInto(context, userPath(product), userPath(folder), options)),
    );
}

async function importInto(
  { output, signal }: CommandContext,
  dir: string,
  folder: string,
  { session, sessions, label }: ImportOptions,
): Promise<void> {
  const { ownSessions } = await import('#studio/dataset/sessions.ts');
  const found = session === undefined ? ownSessions(folder) : undefined;
  const sessionsFile = sessions === undefined ? found : userPath(sessions);
  if (sessions === undefined && found !== undefined) output.log(`Capture sessions are taken from ${found}`);
  const { importFolder } = await import('#studio/dataset/import.ts');
  const report = await withProduct(dir, { mode: 'write', create: true }, (product) =>
    importFolder(product, folder, {
      session,
      sessionsFile,
      label,
      who: 'command line',
      signal,
      onProgress: (done, total) => output.progress(null, `Reading ${done}/${total}`),
    }),
  );
  printReport(output, dir, sessionsFile, report);
}

function printReport(output: Output, dir: string, sessionsFile: string | undefined, report: ImportReport): void {
  for (const { error } of report.refused) output.failure(deserializeError(error));
  if (report.refused.length > 0) process.exitCode = exitCodes.failure;
  if (output.isJson) {
    for (const duplicate of report.duplicates) output.row({ event: 'duplicate', ...duplicate }, '');
    for (const relocated of report.relocated) output.row({ event: 'relocated', ...relocated }, '');
  }
  const { added, duplicates, relocated, refused, images, sessions, split } = report;
  const warnings = [...(split ? [noteInWords(split.why), ...splitWarnings(split)] : []), ...report.warnings];
  const counts = { added, duplicates: duplicates.length, relocated: relocated.length, refused: refused.length };
  const value = { product: dir, ...counts, images, sessions, sessionsFile: sessionsFile ?? null, warnings };
  const words = [
    `${added} added, ${counts.duplicates} already there, ${counts.relocated} found again, ${counts.refused} refused.`,
    ...images.map(({ split, label, count }) => `  ${split.padEnd(12)}${label.padEnd(11)}${count}`),
    `  capture sessions: ${sessions.join(', ')}`,
    ...warnings.map((warning) => `  ${warning}`),
  ];
  output.row(value, words.join('\n'));
}
