import { computed, ref } from 'vue';
import { foundAgainSchema } from '#shared/contract/studio.ts';
import { failureOf, useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';

/** Pictures of a product that are not where they were, and the search for them. */
export function useMissing(product: string) {
  const session = useSession();
  const { error, run } = useAction();
  const job = computed(() => session.jobOf(product, 'find'));
  const { value: missing } = useLoad(
    () => [product, session.generation, session.phaseOf(product, 'import'), session.phaseOf(product, 'find')],
    (signal) => studio.missing.list({ product }, { signal }),
  );
  /** The search whose result a person has closed. */
  const closed = ref('');
  const result = computed(() => {
    if (job.value?.state !== 'done' || job.value.id === closed.value) return null;
    return foundAgainSchema.parse(job.value.result);
  });
  const failure = computed(() => error.value ?? failureOf(job.value));
  const isBusy = computed(() => job.value?.state === 'running');

  const find = (folder: string): Promise<boolean> => run(() => studio.missing.find({ product, folder }));
  const close = (): void => void (closed.value = job.value?.id ?? '');
  return { missing, job, isBusy, result, failure, find, close };
}
