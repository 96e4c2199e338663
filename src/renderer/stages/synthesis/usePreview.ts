import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { PriorSet } from '#shared/domain/priors.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { type Preview, explain, fetchPreview } from '../../client/studio.ts';

const pictures = Array.from({ length: 13 }, (_, i) => i);
const size = 256;

/** One large and twelve small forged pictures, redrawn at every change; the latest request wins. */
export function usePreview(product: string, priorSet: () => PriorSet, seed: () => number, isReady: () => boolean) {
  const preview: Ref<Preview | null> = shallowRef(null);
  const error = shallowRef<FlawsmithError | null>(null);
  const milliseconds = ref<number | null>(null);
  let stop = new AbortController();
  let isUnderWay = false;
  let isStale = false;

  /** One request at a time: while one is under way the newest wish waits, so that a dragged thumb keeps redrawing. */
  async function draw(): Promise<void> {
    if (!isReady()) return;
    if (isUnderWay) {
      isStale = true;
      return;
    }
    isUnderWay = true;
    isStale = false;
    const began = performance.now();
    stop = new AbortController();
    try {
      const request = {
        product,
        priorSet: JSON.parse(JSON.stringify(priorSet())) as PriorSet,
        seed: seed(),
        indices: pictures,
        size,
      };
      preview.value = await fetchPreview(request, stop.signal);
      milliseconds.value = Math.round(performance.now() - began);
      error.value = null;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (!(meaning instanceof CancelledError)) error.value = meaning;
    } finally {
      isUnderWay = false;
      if (isStale) void draw();
    }
  }

  watch([priorSet, seed, isReady], () => void draw(), { deep: true, immediate: true });
  onScopeDispose(() => stop.abort());
  return { preview, error, milliseconds };
}
