import { Command, Option } from 'commander';
import {
  type PixelSize,
  type StatedPixelSize,
  pixelSizes,
  sizesInWords,
  writtenLength,
} from '#shared/domain/pixelSize.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { SavedPixelSize } from '#studio/dataset/pixelSize.ts';
import { numberOption, perform, userPath } from '../command.ts';
import { exitCodes } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface ScaleOptions {
  mmPerPixel?: number;
  length?: number;
  pixels?: number;
  clear?: boolean;
}

const lengthOption = numberOption(1e-6, 1e9, false);

export function scaleCommand(): Command {
  return new Command('scale')
    .description('what a pixel of the photographs measures, in millimetres; sets it, or clears it')
    .argument('<product>', 'product folder')
    .addOption(
      new Option('--mm-per-pixel <x>', 'millimetres for each pixel of the photographs')
        .argParser(numberOption(pixelSizes.least, pixelSizes.most, false))
        .conflicts(['length', 'pixels']),
    )
    .addOption(new Option('--length <mm>', 'a known length on the part').argParser(lengthOption))
    .addOption(new Option('--pixels <n>', 'with --length: so many pixels it spans').argParser(lengthOption))
    .addOption(new Option('--clear', 'lengths are in pixels again').conflicts(['mmPerPixel', 'length', 'pixels']))
    .action((dir: string, options: ScaleOptions, command: Command) =>
      perform(command, async ({ output }) => {
        const { pixelSize, sizes, damage } = await act(userPath(dir), options);
        output.row(
          { mmPerPixel: pixelSize?.mmPerPixel ?? null, source: pixelSize?.source ?? null },
          wordsOf(pixelSize),
        );
        if (damage) output.failure(damage);
        if (damage) process.exitCode = exitCodes.failure;
        const warning = pixelSize && sizesInWords(sizes);
        if (warning) output.row({ warning, sizes }, warning);
      }),
    );
}

async function act(dir: string, options: ScaleOptions): Promise<SavedPixelSize> {
  const stated = statedIn(options);
  const { savePixelSize, savedPixelSize } = await import('#studio/dataset/pixelSize.ts');
  if (stated === undefined) return readBesideWriter(dir, savedPixelSize);
  return withProduct(dir, { mode: 'write' }, (product) => savePixelSize(product, stated, 'command line'));
}

/** @throws FlawsmithError `usage` for one half of a known length */
function statedIn({ mmPerPixel, length, pixels, clear }: ScaleOptions): StatedPixelSize | null | undefined {
  if ((length === undefined) !== (pixels === undefined)) {
    throw new FlawsmithError('usage', '--length MM and --pixels N go together.', { hint: 'Name both, or neither.' });
  }
  if (clear) return null;
  if (mmPerPixel !== undefined) return { mmPerPixel };
  return length === undefined ? undefined : { mm: length, pixels: pixels! };
}

function wordsOf(pixelSize: PixelSize | null): string {
  if (!pixelSize) return 'No scale: lengths are in pixels of the photographs.';
  const { mmPerPixel, source } = pixelSize;
  const how = source.by === 'typed' ? 'as typed' : `measured: ${source.mm} mm over ${source.pixels} px`;
  return `A pixel of the photographs measures ${writtenLength(mmPerPixel)} mm (${how}).`;
}
