import type { Ref } from 'vue';
import type { Comparison } from '#shared/domain/comparison.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';

/** Trained runs beside the first of them; asked again when an evaluation ends. */
export function useComparison(
  product: string,
  runs: () => readonly string[],
): { comparisons: Ref<Comparison[] | null>; error: Ref<FlawsmithError | null>; isLoading: Ref<boolean> } {
  const session = useSession();
  const { value, error, isLoading } = useLoad(
    () => [runs().join(' '), session.phaseOf(product, 'evaluate'), session.generation],
    async (signal) => (runs().length < 2 ? null : studio.training.compare({ product, runs: [...runs()] }, { signal })),
  );
  return { comparisons: value, error, isLoading };
}
