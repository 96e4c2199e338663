import type { Command } from 'commander';
import type { Edit } from '#shared/domain/edits.ts';
import { editInWords } from '#shared/domain/editWords.ts';
import { perform, userPath } from './command.ts';
import { printChanged } from './editRows.ts';
import type { Output } from './output.ts';
import { withProduct } from './session.ts';

/** Gives a command its product and its action: `undo` or `redo`, by its name. */
export const onStack = (command: Command): Command =>
  command
    .argument('<product>', 'product folder')
    .action((dir: string) =>
      perform(command, ({ output }) => step(output, userPath(dir), command.name() as 'undo' | 'redo')),
    );

async function step(output: Output, dir: string, name: 'undo' | 'redo'): Promise<void> {
  const { redoEdit, undoEdit } = await import('#studio/dataset/edit/undo.ts');
  const { changedBy } = await import('#studio/dataset/edit/changedBy.ts');
  await withProduct(dir, { mode: 'write' }, (product) => {
    const { changed, result } = changedBy(product, () =>
      name === 'undo' ? undoEdit(product, 'command line') : redoEdit(product, 'command line'),
    );
    if (changed.length > 0) printChanged(output, changed);
    else output.row(stepRow(result.edit), editInWords(result.edit));
    output.log(`${name === 'undo' ? 'Undone' : 'Done again'}: ${editInWords(result.edit)}.`);
    if (result.kept > 0) output.log(`${result.kept} were changed since by something else and stay as they are.`);
  });
}

/** What is no picture, such as limits and prior sets, has one row. */
const stepRow = ({ code, values, state }: Edit): object => ({ step: code, ...values, undone: state === 'undone' });
