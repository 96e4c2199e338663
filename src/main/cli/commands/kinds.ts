import { Command, Option } from 'commander';
import { kindColours } from '#shared/domain/labeling.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type CommandContext, numberOption, perform, userPath } from '../command.ts';
import { withProduct } from '../session.ts';

interface KindsOptions {
  rename?: string;
  to?: string;
  colour?: string;
  as?: number;
}

/** Who acts, for the audit trail. */
const who = 'command line';

export function kindsCommand(): Command {
  return new Command('kinds')
    .description('lists the kinds of defects of a product; calls one otherwise, makes two one, or gives one a colour')
    .argument('<product>', 'product folder')
    .option('--rename <kind>', 'the kind to call otherwise, on pictures, masks and in the list')
    .option('--to <name>', 'with --rename: its new name; where a kind is called so, the two become one')
    .option('--colour <kind>', 'the kind to give a colour')
    .addOption(new Option('--as <n>', 'with --colour: which one').argParser(numberOption(1, kindColours)))
    .action((dir: string, options: KindsOptions, command: Command) =>
      perform(command, (context) => kinds(context, userPath(dir), options)),
    );
}

async function kinds({ output }: CommandContext, dir: string, options: KindsOptions): Promise<void> {
  const { rename, to, colour, as } = options;
  if ((rename === undefined) !== (to === undefined)) throw pairs('--rename KIND', '--to NAME');
  if ((colour === undefined) !== (as === undefined)) throw pairs('--colour KIND', '--as N');
  const { colourKind, listKinds } = await import('#studio/labeling/kinds.ts');
  const { renameKind } = await import('#studio/labeling/renameKind.ts');
  const isChange = rename !== undefined || colour !== undefined;
  const rows = await withProduct(dir, { mode: isChange ? 'write' : 'read' }, async (product) => {
    if (rename !== undefined) {
      const { pictures, united } = await renameKind(product, { kind: rename, to: to! }, who);
      output.log(`${pictures} ${pictures === 1 ? 'picture' : 'pictures'} of the kind ${to} that were ${rename}.`);
      if (united > 0) output.log(`Masks of both kinds on one picture became one: ${united}.`);
    }
    if (colour !== undefined) colourKind(product, { kind: colour, colour: as! }, who);
    return listKinds(product);
  });
  for (const row of rows) output.row(row, `${row.letter}  ${row.kind}: ${row.pictures}, colour ${row.colour}`);
}

const pairs = (one: string, other: string): FlawsmithError =>
  new FlawsmithError('usage', `${one} and ${other} go together.`, { hint: 'Name both, or neither.' });
