import { Command, Option } from 'commander';
import { FlawsmithError } from '#shared/errors.ts';
import type { RunLimits } from '#studio/evaluation/limits.ts';
import type { Product } from '#studio/product.ts';
import { numberOption, perform, userPath } from '../command.ts';
import { describeLimits } from '../limitWords.ts';
import { withProduct } from '../session.ts';

interface LimitOptions {
  run?: string;
  accept?: number;
  reject?: number;
  why?: string;
  learned?: boolean;
}

export function limitsCommand(): Command {
  const parse = numberOption(0, 1, false);
  return new Command('limits')
    .description('the limits in force of a run and what its good parts say of them; moves them, or goes back')
    .argument('<product>', 'product folder')
    .option('--run <id>', 'the run; the newest trained one where absent')
    .addOption(new Option('--accept <score>', 'OK below this score; the present one where absent').argParser(parse))
    .addOption(new Option('--reject <score>', 'NG from this score on; the present one where absent').argParser(parse))
    .option('--why <text>', 'reason of the move, for audit trail and certificate')
    .addOption(new Option('--learned', 'go back to the limits as learned').conflicts(['accept', 'reject']))
    .action((dir: string, options: LimitOptions, command: Command) =>
      perform(command, async ({ output }) => {
        const isRead = options.accept === undefined && options.reject === undefined && !options.learned;
        if (isRead && options.why !== undefined) {
          throw new FlawsmithError('usage', '--why says why limits are moved, and none is.', {
            hint: 'Add --accept, --reject or --learned.',
          });
        }
        const limits = await withProduct(userPath(dir), { mode: isRead ? 'read' : 'write' }, (product) =>
          act(product, options, isRead),
        );
        output.row(limits, `${limits.run}\n${describeLimits(limits).join('\n')}`);
      }),
    );
}

async function act(product: Product, options: LimitOptions, isRead: boolean): Promise<RunLimits> {
  const { moveLimits, readLimits, restoreLearned } = await import('#studio/evaluation/limits.ts');
  const present = readLimits(product, options.run);
  if (isRead) return present;
  if (options.learned) return restoreLearned(product, present.run, { why: options.why });
  const { accept: acceptLimit = present.acceptLimit, reject: rejectLimit = present.rejectLimit, why = '' } = options;
  return moveLimits(product, present.run, { acceptLimit, rejectLimit, why });
}
