import { InvalidArgumentError } from 'commander';
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

/** The run's setting for it; `moved` is a setting of its own. */
export const ablationOf = (without: Without): Ablation => ({
  levels: levelNames.filter((name) => without.includes(name)),
  parts: partNames.filter((name) => without.includes(name)),
});
