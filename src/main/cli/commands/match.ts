import { Command } from 'commander';
import { perform, userPath } from '../command.ts';
import { cacheProgress, withProduct } from '../session.ts';

/** Fewer defects than this say little of a range. */
const fewDefects = 3;

export function matchCommand(): Command {
  return new Command('match')
    .description('estimates the ranges of a kind from its labelled defects, as a defect recipe (a prior set)')
    .argument('<product>', 'product folder')
    .requiredOption('--kind <kind>', 'kind of the labelled defects')
    .action((dir: string, { kind }: { kind: string }, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { matchKind } = await import('#studio/synthesis/matchKind.ts');
        const found = await withProduct(userPath(dir), { mode: 'read' }, (product) =>
          matchKind(product, kind, { signal, onCache: cacheProgress(output) }),
        );
        const { priorSet, resembles, defects, pictures, unseen, isTest } = found;
        output.log(
          `${defects} defects in ${pictures} pictures, most like a ${resembles}: its size, contrast and count are theirs, 10th to 90th hundredth.`,
        );
        if (defects < fewDefects) output.log(`So few defects say little of a range: ${defects}.`);
        if (unseen > 0) output.log(`Pictures of this kind without a mask that shows it at 256 px: ${unseen}.`);
        if (isTest)
          output.log('They are test pictures: what is trained with these ranges has seen something of its test.');
        output.row(priorSet, JSON.stringify(priorSet, null, 2));
      }),
    );
}
