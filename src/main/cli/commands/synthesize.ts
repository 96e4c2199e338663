import { join } from 'node:path';
import { Command, Option } from 'commander';
import { recognise, recognisedInWords } from '#shared/domain/recallCode.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '#studio/product.ts';
import type { SynthesisOrder } from '#studio/synthesis/synthesizeToFolder.ts';
import { numberOption, perform, seedOption, userPath } from '../command.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withProduct } from '../session.ts';
import { parseSize } from '../trainOptions.ts';

interface SynthesizeOptions {
  count?: number;
  seed: number;
  recall?: string;
  out: string;
  priors?: string;
  size: number;
}

export function synthesizeCommand(): Command {
  return new Command('synthesize')
    .description('draw pseudo-defects on good parts, as training with this seed would see them')
    .argument('<product>', 'product folder')
    .option('--count <n>', 'how many pictures; one with --recall', numberOption(1, 1_000_000))
    .option('--seed <n>', 'decides all that is drawn at random', seedOption, 0)
    .requiredOption('--out <dir>', 'folder for NNNN.png, NNNN_mask.png and drawn.json')
    .addOption(priorsOption())
    .addOption(
      new Option('--recall <code>', 'the one picture that a code of the bench names').conflicts([
        ...['count', 'seed', 'priors'],
      ]),
    )
    .option('--size <px>', 'side of the pictures', parseSize, defaultSize)
    .action((dir: string, options: SynthesizeOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { synthesizeToFolder } = await import('#studio/synthesis/synthesizeToFolder.ts');
        const { size, recall } = options;
        const out = userPath(options.out);
        if (recall === undefined && options.count === undefined)
          throw new FlawsmithError('usage', 'How many pictures? Name --count N, or one of the bench by --recall CODE.');
        const { count, seed, recognised } = await withProduct(userPath(dir), { mode: 'read' }, async (product) => {
          const wanted = await wantedOf(product, options);
          const { madeOf, ...order } = wanted;
          const [first] = await synthesizeToFolder(
            product,
            { ...order, size, out },
            {
              signal,
              onCache: cacheProgress(output),
              onPicture: (picture, done) => {
                if (!output.isJson) return output.progress(null, `Drawing ${done}/${wanted.count}`);
                output.row({ ...picture, image: join(out, picture.image), mask: join(out, picture.mask) }, '');
              },
            },
          );
          const recognised = madeOf === undefined ? undefined : recognise(madeOf, first!.madeOf);
          return { ...order, recognised };
        });
        output.row(
          { out, count, seed, size, drawn: join(out, 'drawn.json'), recognised },
          `${count} pictures with masks in ${out}`,
        );
        const words = recognised && recognisedInWords[recognised];
        if (words) output.log(words);
      }),
    );
}

/** @property madeOf what a code says of what its picture was made of; absent where none was asked for */
type Wanted = Pick<SynthesisOrder, 'count' | 'seed' | 'from' | 'priorSet'> & { madeOf?: string | null };

/** The pictures that were asked for: numbers from 0, or the one that a code names. */
async function wantedOf(product: Product, { count = 1, seed, recall, priors }: SynthesizeOptions): Promise<Wanted> {
  if (recall === undefined) return { count, seed, from: 0, priorSet: await chosenPriors(priors) };
  const { recallPicture } = await import('#studio/synthesis/recall.ts');
  const { number, priorSet, seed: recalled, madeOf } = recallPicture(product, recall);
  return { count: 1, seed: recalled, from: number, priorSet, madeOf };
}
