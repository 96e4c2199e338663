import { type Ref, onScopeDispose, ref } from 'vue';
import type { SampleIndex, ValidationRow } from '#shared/domain/validation.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';

export interface ShownValidation {
  run: string;
  rows: ValidationRow[];
  samples: SampleIndex | null;
}

/** A run's judgements on held-out forgeries and its sample parts; the studio keeps them, so a page asks again at each. */
export function useValidation(product: string, run: () => string | null): Ref<ShownValidation | null> {
  const session = useSession();
  const judged = ref(0);
  const stop = session.onValidation((owner, id) => {
    if (owner === product && id === run()) judged.value++;
  });
  onScopeDispose(stop);
  const { value } = useLoad(
    () => [run(), judged.value, session.generation],
    async (signal) => {
      const id = run();
      return id === null ? null : { run: id, ...(await studio.training.validation({ product, run: id }, { signal })) };
    },
  );
  return value;
}
