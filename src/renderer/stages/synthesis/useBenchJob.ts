import { type ComputedRef, type Ref, computed } from 'vue';
import type { z } from 'zod';
import type { Job } from '#shared/contract/studio.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { failureOf, useSession } from '../../client/session.ts';
import { useAction } from '../../ui/useLoad.ts';

interface BenchJob<T> {
  job: ComputedRef<Job | undefined>;
  /** What the last one found; null before, while one runs, and where it failed. */
  result: ComputedRef<T | null>;
  /** Why it could not be asked for, or failed. */
  failure: ComputedRef<FlawsmithError | Job['error']>;
  /** It is being asked for. */
  isBusy: Ref<boolean>;
  start(ask: () => Promise<unknown>): Promise<boolean>;
}

/** The foremost job of one kind of a product, with its result as `schema` reads it. */
export function useBenchJob<T>(product: () => string, kind: Job['kind'], schema: z.ZodType<T>): BenchJob<T> {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const job = computed(() => session.jobOf(product(), kind));
  return {
    job,
    result: computed(() => (job.value?.state === 'done' ? (schema.safeParse(job.value.result).data ?? null) : null)),
    failure: computed(() => error.value ?? failureOf(job.value)),
    isBusy,
    start: run,
  };
}
