import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { numberOption, perform, userPath } from '../command.ts';
import { describeMetrics } from '../figures.ts';
import { progressPrinter } from './train.ts';

export function demoCommand(): Command {
  return new Command('demo')
    .description('render the sample product and run it through the whole job; what is there already is not done again')
    .argument('[dir]', 'folder for pictures, product, package and results; ~/Flawsmith/sample where absent')
    .option('--minutes <n>', 'training time', numberOption(0.1, 600, false), 1)
    .option('--steps <n>', 'train this many steps instead', numberOption(1, 1e6))
    .action((dir: string | undefined, options: { minutes: number; steps?: number }, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { runDemo } = await import('../demo.ts');
        const root = dir === undefined ? join(homedir(), 'Flawsmith', 'sample') : userPath(dir);
        const budget = options.steps === undefined ? { minutes: options.minutes } : { steps: options.steps };
        const report = await runDemo(root, budget, {
          signal,
          onStage: (words) => output.log(words),
          onProgress: progressPrinter(output),
        });
        const lines = [
          `Done. On ${report.figures.nNormal} good and ${report.figures.nAnomalous} defective test pictures:`,
          ...describeMetrics(report.figures),
          `  ${report.figures.limits.statement}`,
          'Results:',
          ...Object.entries(report.paths).map(([name, path]) => `  ${name.padEnd(9)} ${path}`),
        ];
        output.row(report, lines.join('\n'));
      }),
    );
}
