import { Command } from 'commander';
import { FlawsmithError } from '#shared/errors.ts';
import { perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check that a package is whole and every file of it unchanged')
    .argument('<package>', 'folder of the exported package')
    .option('--golden', 'also score the golden pictures here and compare with what was recorded at export')
    .action((dir: string, options: { golden?: boolean }, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const ok =
          (await checkFiles(userPath(dir), output)) && (!options.golden || (await checkPictures(dir, output, signal)));
        if (!ok) process.exitCode = exitCodes.failure;
      }),
    );
}

async function checkFiles(dir: string, output: Output): Promise<boolean> {
  const { verifyPackage } = await import('#scoring/verify.ts');
  const report = await verifyPackage(dir);
  for (const { file, kind, message } of report.problems) {
    output.failure(
      new FlawsmithError('package-damaged', `${file} ${message} (${kind})`, {
        file,
        hint: 'Do not score with this package. Copy it again from where it was exported, or export it again.',
      }),
    );
  }
  const { ok, files, sideFiles } = report;
  for (const file of sideFiles) output.log(`Not part of the package, and not read: ${file}`);
  if (ok) output.row({ package: report.dir, ok, files, sideFiles }, `Whole: ${files} files, all unchanged.`);
  return ok;
}

async function checkPictures(dir: string, output: Output, signal: AbortSignal): Promise<boolean> {
  const { openGuarded } = await import('#scoring/guardedSession.ts');
  const opened = await openGuarded(userPath(dir), { signal });
  try {
    const report = await opened.checkGolden();
    for (const row of report.rows) {
      const difference = `score differs by ${row.scoreDifference.toExponential(1)}`;
      output.row(row, `${row.file}  ${row.verdict}  ${difference}  ${row.ok ? 'as at export' : 'NOT as at export'}`);
    }
    return report.ok;
  } finally {
    await opened.close();
  }
}
