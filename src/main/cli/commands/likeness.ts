import { Command, Option } from 'commander';
import { type DefectKind, defectKinds } from '#shared/domain/priors.ts';
import { numberOption, perform, seedOption, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withProduct } from '../session.ts';

interface LikenessOptions {
  kind: string;
  as?: DefectKind;
  priors?: string;
  count: number;
  seed: number;
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
    .action((dir: string, { priors, ...order }: LikenessOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { judgeForged } = await import('#studio/synthesis/judgeForged.ts');
        const priorSet = await chosenPriors(priors);
        const found = await withProduct(userPath(dir), { mode: 'read' }, (product) =>
          judgeForged(product, { ...order, priorSet }, { signal, onCache: cacheProgress(output) }),
        );
        if (found.isTest)
          output.log('The labelled ones are test pictures: who tunes by them has seen something of the test.');
        const own = found.ownApart === null ? '' : `, halves of the real ones ${found.ownApart.toFixed(2)}`;
        const told =
          found.told === null
            ? 'too few to tell apart'
            : `told apart in ${wholePercent(found.told)} (50 %: not at all)`;
        output.row(
          found,
          [
            `${found.forged} forged as ${found.as} beside ${found.real} real ${found.kind}: ${found.apart.toFixed(2)} deviations apart${own}; ${told}`,
            ...found.measures.map(({ measure, apart }) => `  ${measure.padEnd(10)} ${apart.toFixed(2)}`),
            `  too faint to see ${wholePercent(found.faint)} (real ones ${wholePercent(found.realFaint)}), too coarse ${wholePercent(found.coarse)}`,
          ].join('\n'),
        );
      }),
    );
}
