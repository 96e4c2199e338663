import { Command, Option } from 'commander';
import type { ImageRecord } from '#shared/domain/images.ts';
import { shareOfPainted } from '#shared/domain/painted.ts';
import type { Product } from '#studio/product.ts';
import type { PartForeground } from '#studio/synthesis/foregrounds.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { perform, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import type { Output } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface ForegroundOptions {
  picture?: string;
  set?: string;
  clear?: boolean;
  out?: string;
}

interface Told extends PartForeground {
  image: ImageRecord;
}

export function foregroundCommand(): Command {
  return new Command('foreground')
    .description(
      'where the part is in a picture, on which defects are placed; corrects it, or writes it as a mask; without a picture: those that were corrected',
    )
    .argument('<product>', 'product folder')
    .option('--picture <file>', 'the picture, by its path or the end of it')
    .addOption(
      new Option('--set <mask>', 'the part is what this mask of the picture marks').conflicts(['clear', 'out']),
    )
    .addOption(new Option('--clear', 'the part is as it is found again').conflicts('out'))
    .option('--out <mask>', 'PNG to write, white where the part is; --set takes it')
    .action((dir: string, options: ForegroundOptions, command: Command) =>
      perform(command, async ({ output }) => {
        const { picture, ...change } = options;
        if (picture !== undefined) return tell(output, await act(userPath(dir), { ...change, picture }));
        if (Object.keys(change).length > 0)
          throw new FlawsmithError('usage', 'This says nothing without --picture FILE.', { hint: 'Name the picture.' });
        const corrected = await readBesideWriter(userPath(dir), listCorrected);
        corrected.forEach((one) => tell(output, one));
        output.log(`Pictures in which the part was corrected: ${corrected.length}`);
      }),
    );
}

async function listCorrected(product: Product): Promise<Told[]> {
  const { listOwnPictures } = await import('#studio/dataset/ownAreas.ts');
  return listOwnPictures(product).flatMap(({ image, foreground }) =>
    foreground ? [{ image, painted: foreground, isCorrected: true }] : [],
  );
}

async function act(dir: string, { picture, set, clear, out }: ForegroundOptions & { picture: string }): Promise<Told> {
  const { foregroundOf, readPartMask, saveForeground, writePartMask } =
    await import('#studio/synthesis/foregrounds.ts');
  const { pictureNamed } = await import('#studio/dataset/ownAreas.ts');
  const find = (product: Product): ImageRecord =>
    pictureNamed(product, { given: picture, absolute: userPath(picture) });
  const told = async (product: Product, image: ImageRecord): Promise<Told> => ({
    image,
    ...(await foregroundOf(product, image)),
  });
  if (set === undefined && !clear) {
    const now = await readBesideWriter(dir, (product) => told(product, find(product)));
    if (out !== undefined) await writePartMask(now.painted, now.image, userPath(out));
    return now;
  }
  return withProduct(dir, { mode: 'write' }, async (product) => {
    const image = find(product);
    const painted = set === undefined ? null : await readPartMask(product, image, userPath(set));
    saveForeground(product, image, painted, 'command line');
    return told(product, image);
  });
}

function tell(output: Output, { image, painted, isCorrected }: Told): void {
  const share = shareOfPainted(painted);
  const how = isCorrected ? 'as it was corrected' : 'as it is found';
  output.row(
    { file: image.file, corrected: isCorrected, share },
    `The part covers ${wholePercent(share)} of ${image.file}, ${how}.`,
  );
}
