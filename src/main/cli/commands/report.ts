import { Command, Option } from 'commander';
import { type ReportLanguage, reportLanguages } from '#shared/locales/translator.ts';
import { perform, userPath } from '../command.ts';
import { staleWords } from '../output.ts';
import { readBesideWriter } from '../session.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description('writes what a run is worth as one HTML file, for paper and screen, that opens without a network')
    .argument('<product>', 'product folder')
    .requiredOption('--out <file>', 'HTML file to write; an earlier report is replaced')
    .option('--run <run>', 'the run, by id or name; the newest trained one where absent')
    .addOption(new Option('--language <language>', 'language of its words').choices(reportLanguages).default('en'))
    .action((dir: string, options: { out: string; run?: string; language: ReportLanguage }, command: Command) =>
      perform(command, async ({ output }) => {
        const { writeReport } = await import('#studio/report/writeReport.ts');
        const written = await readBesideWriter(userPath(dir), (product) =>
          writeReport(product, userPath(options.out), options.run, options.language),
        );
        const { report, run, bytes, isEvaluated, verdicts, pictures, stale } = written;
        const words = [
          `Report on ${run}: ${report} (${(bytes / 2 ** 20).toFixed(1)} MiB, ${pictures.printed} pictures).`,
          ...verdicts.slice(0, 1).map((verdict) => `${verdict}.`),
          ...(isEvaluated ? [] : [`${run} is not evaluated: the report has no figures on pictures.`]),
          ...staleWords(stale),
        ];
        output.row(written, words.join('\n'));
      }),
    );
}
