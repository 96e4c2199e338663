import { Command } from 'commander';
import { defaultSize } from '#shared/domain/runs.ts';
import { type CommandContext, numberOption, perform, userPath } from '../command.ts';
import { describeMetrics, describeShare } from '../figures.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { type LearningOptions, addLearningOptions, budgetOf, parseSize } from '../trainOptions.ts';
import { type Without, ablationOf, parseWithout, requireLevels, withoutNames } from '../without.ts';
import type { BenchOrder } from '../bench.ts';
import { progressPrinter } from './train.ts';

/** Evidence to leave out; without `moved` parts are seen as photographed alone. */
function leftOut({ without = [] }: BenchOptions): Pick<BenchOrder, 'without' | 'ablation' | 'moved'> {
  return {
    without,
    ...(without.length > 0 && { ablation: ablationOf(without) }),
    ...(without.includes('moved') && { moved: 0 }),
  };
}

interface BenchOptions extends LearningOptions {
  size: number;
  priors?: string;
  normals?: number;
  without?: Without;
  real: number;
  unused?: boolean;
  keep?: string;
  verbose?: boolean;
}

export function benchCommand(): Command {
  return addLearningOptions(
    new Command('bench')
      .description('import, train, export, score and evaluate one folder in a temporary product; one row of figures')
      .argument('<folder>', 'train/good, test/<kind>, ground_truth/<kind>; its sessions.csv is used'),
  )
    .option('--size <px>', 'side of the working picture', parseSize, defaultSize)
    .addOption(priorsOption())
    .option('--normals <n>', 'import only so many of the good parts, drawn by the seed', numberOption(2, 1_000_000))
    .option(
      '--without <names>',
      `leaves evidence out of training, score, map and graph alike, NAME,NAME of ${withoutNames.join(', ')}`,
      parseWithout,
    )
    .option(
      '--real <n>',
      'so many defective test pictures with masks, drawn by the seed evenly over kinds, leave the test and are learned from',
      numberOption(0, 1_000_000),
      0,
    )
    .option('--unused', 'with --real: they leave the test and are not learned from')
    .option('--keep <dir>', 'leave DIR/product and DIR/package')
    .option('--verbose', 'show what the engine prints')
    .action((folder: string, options: BenchOptions, command: Command) =>
      perform(command, (context) => bench(context, userPath(folder), options)),
    );
}

async function bench({ output, signal }: CommandContext, folder: string, options: BenchOptions): Promise<void> {
  requireLevels(options.without ?? [], options.backbone);
  const { runBench } = await import('../bench.ts');
  const { seed, size, loss, backbone, moved, real, unused = false, normals = null } = options;
  const priorSet = await chosenPriors(options.priors);
  const keep = options.keep === undefined ? null : userPath(options.keep);
  const row = await runBench(
    {
      folder,
      budget: budgetOf(options),
      seed,
      size,
      loss,
      backbone,
      moved,
      priorSet,
      normals,
      real: { count: real, areUsed: !unused },
      keep,
      ...leftOut(options),
    },
    {
      signal,
      onStage: (words) => output.log(`${words} …`),
      onProgress: output.isJson ? () => undefined : progressPrinter(output),
      onEngineLine: (line) => options.verbose && output.log(line),
    },
  );
  const words = [
    `${row.data}, ${row.backbone}: ${row.steps} steps in ${row.trainSeconds} s on ${row.backend}, ${row.nTrain} good parts`,
    ...describeMetrics(row),
    `  overkill ${describeShare(row.overkill)}`,
    `  escape   ${describeShare(row.escape)}`,
    `  ${row.msPerImage} ms a picture, at most ${row.peakRssMb} MB of memory`,
  ];
  output.row(row, words.join('\n'));
}
