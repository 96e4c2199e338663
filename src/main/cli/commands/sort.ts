import { Command, Option } from 'commander';
import { type Label, type Split, splits } from '#shared/domain/images.ts';
import { labelNoteInWords } from '#shared/domain/labelNotes.ts';
import { type PictureChange, pictureChangeSchema } from '#shared/domain/pictureChange.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { perform, userPath } from '../command.ts';
import { printChanged } from '../editRows.ts';
import { type Output, exitCodes } from '../output.ts';
import { withProduct } from '../session.ts';

interface SortOptions {
  as?: Label;
  kind?: string;
  split?: Split;
  session?: string;
  part?: string;
  out?: boolean;
  in?: boolean;
}

export function sortCommand(): Command {
  return new Command('sort')
    .description('change what is said of pictures: label, kind, side, session, part; leave them out or bring them back')
    .argument('<product>', 'product folder')
    .argument('<path...>', 'pictures, folders of pictures or patterns such as "day-1/*.png"')
    .addOption(new Option('--as <label>', 'what they show').choices(['normal', 'anomalous']))
    .option('--kind <name>', 'kind of defect, of pictures that are anomalous')
    .addOption(
      new Option('--split <side>', 'move them; anomalous ones test or train, and never calibrate').choices(splits),
    )
    .option('--session <name>', 'capture session')
    .option('--part <name>', 'physical part')
    .addOption(new Option('--out', 'leave them out of the product; the files stay').conflicts('in'))
    .option('--in', 'bring back what was left out')
    .action((dir: string, paths: string[], options: SortOptions, command: Command) =>
      perform(command, ({ output }) => sort(output, userPath(dir), paths, changeOf(options))),
    );
}

/** @throws FlawsmithError `usage` */
function changeOf({ as: label, kind, split, session, part, out, in: isBack }: SortOptions): PictureChange {
  const asked = { label, kind, split, session, part, out: out ? true : isBack ? false : undefined };
  const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  if (Object.keys(wanted).length === 0) {
    throw new FlawsmithError('usage', 'Nothing is asked of the pictures.', {
      hint: 'Add --as, --kind, --split, --session, --part, --out or --in.',
    });
  }
  const parsed = pictureChangeSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new FlawsmithError(
    'usage',
    `--${String(parsed.error.issues[0]!.path[0])} needs a name of 1 to 200 characters.`,
  );
}

async function sort(output: Output, dir: string, paths: readonly string[], change: PictureChange): Promise<void> {
  const { changePictures } = await import('#studio/dataset/edit/changePictures.ts');
  const { findPictures } = await import('#studio/dataset/edit/findPictures.ts');
  await withProduct(dir, { mode: 'write' }, async (product) => {
    const asked = paths.map((given) => ({ given, absolute: userPath(given) }));
    const { ids, failures } = findPictures(product, asked, { withLeftOut: change.out === false });
    const { changed, notes } = await changePictures(product, ids, change, 'command line');
    printChanged(output, changed);
    for (const note of notes) output.log(labelNoteInWords(note));
    const ownIds = new Set(ids);
    const named = changed.filter(({ after }) => ownIds.has(after.id)).length;
    const others = changed.length - named; // near-copies of what is given to training
    const withThem = others > 0 ? `, and ${others} that go with ${named === 1 ? 'it' : 'them'}` : '';
    output.log(`${named} of ${ids.length} pictures changed${withThem}.`);
    for (const failure of failures) output.failure(failure);
    if (failures.length > 0) process.exitCode = exitCodes.failure;
  });
}
