import {
  type ComparedSetting,
  type PriorDifference,
  type SettingDifference,
  comparedSettings,
} from '#shared/domain/comparison.ts';
import { backboneTitle, unrecordedWeights } from '#shared/domain/backbones.ts';
import { shapeText } from '#shared/domain/pictures.ts';
import { type CommonPlace, changedPriors, changedValues, isCommonPlace } from '#shared/domain/priorChanges.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { type Budget, type RunRecord, plannedSteps } from '#shared/domain/runs.ts';
import type { RunFile } from '../training/runFolder.ts';

/** A run with what its folder says of it; null where that cannot be read. */
export interface ComparedRun {
  run: RunRecord;
  file: RunFile | null;
}

const budgetText = (budget: Budget): string => ('steps' in budget ? `${budget.steps} steps` : `${budget.minutes} min`);

const limitText = (limit: number | undefined): string | null => limit?.toFixed(4) ?? null;

/** A version is never drawn otherwise later. */
function zonesText({ zones, train, calibration, real = [] }: RunFile): string {
  const own = [...train, ...calibration, ...real].filter(({ ignore }) => ignore).length;
  const shared = zones
    ? `version ${zones.version}: ${zones.inspect.length} inspected, ${zones.ignore.length} ignored`
    : 'none';
  return own > 0 ? `${shared}; ${own === 1 ? '1 picture' : `${own} pictures`} with ignore areas of their own` : shared;
}

/** Everything that decides what a run learned, as people write it; null where it is not known. */
function settingsOf({ run, file }: ComparedRun): Record<ComparedSetting, string | null> {
  const { config, decision, learned, backend } = run;
  const { size, picture, budget, seed, loss, ablation, backbone, moved = 0 } = config;
  const limits = decision ?? learned;
  const roi = file && [file.roi.x, file.roi.y, file.roi.width, file.roi.height].map((value) => value.toFixed(3));
  return {
    size: `${size} px`,
    moved: `${Math.round(1000 * moved) / 10} %`,
    picture: shapeText(picture),
    budget: budgetText(budget),
    steps: `${run.step} of ${plannedSteps(run)}`,
    seed: String(seed),
    weights: `feature ${loss.feature}, score ${loss.score}, consistency ${loss.consistency}`,
    ablation: ablation ? [...ablation.levels, ...ablation.parts].join(', ') : 'nothing',
    backbone: `${backboneTitle(backbone)} ${backbone ? backbone.sha256.slice(0, 12) : unrecordedWeights}`,
    backend,
    region: roi && roi.join(', '),
    zones: file && zonesText(file),
    trainParts: file && String(file.train.length),
    calibrationParts: file && String(file.calibration.length),
    acceptLimit: limitText(limits?.acceptLimit),
    rejectLimit: limitText(limits?.rejectLimit),
  };
}

/** The settings in which two runs differ, in the order in which they are shown. */
export function settingDifferences(a: ComparedRun, b: ComparedRun): SettingDifference[] {
  const [one, other] = [settingsOf(a), settingsOf(b)];
  return comparedSettings
    .filter((setting) => one[setting] !== other[setting])
    .map((setting) => ({ setting, a: one[setting], b: other[setting] }));
}

const commonText = (value: PriorSet[CommonPlace]): string =>
  typeof value === 'object' ? `${value.columns} × ${value.rows}` : String(value ?? 'any');

/** What a prior does not state is as usual for its kind. */
function rangeText(value: unknown): string {
  if (Array.isArray(value)) return `${Number(value[0])}–${Number(value[1])}`;
  return value === undefined ? 'usual' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The values in which the priors of two runs differ; [] where both forge the same. */
export function priorDifferences(a: PriorSet, b: PriorSet): PriorDifference[] {
  return changedPriors(a, b).flatMap((place): PriorDifference[] => {
    if (isCommonPlace(place)) {
      return [{ place, value: 'all', a: commonText(a[place]), b: commonText(b[place]) }];
    }
    const [one, other] = [a.kinds[place], b.kinds[place]];
    const values = [...(one.enabled === other.enabled ? [] : (['enabled'] as const)), ...changedValues(a, b, place)];
    return values.map((value) => ({ place, value, a: rangeText(one[value]), b: rangeText(other[value]) }));
  });
}

/** Good parts of two runs by content: in the second alone, in the first alone, in both. */
export function dataDifference(a: RunFile | null, b: RunFile | null): { added: number; gone: number; shared: number } {
  const hashesOf = (file: RunFile | null): Set<string> =>
    new Set([...(file?.train ?? []), ...(file?.calibration ?? [])].map(({ hash }) => hash));
  const [one, other] = [hashesOf(a), hashesOf(b)];
  const shared = [...one].filter((hash) => other.has(hash)).length;
  return { added: other.size - shared, gone: one.size - shared, shared };
}
