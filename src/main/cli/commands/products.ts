import { Command, Option } from 'commander';
import type { ProductLosses } from '#shared/contract/studio.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { KnownProduct } from '#studio/products/known.ts';
import { perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';
import { withProduct } from '../session.ts';

interface ProductOptions {
  rename?: string;
  delete?: string;
  duplicate?: string;
  yes?: boolean;
  withoutRuns?: boolean;
  state?: string;
}

/** Who acts, for the audit trail. */
const who = 'command line';

export function productsCommand(): Command {
  return new Command('products')
    .description('list the products that the studio knows; rename, delete or duplicate one')
    .argument('[value]', 'with --rename the new name, with --duplicate the folder of the copy')
    .addOption(
      new Option('--rename <product>', 'call it otherwise; its folder stays').conflicts(['delete', 'duplicate']),
    )
    .addOption(
      new Option('--delete <product>', 'remove what is the studio’s own; photographs and packages stay').conflicts(
        'duplicate',
      ),
    )
    .option('--duplicate <product>', 'copy it; the photographs are shared')
    .option('--yes', 'with --delete: delete, in place of saying what would be lost')
    .option('--without-runs', 'with --duplicate: pictures, labels and defect recipes alone')
    .option('--state <dir>', 'where the studio remembers its products, in place of the usual place')
    .action((value: string | undefined, options: ProductOptions, command: Command) =>
      perform(command, ({ output }) => act(output, value, options)),
    );
}

async function act(output: Output, value: string | undefined, options: ProductOptions): Promise<void> {
  const { KnownProducts } = await import('#studio/products/known.ts');
  const known = new KnownProducts(options.state === undefined ? undefined : userPath(options.state));
  checkUsage(value, options);
  if (options.rename !== undefined) {
    const product = known.rename(userPath(options.rename), value!, who);
    output.row({ renamed: true, ...product }, `${product.dir} is called ${product.name} now.`);
  } else if (options.duplicate !== undefined) {
    const withRuns = options.withoutRuns !== true;
    const copy = await known.duplicate(userPath(options.duplicate), { dir: userPath(value!), withRuns, who });
    const words = `${copy.name} is at ${copy.dir}, ${withRuns ? 'with its runs' : 'without runs'}.`;
    output.row({ duplicated: true, withRuns, ...copy }, `${words} The photographs are shared.`);
  } else if (options.delete !== undefined) {
    await remove(output, userPath(options.delete), known, options.yes === true);
  } else {
    for (const product of known.list()) print(output, product);
  }
}

function checkUsage(
  value: string | undefined,
  { rename, duplicate, delete: deleted, yes, withoutRuns }: ProductOptions,
) {
  const takesValue = rename !== undefined || duplicate !== undefined;
  if (takesValue && value === undefined) {
    const what = rename === undefined ? 'the folder of the copy' : 'the new name';
    throw new FlawsmithError('usage', `Missing: ${what}, after the product.`);
  }
  if (!takesValue && value !== undefined) throw new FlawsmithError('usage', `Not understood: ${value}`);
  if (yes && deleted === undefined) throw new FlawsmithError('usage', '--yes goes with --delete.');
  if (withoutRuns && duplicate === undefined)
    throw new FlawsmithError('usage', '--without-runs goes with --duplicate.');
}

interface Deletes {
  delete(dir: string): Promise<void>;
}

/** Opening it to write shows that nobody else has it open. */
async function remove(output: Output, dir: string, known: Deletes, isSure: boolean): Promise<void> {
  const { productLosses } = await import('#studio/products/losses.ts');
  const losses = await withProduct(dir, { mode: isSure ? 'write' : 'read' }, productLosses);
  if (isSure) await known.delete(losses.dir);
  output.row({ deleted: isSure, ...losses }, inWords(losses, isSure));
  if (!isSure) {
    throw new FlawsmithError('usage', 'Nothing was deleted.', { file: dir, hint: 'Add --yes to delete it for good.' });
  }
}

function inWords(
  { name, pictures, ownMasks, runs, trained, releases, priorSets, packages }: ProductLosses,
  isGone: boolean,
) {
  return [
    `${name}: ${isGone ? 'gone are' : 'these would be gone'}`,
    `  what was said of ${pictures} pictures, and ${ownMasks} masks made in the studio`,
    `  ${runs} runs, ${trained} of them trained; ${priorSets} defect recipes; the record of ${releases} releases`,
    `${isGone ? 'Stayed' : 'To stay'}: the photographs${packages.length > 0 ? ` and ${packages.join(', ')}` : ''}.`,
  ].join('\n');
}

function print(output: Output, { problem, damaged, ...product }: KnownProduct): void {
  if (problem) {
    output.failure(problem);
    process.exitCode = exitCodes.failure;
    return;
  }
  const { dir, name, pictures, good, runs } = product;
  output.row(product, `${name}\n  ${dir}\n  ${pictures} pictures, ${good} of them good; ${runs} runs`);
  for (const error of damaged) output.failure(error);
  if (damaged.length > 0) process.exitCode = exitCodes.failure;
}
