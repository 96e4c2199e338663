import { InvalidArgumentError } from 'commander';
import { type BackboneWord, backbones } from '#shared/domain/backbones.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type Ablation, levelNames, partNames } from '#shared/domain/runs.ts';

/** What a measurement can be made without: levels of features, evidence, the judged region, moved windows. */
export const withoutNames = [...partNames, 'moved', ...levelNames] as const;
export type Without = (typeof withoutNames)[number][];

/** @throws InvalidArgumentError naming what is known */
export function parseWithout(text: string): Without {
  const names = text.split(',').map((name) => name.trim());
  const isKnown = (name: string): name is Without[number] => (withoutNames as readonly string[]).includes(name);
  if (names.every(isKnown)) return [...new Set(names)];
  throw new InvalidArgumentError(`Known are ${withoutNames.join(', ')}.`);
}

/** @throws FlawsmithError `usage` where a level is to be left out that the network does not have: the row would say so, and nothing would be */
export function requireLevels(without: Without, backbone: BackboneWord): void {
  const { title, levels } = backbones[backbone];
  const lacking = levelNames.filter((name) => without.includes(name) && !levels.includes(name));
  if (lacking.length === 0) return;
  throw new FlawsmithError('usage', `${title} has no level ${lacking.join(', ')}; it has ${levels.join(', ')}.`);
}

/** The run's setting for it; `moved` is a setting of its own. */
export const ablationOf = (without: Without): Ablation => ({
  levels: levelNames.filter((name) => without.includes(name)),
  parts: partNames.filter((name) => without.includes(name)),
});
