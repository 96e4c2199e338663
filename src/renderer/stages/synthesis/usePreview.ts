import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { sharpSize } from '#shared/domain/resolution.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { type Preview, type PreviewItem, explain, fetchPreview, isDisconnect } from '../../client/studio.ts';

const pictures = Array.from({ length: 13 }, (_, i) => i);
const size = 256;
const dimAfterMs = 600;

/** What the bench is to show. */
export interface PreviewWish {
  priorSet: PriorSet;
  seed: number;
  /** Place of the picture that is shown large. */
  chosen: number;
  isReady: boolean;
  generation: number;
}

/** One picture with sides of its own. */
export interface SharpPicture {
  item: PreviewItem;
  picture: PictureShape;
}

interface BenchPictures {
  preview: Ref<Preview | null>;
  sharp: Ref<SharpPicture | null>;
  error: Ref<FlawsmithError | null>;
  /** What the newest redraw of all took. */
  milliseconds: Ref<number | null>;
  isSlow: Ref<boolean>;
  redraw: () => Promise<void>;
}

type FetchPictures = (indices: number[], size: number, signal: AbortSignal) => Promise<Preview>;

const complainIn =
  (error: Ref<FlawsmithError | null>) =>
  (thrown: unknown): void => {
    const meaning = explain(thrown);
    // the status line says that the studio does not answer; the pictures stay, and come anew with it
    if (!(meaning instanceof CancelledError) && !isDisconnect(thrown)) error.value = meaning;
  };

/** The large picture at the sharpness of its photograph, up to a limit; a newer one ends the older. */
function useSharp(fetchPictures: FetchPictures, complain: (thrown: unknown) => void) {
  const sharp = shallowRef<SharpPicture | null>(null);
  let newest = new AbortController();

  function stop(): void {
    newest.abort();
    sharp.value = null;
  }
  /** @param shown picture `index` of the seed as it is shown now */
  async function sharpen(index: number, shown: PreviewItem | undefined): Promise<void> {
    stop();
    const side = shown ? sharpSize(shown.header.base) : 0;
    if (side <= size) return;
    newest = new AbortController();
    const { signal } = newest;
    try {
      const { items, picture } = await fetchPictures([index], side, signal);
      if (!signal.aborted && items[0]) sharp.value = { item: items[0], picture };
    } catch (thrown) {
      complain(thrown);
    }
  }
  onScopeDispose(stop);
  return { sharp, sharpen, stop };
}

/**
 * One large and twelve small forged pictures, redrawn at every change of what `wanted` reads; the newest wish wins. The first
 * time the large one comes before the others; once nothing moves, it comes again as sharp as its photograph, up to a limit.
 */
export function usePreview(product: string, wanted: () => PreviewWish): BenchPictures {
  const preview: Ref<Preview | null> = shallowRef(null);
  const error = shallowRef<FlawsmithError | null>(null);
  const milliseconds = ref<number | null>(null);
  const isSlow = ref(false);
  const closing = new AbortController();
  let isUnderWay = false;
  let isStale = false;

  const fetchPictures: FetchPictures = (indices, side, signal) => {
    const { priorSet, seed } = wanted();
    return fetchPreview({ product, priorSet, seed, indices, size: side }, signal, preview.value ?? undefined);
  };
  const complain = complainIn(error);
  const { sharp, sharpen, stop } = useSharp(fetchPictures, complain);
  const sharpenChosen = (): Promise<void> => sharpen(wanted().chosen, preview.value?.items[wanted().chosen]);

  async function drawAll(): Promise<void> {
    const began = performance.now();
    const timer = setTimeout(() => (isSlow.value = true), dimAfterMs);
    try {
      if (!preview.value) preview.value = await fetchPictures([pictures[0]!], size, closing.signal);
      preview.value = await fetchPictures(pictures, size, closing.signal);
      milliseconds.value = Math.round(performance.now() - began);
      error.value = null;
    } catch (thrown) {
      complain(thrown);
    } finally {
      clearTimeout(timer);
      isSlow.value = false;
    }
  }
  /** One request at a time: while one is under way the newest wish waits, so that a dragged thumb keeps redrawing. */
  async function redraw(): Promise<void> {
    if (!wanted().isReady || closing.signal.aborted) return;
    isStale = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    do {
      isStale = false;
      stop();
      await drawAll();
    } while (isStale && wanted().isReady && !closing.signal.aborted);
    isUnderWay = false;
    if (!error.value && !closing.signal.aborted) await sharpenChosen();
  }

  watch(
    () => {
      const { priorSet, seed, isReady, generation } = wanted();
      return JSON.stringify({ seed, isReady, generation, ...priorSet, name: null });
    },
    () => void redraw(),
    { immediate: true },
  );
  watch(
    () => wanted().chosen,
    () => void (isUnderWay || sharpenChosen()),
  );
  onScopeDispose(() => closing.abort());
  return { preview, sharp, error, milliseconds, isSlow, redraw };
}
