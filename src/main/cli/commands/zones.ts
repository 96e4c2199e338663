import { Command, Option } from 'commander';
import { type IgnoreZone, isPainted, noZones, shareJudged, warningInWords } from '#shared/domain/zones.ts';
import type { SavedZones } from '#studio/dataset/zones.ts';
import { perform, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import { exitCodes } from '../output.ts';
import { readBesideWriter, withProduct } from '../session.ts';

interface ZoneOptions {
  set?: string;
  clear?: boolean;
}

export function zonesCommand(): Command {
  return new Command('zones')
    .description('what of the photographs is cut out, inspected and ignored; sets it, or clears it')
    .argument('<product>', 'product folder')
    .option('--set <file>', 'take region of interest and zones from this JSON file, in place of those that stand')
    .addOption(new Option('--clear', 'inspect the whole picture again').conflicts('set'))
    .action((dir: string, options: ZoneOptions, command: Command) =>
      perform(command, async ({ output }) => {
        const saved = await act(userPath(dir), options);
        const { roi, inspect, ignore } = saved.zones;
        output.row({ roi, inspect, ignore }, wordsOf(saved));
        for (const damage of saved.damage) output.failure(damage);
        if (saved.damage.length > 0) process.exitCode = exitCodes.failure;
        for (const warning of saved.warnings) output.log(warningInWords(warning));
      }),
    );
}

async function act(dir: string, { set, clear }: ZoneOptions): Promise<SavedZones> {
  const { readZoneFile, saveZones, savedZones } = await import('#studio/dataset/zones.ts');
  if (set === undefined && !clear) return readBesideWriter(dir, savedZones);
  const zones = set === undefined ? noZones : await readZoneFile(userPath(set));
  return withProduct(dir, { mode: 'write' }, (product) => saveZones(product, zones, 'command line'));
}

function wordsOf({ zones, version }: SavedZones): string {
  const { roi, inspect, ignore } = zones;
  const shape = (zone: IgnoreZone): string => (isPainted(zone) ? 'painted' : `${zone.polygon.length} corners`);
  const named = (what: string, list: readonly IgnoreZone[]): string[] =>
    list.map((zone) => `  ${what.padEnd(11)}${zone.name}, ${shape(zone)}`);
  const { left } = shareJudged(zones);
  return [
    version === null ? 'No zones.' : `Zones, version ${version}:`,
    ...named('inspect', inspect),
    ...named('ignore', ignore),
    `  region     ${wholePercent(roi.width)} × ${wholePercent(roi.height)} of the picture, from ${wholePercent(roi.x)}, ${wholePercent(roi.y)}`,
    `  inspected  ${wholePercent(left)} of the picture, at most`,
  ].join('\n');
}
