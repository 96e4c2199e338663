import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { explain } from '../../client/studio.ts';
import { type Loaded, loadPicture } from './labelPicture.ts';

/** Pictures on either side of the one that is open that are kept decoded. */
const reach = 2;

/**
 * The picture that is open, with its neighbours loaded ahead: the next one is there when it is gone to.
 * @param near ids around it, the nearest first
 */
export function useOpenPicture(product: string, current: Ref<number | undefined>, near: () => readonly number[]) {
  const loads = new Map<number, { stop: AbortController; work: Promise<Loaded> }>();
  const loaded = shallowRef<Loaded | null>(null);
  const error = shallowRef<FlawsmithError | null>(null);

  function load(id: number): Promise<Loaded> {
    const known = loads.get(id);
    if (known) return known.work;
    const stop = new AbortController();
    const work = loadPicture(product, id, stop.signal);
    work.catch(() => loads.delete(id)); // told where it is waited for; asked again the next time
    loads.set(id, { stop, work });
    return work;
  }
  /** What was painted since is not what was loaded. */
  function forget(id: number): void {
    const known = loads.get(id);
    loads.delete(id);
    known?.stop.abort();
    if (id !== current.value)
      known?.work.then(
        ({ picture }) => picture.close(),
        () => undefined,
      );
  }

  async function open(id: number | undefined): Promise<void> {
    error.value = null;
    if (id === undefined) return void (loaded.value = null);
    try {
      const answer = await load(id);
      if (id === current.value) loaded.value = answer;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (id === current.value && !(meaning instanceof CancelledError)) error.value = meaning;
    }
    if (id !== current.value) return;
    const wanted = near().slice(0, 2 * reach);
    for (const other of loads.keys()) if (other !== id && !wanted.includes(other)) forget(other);
    wanted.forEach((other) => void load(other).catch(() => undefined));
  }
  watch(current, (id) => void open(id), { immediate: true });
  onScopeDispose(() => loads.forEach(({ stop }) => stop.abort()));
  return {
    loaded,
    error,
    forget,
    /** Loads the picture anew. */
    again(): void {
      if (current.value === undefined) return;
      forget(current.value);
      void open(current.value);
    },
  };
}
