import { Command, Option } from 'commander';
import { type AskedSplit, type SplitRecord, askedModes } from '#shared/domain/split.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { perform, userPath } from '../command.ts';
import { readBesideWriter, withProduct } from '../session.ts';

/** Who acts, for the audit trail. */
const who = 'command line';

export function splitCommand(): Command {
  return new Command('split')
    .description('show how the pictures are divided and why, or divide them anew')
    .argument('<product>', 'product folder')
    .addOption(
      new Option(
        '--by <what>',
        'keep whole capture sessions or whole parts together; auto: sessions where three or more can be parted',
      ).choices(askedModes),
    )
    .action((dir: string, { by }: { by?: AskedSplit }, command: Command) =>
      perform(command, async ({ output }) => {
        const { askSplit, readSplit } = await import('#studio/dataset/split.ts');
        const record =
          by === undefined
            ? await readBesideWriter(userPath(dir), readSplit)
            : await withProduct(userPath(dir), { mode: 'write' }, (product) => askSplit(product, by, who));
        output.row(rowOf(record), wordsOf(record));
      }),
    );
}

/** The record as it is printed: reason and warnings in words. */
export function rowOf({ by, why, chosen, sessions, parts, groups, images, ...record }: SplitRecord): object {
  return { by, why: noteInWords(why), chosen, sessions, parts, groups, images, warnings: splitWarnings(record) };
}

export function wordsOf(record: SplitRecord): string {
  const { why, sessions, parts, images } = record;
  const width = Math.max(0, ...sessions.map(({ session }) => session.length)) + 2;
  return [
    noteInWords(why),
    ...images.map(({ split, label, count }) => `  ${split.padEnd(12)}${label.padEnd(11)}${count}`),
    `  good parts: ${parts.train} train, ${parts.calibration} calibrate, ${parts.both} of them on both sides`,
    ...sessions.map(
      ({ session, split, ...counts }) =>
        `  ${session.padEnd(width)}${split.padEnd(12)}good parts ${counts.parts}, pictures ${counts.pictures}`,
    ),
    ...splitWarnings(record),
  ].join('\n');
}
