import { Command, Option } from 'commander';
import { type DefectKind, defectKinds } from '#shared/domain/priors.ts';
import { type ToldApart, type ToldScope, toldScopes } from '#shared/domain/toldApart.ts';
import type { Product } from '#studio/product.ts';
import type { TellOrder } from '#studio/synthesis/tellApart.ts';
import { type CommandContext, numberOption, perform, seedOption, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withEngine, withProduct } from '../session.ts';
import { toldWords } from '../toldWords.ts';

interface LikenessOptions {
  kind: string;
  as?: DefectKind;
  priors?: string;
  count: number;
  seed: number;
  features?: ToldScope;
}

export function likenessCommand(): Command {
  return new Command('likeness')
    .description('how like the labelled defects of a kind forged ones are: size, shape, contrast, place')
    .argument('<product>', 'product folder')
    .requiredOption('--kind <kind>', 'kind of the labelled defects')
    .addOption(
      new Option('--as <kind>', 'forged kind; the one that they resemble unless said').choices([...defectKinds]),
    )
    .addOption(priorsOption())
    .option('--count <n>', 'pictures to forge', numberOption(10, 2000), 200)
    .option('--seed <n>', 'decides all that is drawn at random', seedOption, 0)
    .addOption(
      new Option(
        '--features [scope]',
        'and how well a small classifier on frozen features tells them apart; all: the whole recipe beside all labelled defects',
      )
        .choices([...toldScopes])
        .preset('kind'),
    )
    .action((dir: string, { priors, features, ...order }: LikenessOptions, command: Command) =>
      perform(command, async (context) => {
        const { output, signal } = context;
        const { judgeForged } = await import('#studio/synthesis/judgeForged.ts');
        const priorSet = await chosenPriors(priors);
        const { found, toldApart } = await withProduct(userPath(dir), { mode: 'read' }, async (product) => {
          const found = await judgeForged(product, { ...order, priorSet }, { signal, onCache: cacheProgress(output) });
          const asked = { ...order, as: found.as, priorSet };
          return { found, toldApart: features ? await tell(context, product, { ...asked, scope: features }) : null };
        });
        if (found.isTest)
          output.log('The labelled ones are test pictures: who tunes by them has seen something of the test.');
        const own = found.ownApart === null ? '' : `, halves of the real ones ${found.ownApart.toFixed(2)}`;
        const told =
          found.told === null
            ? 'too few to tell apart'
            : `told apart in ${wholePercent(found.told)} (50 %: not at all)`;
        output.row(
          toldApart ? { ...found, toldApart } : found,
          [
            `${found.forged} forged as ${found.as} beside ${found.real} real ${found.kind}: ${found.apart.toFixed(2)} deviations apart${own}; ${told}`,
            ...found.measures.map(({ measure, apart }) => `  ${measure.padEnd(10)} ${apart.toFixed(2)}`),
            `  too faint to see ${wholePercent(found.faint)} (real ones ${wholePercent(found.realFaint)}), too coarse ${wholePercent(found.coarse)}`,
            ...(toldApart ? toldWords(toldApart).map((line) => `  ${line}`) : []),
          ].join('\n'),
        );
      }),
    );
}

async function tell({ output, signal }: CommandContext, product: Product, order: TellOrder): Promise<ToldApart> {
  const { tellApart } = await import('#studio/synthesis/tellApart.ts');
  return tellApart(product, order, (work) => withEngine(output, false, work), {
    signal,
    onCache: cacheProgress(output),
    onForged: (done, total) => output.progress(null, `Forging ${done}/${total}`),
    onDescribed: (done, total) => output.progress(null, `Telling them apart ${done}/${total}`),
  });
}
