import { Command } from 'commander';
import { type CommandContext, perform, userPath } from '../command.ts';
import { describeMetrics, describeShare } from '../figures.ts';
import { type LearningOptions, addLearningOptions, budgetOf } from '../trainOptions.ts';
import { progressPrinter } from './train.ts';

interface BenchOptions extends LearningOptions {
  keep?: string;
  verbose?: boolean;
}

export function benchCommand(): Command {
  return addLearningOptions(
    new Command('bench')
      .description('import, train, export, score and evaluate one folder in a temporary product; one row of figures')
      .argument('<folder>', 'train/good, test/<kind>, ground_truth/<kind>; its sessions.csv is used'),
  )
    .option('--keep <dir>', 'leave DIR/product and DIR/package')
    .option('--verbose', 'show what the engine prints')
    .action((folder: string, options: BenchOptions, command: Command) =>
      perform(command, (context) => bench(context, userPath(folder), options)),
    );
}

async function bench({ output, signal }: CommandContext, folder: string, options: BenchOptions): Promise<void> {
  const { runBench } = await import('../bench.ts');
  const { seed, loss } = options;
  const keep = options.keep === undefined ? null : userPath(options.keep);
  const row = await runBench(
    { folder, budget: budgetOf(options), seed, loss, keep },
    {
      signal,
      onStage: (words) => output.log(`${words} …`),
      onProgress: output.isJson ? () => undefined : progressPrinter(output),
      onEngineLine: (line) => options.verbose && output.log(`engine: ${line}`),
    },
  );
  const words = [
    `${row.data}: ${row.steps} steps in ${row.trainSeconds} s on ${row.backend}, ${row.nTrain} good parts`,
    ...describeMetrics(row),
    `  overkill ${describeShare(row.overkill)}`,
    `  escape   ${describeShare(row.escape)}`,
    `  ${row.msPerImage} ms a picture, at most ${row.peakRssMb} MB of memory`,
  ];
  output.row(row, words.join('\n'));
}
