import { basename } from 'node:path';
import { Command } from 'commander';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import type { CheckResult } from '#studio/dataset/check/index.ts';
import type { Product } from '#studio/product.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { describeOdd } from '../oddWords.ts';
import { cacheProgress, readBesideWriter, withEngine, withProduct } from '../session.ts';

interface CheckOptions {
  all?: boolean;
  keep?: string[];
  again?: string[];
}

/** Who acts, for the audit trail. */
const who = 'command line';

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'name odd pictures: soft, dark, tinted, of another size or part, near-copies, and what leaks into the test',
    )
    .argument('<product>', 'product folder')
    .option('--all', 'those too that were looked at and kept')
    .option('--keep <file...>', 'note that these pictures were looked at and stay: they are named no more')
    .option('--again <file...>', 'name these pictures again')
    .action((dir: string, options: CheckOptions, command: Command) =>
      perform(command, async (context) => {
        const isChange = options.keep !== undefined || options.again !== undefined;
        const work = (product: Product): Promise<void> => check(context, product, options);
        await (isChange ? withProduct(userPath(dir), { mode: 'write' }, work) : readBesideWriter(userPath(dir), work));
      }),
    );
}

async function check(context: CommandContext, product: Product, options: CheckOptions): Promise<void> {
  const { checkProduct } = await import('#studio/dataset/check/index.ts');
  const { output, signal } = context;
  const why = await describe(context, product);
  const onMeasured = (done: number, total: number): void => output.progress(null, `Measuring ${done}/${total}`);
  let result = await checkProduct(product, { signal, onMeasured });
  if (options.keep || options.again) {
    await note(product, result, options);
    result = await checkProduct(product, { signal });
  }
  printRows(context, result, options.all === true);
  printRest(context, result, why);
}

/** @returns why other parts cannot be told, or null */
async function describe({ output, signal }: CommandContext, product: Product): Promise<string | null> {
  const { describeGood, wantsDescribing } = await import('#studio/dataset/check/describe.ts');
  if (!wantsDescribing(product)) return null;
  if (product.mode === 'read') return 'Another program writes to the product, or nothing can be written there.';
  const onDescribed = (done: number, total: number): void => output.progress(null, `Comparing parts ${done}/${total}`);
  try {
    await withEngine(output, false, (engine) =>
      describeGood(product, engine, { signal, onCache: cacheProgress(output), onDescribed }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof FlawsmithError) || error instanceof CancelledError) throw error;
    return error.message;
  }
}

/** @throws FlawsmithError `not-found` where nothing odd was found of a file that was named */
async function note(product: Product, { odd }: CheckResult, { keep = [], again = [] }: CheckOptions): Promise<void> {
  const { lookAt } = await import('#studio/dataset/check/index.ts');
  const rowsOf = (names: readonly string[]): CheckResult['odd'] =>
    names.flatMap((name) => {
      const rows = odd.filter(({ file }) => file === userPath(name) || basename(file) === name);
      if (rows.length > 0) return rows;
      throw new FlawsmithError('not-found', `Nothing odd is known of ${name}`, {
        file: name,
        hint: 'Name a picture as `check --all` prints it.',
      });
    });
  const [kept, back] = [rowsOf(keep), rowsOf(again)];
  lookAt(product, kept, true, who);
  lookAt(product, back, false, who);
}

function printRows({ output }: CommandContext, { odd }: CheckResult, isAll: boolean): void {
  for (const row of odd) {
    if (row.isLookedAt && !isAll) continue;
    const { file, problem, value, way, usual, of, isLookedAt } = row;
    const figure = { value: round(value), way, ...(usual && { usual: usual.map((end) => end && round(end)) }) };
    output.row(
      { file, problem, ...figure, ...(of !== null && { of: of.file }), ...(isAll && { lookedAt: isLookedAt }) },
      `${problem.padEnd(11)}${file}: ${describeOdd(row)}${isLookedAt ? ' (looked at)' : ''}`,
    );
  }
}

/** Four digits: more say nothing. */
const round = (value: number): number => Number(value.toPrecision(4));

function printRest({ output }: CommandContext, result: CheckResult, why: string | null): void {
  const { odd, good, undescribed, unread } = result;
  for (const { error } of unread) output.log(`not looked at: ${error.message}`);
  const isFew = good.n < good.least;
  if (isFew) {
    output.log(
      `Blur, exposure, colour, size and other parts are left out: ${good.n} good pictures of ${good.least} that are needed.`,
    );
  } else if (undescribed > 0) {
    const reason = why ?? `${undescribed} good pictures were not compared.`;
    if (output.isJson) output.row({ leftOut: 'other-part', why: reason }, '');
    output.log(`Other parts are left out. ${reason}`);
  }
  const open = odd.filter(({ isLookedAt }) => !isLookedAt);
  const pictures = new Set(open.map(({ image }) => image)).size;
  output.log(`${pictures} to check, ${odd.length - open.length} looked at before; ${good.n} good pictures compared.`);
}
