import { Command, Option } from 'commander';
import type { ImageRecord } from '#shared/domain/images.ts';
import { type IgnoreZone, isPainted, marginOf, noZones, shareJudged, warningInWords } from '#shared/domain/zones.ts';
import type { SavedZones } from '#studio/dataset/zones.ts';
import type { Product } from '#studio/product.ts';
import { perform, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import { type Output, exitCodes } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface ZoneOptions {
  set?: string;
  clear?: boolean;
  picture?: string;
}

export function zonesCommand(): Command {
  return new Command('zones')
    .description('what of the photographs, or of one picture, is cut out, inspected and ignored; sets it, or clears it')
    .argument('<product>', 'product folder')
    .option('--set <file>', 'take region of interest and zones from this JSON file, in place of those that stand')
    .addOption(new Option('--clear', 'inspect the whole picture again').conflicts('set'))
    .option(
      '--picture <file>',
      'only what is ignored in this picture beside the zones: for training and figures, not for the line',
    )
    .action((dir: string, options: ZoneOptions, command: Command) =>
      perform(command, async ({ output }) => {
        if (options.picture !== undefined) return ofPicture(output, userPath(dir), options.picture, options);
        const saved = await act(userPath(dir), options);
        const { roi, inspect, ignore } = saved.zones;
        output.row({ roi, inspect, ignore }, wordsOf(saved));
        for (const damage of saved.damage) output.failure(damage);
        if (saved.damage.length > 0) process.exitCode = exitCodes.failure;
        for (const warning of saved.warnings) output.log(warningInWords(warning));
        for (const file of saved.own) output.log(`Besides, areas are ignored in this picture alone: ${file}`);
      }),
    );
}

/** Prints, or sets first, what is ignored in one picture: the same form, without a region and inspection areas. */
async function ofPicture(output: Output, dir: string, name: string, { set, clear }: ZoneOptions): Promise<void> {
  const { onlyIgnored, pictureNamed, saveOwnAreas, takeOwnAreas } = await import('#studio/dataset/ownAreas.ts');
  const { readZoneFile } = await import('#studio/dataset/zones.ts');
  const find = (product: Product): ImageRecord => pictureNamed(product, { given: name, absolute: userPath(name) });
  const now = (product: Product): readonly IgnoreZone[] => takeOwnAreas(product, [find(product)])[0]?.ignore ?? [];
  const wanted = set === undefined ? [] : onlyIgnored(await readZoneFile(userPath(set)), set);
  const ignore =
    set === undefined && !clear
      ? await readBesideWriter(dir, now)
      : await withProduct(dir, { mode: 'write' }, (product) => {
          saveOwnAreas(product, find(product), wanted, 'command line');
          return now(product);
        });
  const words = ignore.map((zone) => `  ${'ignore'.padEnd(11)}${zone.name}, ${shapeWords(zone)}`);
  const title =
    ignore.length === 0 ? `No areas of its own: ${name}` : `Ignored in ${name} alone, in training and figures:`;
  output.row({ roi: null, inspect: [], ignore }, [title, ...words].join('\n'));
  if (ignore.length > 0)
    output.log('A package has the zones of the product alone: at the line these areas are looked at.');
}

function shapeWords(zone: IgnoreZone): string {
  const shape = isPainted(zone) ? 'painted' : `${zone.polygon.length} corners`;
  const [across, down] = marginOf(zone).map((share) => Number((100 * share).toPrecision(2)));
  return zone.margin ? `${shape}, and ${across} % across and ${down} % down round it` : shape;
}

/** @returns what stands, and files of pictures with ignore areas of their own */
async function act(dir: string, { set, clear }: ZoneOptions): Promise<SavedZones & { own: string[] }> {
  const { readZoneFile, saveZones, savedZones } = await import('#studio/dataset/zones.ts');
  const { listOwnPictures } = await import('#studio/dataset/ownAreas.ts');
  const told = (product: Product, saved: SavedZones): SavedZones & { own: string[] } => ({
    ...saved,
    own: listOwnPictures(product).flatMap(({ image, ignore }) => (ignore.length > 0 ? [image.file] : [])),
  });
  if (set === undefined && !clear) return readBesideWriter(dir, (product) => told(product, savedZones(product)));
  const zones = set === undefined ? noZones : await readZoneFile(userPath(set));
  return withProduct(dir, { mode: 'write' }, (product) => told(product, saveZones(product, zones, 'command line')));
}

function wordsOf({ zones, version }: SavedZones): string {
  const { roi, inspect, ignore } = zones;
  const named = (what: string, list: readonly IgnoreZone[]): string[] =>
    list.map((zone) => `  ${what.padEnd(11)}${zone.name}, ${shapeWords(zone)}`);
  const { left } = shareJudged(zones);
  return [
    version === null ? 'No zones.' : `Zones, version ${version}:`,
    ...named('inspect', inspect),
    ...named('ignore', ignore),
    `  region     ${wholePercent(roi.width)} × ${wholePercent(roi.height)} of the picture, from ${wholePercent(roi.x)}, ${wholePercent(roi.y)}`,
    `  inspected  ${wholePercent(left)} of the picture, at most`,
  ].join('\n');
}
