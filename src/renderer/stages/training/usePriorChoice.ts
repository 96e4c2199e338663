import { type ComputedRef, type Ref, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PriorSet } from '#shared/domain/priors.ts';
import { copyOf, usePriors } from '../../client/priors.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useRecipeNames } from '../../ui/studioWords.ts';
import { useLoad } from '../../ui/useLoad.ts';
import { useTrainingPlan } from './useTrainingPlan.ts';

export interface PriorChoice {
  /** The saved prior sets; null until they are loaded. */
  sets: Ref<PriorSet[] | null>;
  /** Names of the saved prior sets. */
  names: ComputedRef<string[]>;
  /** What is on the synthesis bench, in words; null where it is as saved. */
  bench: ComputedRef<string | null>;
  /** The saved set that the next run uses; null for the bench. */
  used: ComputedRef<string | null>;
  /** A copy of what the next run uses. */
  priorSet(): PriorSet;
}

/** Which prior set the next run of a product uses: one that is saved, or what is on the synthesis bench. */
export function usePriorChoice(product: string): PriorChoice {
  const { t } = useI18n();
  const called = useRecipeNames();
  const session = useSession();
  const priors = usePriors(product);
  const plan = useTrainingPlan(product);
  const { value: sets } = useLoad(
    () => [product, session.generation],
    (signal) => studio.synthesis.priorSets({ product }, { signal }),
  );
  const names = computed(() => sets.value?.map(({ name }) => name) ?? []);
  /** The bench goes by itself where it is not as saved, or saved under a name that the studio does not list. */
  const bench = computed(() => {
    if (priors.isChanged) return t('training.draft', { name: called(priors.draft.name) });
    return names.value.includes(priors.saved.name) ? null : priors.saved.name;
  });
  const used = computed(() => {
    if (plan.priorSet !== null && names.value.includes(plan.priorSet)) return plan.priorSet;
    return bench.value === null ? priors.saved.name : null;
  });
  const priorSet = (): PriorSet => {
    const chosen = sets.value?.find(({ name }) => name === used.value) ?? priors.draft;
    return copyOf(chosen as PriorSet);
  };
  return { sets, names, bench, used, priorSet };
}
