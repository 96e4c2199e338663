import { Command, Option } from 'commander';
import type { ListedPackage } from '#shared/contract/studio.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '#studio/product.ts';
import { numberOption, perform, userPath } from '../command.ts';
import { staleWords } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface ReleaseOptions {
  approve?: number;
  withdraw?: number;
  restore?: number;
  backTo?: number;
  name?: string;
  why?: string;
}

export function releasesCommand(): Command {
  const number = numberOption(1, 1e6);
  const one = (flags: string, words: string, others: string[]): Option =>
    new Option(flags, words).argParser(number).conflicts(others);
  return new Command('releases')
    .description('the releases of a product, newest last, and how each stands; approves, withdraws or goes back to one')
    .argument('<product>', 'product folder')
    .addOption(
      one('--approve <n>', 'say that it may go to the line; needs --name and --why', ['withdraw', 'restore', 'backTo']),
    )
    .addOption(one('--withdraw <n>', 'say that it must not be used any more; needs --why', ['restore', 'backTo']))
    .addOption(one('--restore <n>', 'take a withdrawal back; needs --why', ['backTo']))
    .addOption(one('--back-to <n>', 'withdraw all later ones; needs --why', []))
    .option('--name <text>', 'who approves')
    .option('--why <text>', 'reason, for the audit trail')
    .action((dir: string, options: ReleaseOptions, command: Command) =>
      perform(command, async ({ output }) => {
        const { listPackages } = await import('#studio/export/packages.ts');
        const changes = [options.approve, options.withdraw, options.restore, options.backTo];
        const isRead = changes.every((value) => value === undefined);
        if (isRead && (options.why !== undefined || options.name !== undefined)) {
          throw new FlawsmithError('usage', '--name and --why belong to a decision, and there is none.');
        }
        const list = async (product: Product): Promise<ListedPackage[]> => (await listPackages(product)).reverse();
        const rows = isRead
          ? await readBesideWriter(userPath(dir), list)
          : await withProduct(userPath(dir), { mode: 'write' }, async (product) => {
              await decide(product, options);
              return list(product);
            });
        for (const row of rows) output.row(rowOf(row), wordsOf(row));
      }),
    );
}

async function decide(product: Product, options: ReleaseOptions): Promise<void> {
  const { approveRelease, restoreRelease, rollBack, withdrawRelease } = await import('#studio/export/releases.ts');
  const { approve, withdraw, restore, backTo, name, why = '' } = options;
  if (approve !== undefined) await approveRelease(product, approve, { name, why });
  if (withdraw !== undefined) withdrawRelease(product, withdraw, { why });
  if (restore !== undefined) restoreRelease(product, restore, { why });
  if (backTo !== undefined) await rollBack(product, backTo, { why });
}

function rowOf(one: ListedPackage): object {
  const { release, run, dir, standing } = one;
  const { state, approved, withdrawn } = standing;
  const about = one.isReadable
    ? { whole: one.isWhole, problem: one.problem, createdAt: one.createdAt, stale: one.stale.map(describeStale) }
    : { whole: false, problem: one.problem.message, createdAt: null, stale: [] };
  return { release, run, package: dir, state, approved, withdrawn, ...about };
}

const stateWords = { inForce: 'in force', replaced: 'replaced', withdrawn: 'withdrawn' } as const;

function wordsOf(one: ListedPackage): string {
  const { release, run, dir, standing } = one;
  const mark = standing.withdrawn ?? standing.approved;
  const lines = [`${release}  ${stateWords[standing.state].padEnd(10)} ${run}  ${dir}`];
  if (mark) lines.push(`${mark.mark} by ${mark.name ?? mark.who} on ${mark.at.slice(0, 10)}: ${mark.why}`);
  if (one.isReadable) lines.push(...staleWords(one.stale.map(describeStale)));
  const problem = one.isReadable ? one.problem : one.problem.message;
  if (problem !== null) lines.push(problem);
  return lines.join('\n   ');
}
