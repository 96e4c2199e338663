import { type Ref, computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { useSession } from '../client/session.ts';
import { explain } from '../client/studio.ts';

/**
 * What a page loads, from when the studio has said what there is: the newest answer wins, an older one is dropped, what was
 * there stays until the new one is here.
 * @param sources asked for anew whenever their values change; lists are looked into, all else is compared as it is
 */
export function useLoad<T>(
  sources: () => unknown,
  load: (signal: AbortSignal) => Promise<T>,
): { value: Ref<T | null>; error: Ref<FlawsmithError | null>; isLoading: Ref<boolean>; reload: () => Promise<void> } {
  const value = shallowRef<T | null>(null) as Ref<T | null>;
  const error = shallowRef<FlawsmithError | null>(null);
  const isLoading = ref(true);
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

  const session = useSession();
  const wanted = computed<unknown>((before) => {
    const now = [session.isKnown, sources()];
    return isAlike(before, now) ? before : now; // what is read for them may change more often than they do
  });
  watch(wanted, () => void (session.isKnown && reload()), { immediate: true });
  onScopeDispose(() => current.abort());
  return { value, error, isLoading, reload };
}

function isAlike(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((value, i) => isAlike(value, other[i]));
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
