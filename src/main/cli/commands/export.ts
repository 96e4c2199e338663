import { Command } from 'commander';
import type { Manifest } from '#shared/domain/manifest.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import type { ExportReport } from '#studio/export/exportPackage.ts';
import { perform, userPath } from '../command.ts';
import { describeLimits } from '../limitWords.ts';
import { staleWords } from '../output.ts';
import { cacheProgress, withEngine, withProduct } from '../session.ts';

interface ExportCommandOptions {
  out: string;
  run?: string;
  verbose?: boolean;
}

const steps = {
  model: 'Writing the model',
  parity: 'Comparing it with the trained one',
  package: 'Sealing the package',
} as const;

function verdictWords({ verdictsEqual, verdictsDiffering = 0 }: Manifest['parity']): string {
  if (verdictsEqual) return 'all verdicts equal';
  return `verdicts equal but for ${verdictsDiffering}, whose scores lie within the tolerance of a limit`;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('export a trained run as a package, after the exported model has said the same as the trained one')
    .argument('<product>', 'product folder')
    .requiredOption('--out <package>', 'folder to write: absent, empty, or an earlier package')
    .option('--run <id>', 'the run; the newest trained one where absent')
    .option('--verbose', 'show what the engine prints')
    .action((dir: string, options: ExportCommandOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { exportPackage } = await import('#studio/export/exportPackage.ts');
        const { chooseTrainedRun } = await import('#studio/training/chooseRun.ts');
        const { staleOfRun } = await import('#studio/staleness.ts');
        const { report, stale } = await withProduct(userPath(dir), { mode: 'write' }, async (product) => {
          const chosen = chooseTrainedRun(product, options.run); // fails before the engine is started
          const made = await withEngine(output, options.verbose === true, (engine) =>
            exportPackage(product, engine, userPath(options.out), options.run, {
              signal,
              onCache: cacheProgress(output),
              onStep: (step) => output.progress(null, `${steps[step]} …`),
            }),
          );
          return { report: made, stale: staleOfRun(product, chosen).map(describeStale) };
        });
        const { package: dirOut, run, release, manifest } = report;
        const { parity, limits } = manifest;
        output.row({ package: dirOut, run, release, parity, limits, stale }, wordsOf(report, stale));
      }),
    );
}

function wordsOf({ package: dir, run, release, manifest }: ExportReport, stale: readonly string[]): string {
  const { parity, limits } = manifest;
  return [
    `${run} is exported as release ${release} to ${dir}`,
    `The exported model agrees with the trained one on ${parity.images} pictures: scores to ` +
      `${parity.maxScoreDifference.toExponential(1)}, maps to ${parity.maxMapDifference.toExponential(1)}, ${verdictWords(parity)}.`,
    ...describeLimits(limits),
    ...staleWords(stale),
  ].join('\n');
}
