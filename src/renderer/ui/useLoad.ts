import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { explain } from '../client/studio.ts';

/** What a page loads: the newest answer wins, an older one is dropped, what was there stays until the new one is here. */
export function useLoad<T>(
  sources: () => unknown,
  load: (signal: AbortSignal) => Promise<T>,
): { value: Ref<T | null>; error: Ref<FlawsmithError | null>; isLoading: Ref<boolean>; reload: () => Promise<void> } {
  const value = shallowRef<T | null>(null) as Ref<T | null>;
  const error = shallowRef<FlawsmithError | null>(null);
  const isLoading = ref(false);
  let current = new AbortController();

  async function reload(): Promise<void> {
    current.abort();
    const mine = (current = new AbortController());
    isLoading.value = true;
    try {
      const answer = await load(mine.signal);
      if (mine !== current) return;
      value.value = answer;
      error.value = null;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (mine === current && !(meaning instanceof CancelledError)) error.value = meaning;
    } finally {
      if (mine === current) isLoading.value = false;
    }
  }

  watch(sources, () => void reload(), { immediate: true });
  onScopeDispose(() => current.abort());
  return { value, error, isLoading, reload };
}

/** Runs an action and keeps its failure for an ErrorCard. */
export function useAction(): {
  error: Ref<FlawsmithError | null>;
  isBusy: Ref<boolean>;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
} {
  const error = shallowRef<FlawsmithError | null>(null);
  const isBusy = ref(false);
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    isBusy.value = true;
    error.value = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (!(meaning instanceof CancelledError)) error.value = meaning;
      return false;
    } finally {
      isBusy.value = false;
    }
  }
  return { error, isBusy, run };
}
