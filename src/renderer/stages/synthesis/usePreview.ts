import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { PriorSet } from '#shared/domain/priors.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { type Preview, explain, fetchPreview, isDisconnect } from '../../client/studio.ts';

const pictures = Array.from({ length: 13 }, (_, i) => i);
const size = 256;
const dimAfterMs = 600;

/** One large and twelve small forged pictures, redrawn at every change of what `wanted` reads; the newest wish wins. */
export function usePreview(
  product: string,
  wanted: () => { priorSet: PriorSet; seed: number; isReady: boolean; generation: number },
): {
  preview: Ref<Preview | null>;
  error: Ref<FlawsmithError | null>;
  milliseconds: Ref<number | null>;
  isSlow: Ref<boolean>;
  redraw: () => Promise<void>;
} {
  const preview: Ref<Preview | null> = shallowRef(null);
  const error = shallowRef<FlawsmithError | null>(null);
  const milliseconds = ref<number | null>(null);
  const isSlow = ref(false);
  const stop = new AbortController();
  let isUnderWay = false;
  let isStale = false;

  /** One request at a time: while one is under way the newest wish waits, so that a dragged thumb keeps redrawing. */
  async function redraw(): Promise<void> {
    const { priorSet, seed, isReady } = wanted();
    if (!isReady || stop.signal.aborted) return;
    isStale = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    const began = performance.now();
    const timer = setTimeout(() => (isSlow.value = true), dimAfterMs);
    try {
      preview.value = await fetchPreview({ product, priorSet, seed, indices: pictures, size }, stop.signal);
      milliseconds.value = Math.round(performance.now() - began);
      error.value = null;
    } catch (thrown) {
      const meaning = explain(thrown);
      // the status line says that the studio does not answer; the pictures stay, and come anew with it
      if (!(meaning instanceof CancelledError) && !isDisconnect(thrown)) error.value = meaning;
    } finally {
      clearTimeout(timer);
      isSlow.value = false;
      isUnderWay = false;
      if (isStale) void redraw();
    }
  }

  watch(
    () => {
      const { priorSet, ...rest } = wanted();
      return JSON.stringify({ ...rest, ...priorSet, name: null });
    },
    () => void redraw(),
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
  return { preview, error, milliseconds, isSlow, redraw };
}
