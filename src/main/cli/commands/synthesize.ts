import { join } from 'node:path';
import { Command } from 'commander';
import { defaultSize } from '#shared/domain/runs.ts';
import { numberOption, perform, seedOption, userPath } from '../command.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withProduct } from '../session.ts';
import { parseSize } from '../trainOptions.ts';

interface SynthesizeOptions {
  count: number;
  seed: number;
  out: string;
  priors?: string;
  size: number;
}

export function synthesizeCommand(): Command {
  return new Command('synthesize')
    .description('draw pseudo-defects on good parts, as training with this seed would see them')
    .argument('<product>', 'product folder')
    .requiredOption('--count <n>', 'how many pictures', numberOption(1, 1_000_000))
    .option('--seed <n>', 'decides all that is drawn at random', seedOption, 0)
    .requiredOption('--out <dir>', 'folder for NNNN.png, NNNN_mask.png and drawn.json')
    .addOption(priorsOption())
    .option('--size <px>', 'side of the pictures', parseSize, defaultSize)
    .action((dir: string, options: SynthesizeOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { synthesizeToFolder } = await import('#studio/synthesis/synthesizeToFolder.ts');
        const { count, seed, size, priors } = options;
        const out = userPath(options.out);
        const priorSet = await chosenPriors(priors);
        await withProduct(userPath(dir), { mode: 'read' }, (product) =>
          synthesizeToFolder(
            product,
            { count, seed, size, out, priorSet },
            {
              signal,
              onCache: cacheProgress(output),
              onPicture: (picture, done) => {
                if (!output.isJson) return output.progress(null, `Drawing ${done}/${count}`);
                output.row({ ...picture, image: join(out, picture.image), mask: join(out, picture.mask) }, '');
              },
            },
          ),
        );
        output.row(
          { out, count, seed, size, drawn: join(out, 'drawn.json') },
          `${count} pictures with masks in ${out}`,
        );
      }),
    );
}
