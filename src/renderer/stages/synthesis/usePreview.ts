import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { type PictureShape, isSameShape } from '#shared/domain/pictures.ts';
import { sharperShape } from '#shared/domain/resolution.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { PreviewAsked } from '#shared/contract/studio.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import type { Preview, PreviewItem } from '../../client/previewBody.ts';
import { explain, fetchPreview, isDisconnect } from '../../client/studio.ts';

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
  /** Pictures are on their way: a slider moves, or has just stopped. */
  isMoving: Ref<boolean>;
  redraw: () => Promise<void>;
}

type Look = NonNullable<PreviewAsked['look']>;
/** @param before an earlier answer of this look, whose good parts need not come again */
type FetchPictures = (indices: number[], look: Look, signal: AbortSignal, before: Preview | null) => Promise<Preview>;

const complainIn =
  (error: Ref<FlawsmithError | null>) =>
  (thrown: unknown): void => {
    const meaning = explain(thrown);
    // the status line says that the studio does not answer; the pictures stay, and come anew with it
    if (!(meaning instanceof CancelledError) && !isDisconnect(thrown)) error.value = meaning;
  };

/** The large picture as sharp as its photograph, as far as training goes; a newer one ends the older. */
function useSharp(fetchPictures: FetchPictures, complain: (thrown: unknown) => void) {
  const sharp = shallowRef<SharpPicture | null>(null);
  let newest = new AbortController();
  /** The last answer: while a slider moves, the part stays the same. */
  let last: Preview | null = null;
  /** What is shown sharp, as it is among the others. */
  let of: PreviewItem | null = null;

  /** What comes no longer counts; what is shown stays. */
  const breakOff = (): void => newest.abort();
  function stop(): void {
    breakOff();
    sharp.value = null;
  }
  /** What is shown sharp goes, where it is not this picture. */
  function keepOnly(item: PreviewItem | undefined): void {
    if (of !== item) stop();
  }
  /** @param shown what is shown of the seed now */
  async function sharpen(index: number, shown: Preview | null): Promise<void> {
    const item = shown?.items[index];
    if (sharp.value && of === item) return;
    stop();
    if (!item || isSameShape(sharperShape(shown.picture, item.header.base), shown.picture)) return;
    newest = new AbortController();
    const { signal } = newest;
    try {
      const answer = await fetchPictures([index], 'sharp', signal, last);
      if (signal.aborted) return;
      [last, of] = [answer, item];
      sharp.value = { item: answer.items[0]!, picture: answer.picture };
    } catch (thrown) {
      complain(thrown);
    }
  }
  onScopeDispose(stop);
  return { sharp, sharpen, breakOff, stop, keepOnly };
}

/**
 * One large and twelve small forged pictures, redrawn at every change of what `wanted` reads; the newest wish wins. The first
 * time the large one comes before the others; once nothing moves, it comes again as sharp as its photograph, as far as training goes.
 */
export function usePreview(product: string, wanted: () => PreviewWish): BenchPictures {
  const preview: Ref<Preview | null> = shallowRef(null);
  const error = shallowRef<FlawsmithError | null>(null);
  const milliseconds = ref<number | null>(null);
  const isSlow = ref(false);
  const closing = new AbortController();
  const isMoving = ref(false);
  let isStale = false;

  const fetchPictures: FetchPictures = (indices, look, signal, before) => {
    const { priorSet, seed } = wanted();
    return fetchPreview({ product, priorSet, seed, indices, size, look }, signal, before ?? undefined);
  };
  const complain = complainIn(error);
  const { sharp, sharpen, breakOff, stop, keepOnly } = useSharp(fetchPictures, complain);
  const sharpenChosen = (): Promise<void> => sharpen(wanted().chosen, preview.value);

  async function drawAll(): Promise<void> {
    const began = performance.now();
    const timer = setTimeout(() => (isSlow.value = true), dimAfterMs);
    try {
      preview.value ??= await fetchPictures([pictures[0]!], 'working', closing.signal, null);
      preview.value = await fetchPictures(pictures, 'working', closing.signal, preview.value);
      keepOnly(preview.value.items[wanted().chosen]); // not before: one sharp picture gives way to the next at once
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
    isStale = isMoving.value;
    if (isMoving.value) return;
    isMoving.value = true;
    do {
      isStale = false;
      breakOff();
      await drawAll();
    } while (isStale && wanted().isReady && !closing.signal.aborted);
    isMoving.value = false;
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
    () => (isMoving.value ? stop() : void sharpenChosen()),
  );
  onScopeDispose(() => closing.abort());
  return { preview, sharp, error, milliseconds, isSlow, isMoving, redraw };
}
