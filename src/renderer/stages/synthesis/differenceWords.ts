import { useI18n } from 'vue-i18n';
import {
  type PriorPlace,
  type PriorValue,
  changedPriors,
  changedValues,
  isCommonPlace,
} from '#shared/domain/priorChanges.ts';
import { kindPhysics } from '#shared/domain/priorPhysics.ts';
import type { DefectKind, Prior, PriorSet } from '#shared/domain/priors.ts';

const choiceNames: readonly string[] = ['sign', 'form', 'along', 'start', 'place', 'blend'];

/** What differs between two recipes, a line a kind or common value, in the words of the bench. */
export function useDifferenceWords(): (before: PriorSet, after: PriorSet) => string[] {
  const { t, n } = useI18n();
  const figure = (value: number): string => n(value, { maximumFractionDigits: 2 }).replace('-', '−');
  const range = ([low, high]: readonly [number, number]): string =>
    low === high ? figure(low) : `${figure(low)} – ${figure(high)}`;
  const nameOf = (value: PriorValue): string => {
    if (value === 'share') return t('synthesis.weight');
    if (value === 'spread') return t('synthesis.spread.name');
    return t(choiceNames.includes(value) ? `synthesis.choices.${value}.name` : `synthesis.ranges.${value}`);
  };
  function valueOf(kind: DefectKind, prior: Prior, name: PriorValue): string {
    if (name === 'spread') {
      const stated = Object.entries(prior.spread ?? {});
      const words = stated.map(
        ([of, { scale, shape }]) => `${t(`synthesis.ranges.${of}`)} ${t(`synthesis.spread.${scale}_${shape}`)}`,
      );
      return words.join(', ') || t('synthesis.spread.usual');
    }
    const { ranges, choices } = kindPhysics[kind];
    const value = prior[name] ?? ranges[name as keyof typeof ranges]?.range ?? choices[name as keyof typeof choices];
    if (typeof value === 'string') return t(`synthesis.choices.${name}.${value}`);
    return typeof value === 'number' ? figure(value) : range(value!);
  }
  function common(place: PriorPlace, set: PriorSet): string {
    if (place === 'confineToForeground') return t(set.confineToForeground ? 'synthesis.yes' : 'synthesis.no');
    if (place === 'nuisance') return `${figure(100 * set.nuisance)} %`;
    if (place === 'light') return set.light === undefined ? t('synthesis.no') : `${figure(set.light)}°`;
    return set.map ? `${set.map.columns} × ${set.map.rows}` : t('synthesis.no');
  }
  const commonNames: Partial<Record<PriorPlace, string>> = {
    ...{ confineToForeground: 'synthesis.confine', nuisance: 'synthesis.nuisance' },
    ...{ light: 'synthesis.light', map: 'synthesis.map' },
  };
  const change = (what: string, before: string, after: string): string =>
    t('synthesis.reject.offer', { what, before, after });

  return (before, after) =>
    changedPriors(before, after).map((place) => {
      if (isCommonPlace(place)) return change(t(commonNames[place]!), common(place, before), common(place, after));
      const [one, other] = [before.kinds[place], after.kinds[place]];
      const switched =
        one.enabled === other.enabled ? [] : [t(other.enabled ? 'synthesis.recipe.on' : 'synthesis.recipe.off')];
      const values = changedValues(before, after, place).map((name) =>
        change(nameOf(name), valueOf(place, one, name), valueOf(place, other, name)),
      );
      return `${t(`synthesis.kinds.${place}`)}: ${[...switched, ...values].join('; ')}`;
    });
}
