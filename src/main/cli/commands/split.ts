import { Command, Option } from 'commander';
import { type AskedSplit, type SplitRecord, askedModes } from '#shared/domain/split.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '#studio/product.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { cacheProgress, readBesideWriter, withEngine, withProduct } from '../session.ts';

interface SplitOptions {
  by?: AskedSplit;
  nameSessions?: boolean;
}

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
    .option('--name-sessions', 'take the recordings that were found among the pictures as capture sessions')
    .action((dir: string, options: SplitOptions, command: Command) =>
      perform(command, async (context) => {
        const { readSplit } = await import('#studio/dataset/split.ts');
        const isChange = options.by !== undefined || options.nameSessions === true;
        const record = isChange
          ? await withProduct(userPath(dir), { mode: 'write' }, (product) => change(context, product, options))
          : await readBesideWriter(userPath(dir), readSplit);
        context.output.row(rowOf(record), wordsOf(record));
      }),
    );
}

async function change(context: CommandContext, product: Product, options: SplitOptions): Promise<SplitRecord> {
  const { askSplit, readSplit } = await import('#studio/dataset/split.ts');
  const { nameSessions } = await import('#studio/dataset/nearCopies.ts');
  await lookForCopies(context, product);
  if (options.nameSessions) nameSessions(product, who);
  return options.by === undefined ? readSplit(product) : askSplit(product, options.by, who);
}

/** Without an engine near-copies are told by their fingerprints alone, and that is said. */
async function lookForCopies({ output, signal }: CommandContext, product: Product): Promise<void> {
  const { tellNearCopies, wantsDescribing } = await import('#studio/dataset/nearCopies.ts');
  if (!wantsDescribing(product)) return;
  try {
    await withEngine(output, false, (engine) =>
      tellNearCopies(product, engine, who, { signal, onCache: cacheProgress(output) }),
    );
  } catch (error) {
    if (!(error instanceof FlawsmithError) || error.code !== 'engine-unavailable') throw error;
    output.log(`Near-copies are told by their fingerprints alone. ${error.message}`);
  }
}

/** The record as it is printed: reason and warnings in words. */
function rowOf({ by, why, chosen, sessions, parts, groups, images, ...record }: SplitRecord): object {
  return { by, why: noteInWords(why), chosen, sessions, parts, groups, images, warnings: splitWarnings(record) };
}

function wordsOf(record: SplitRecord): string {
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
