import { type Ref, shallowRef, triggerRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { useEdits } from '../../client/edits.ts';
import { useSession } from '../../client/session.ts';
import { explain } from '../../client/studio.ts';
import { LabelPicture, type Loaded } from './labelPicture.ts';
import { type StrokeSaver, createStrokeSaver } from './strokeSaver.ts';
import { type KnownKinds, useKinds } from './useKinds.ts';
import type { LabelWork } from './useLabelWorker.ts';
import { usePainting } from './usePainting.ts';

/** The picture that is open as it is painted on: the kind in hand, layers, strokes, and how far they are saved. */
export function usePainter(
  product: string,
  loaded: Ref<Loaded | null>,
  kinds: () => KnownKinds,
  on: { redraw(): void; painted(image: number): void },
  worker: LabelWork,
) {
  const edits = useEdits();
  const session = useSession();
  const open = shallowRef<LabelPicture | null>(null);
  const saver = shallowRef<StrokeSaver | null>(null);
  /** Why an edit could not be done. */
  const failed = shallowRef<FlawsmithError | null>(null);
  /** Of pictures whose strokes are still under way, that one included. */
  const savers = new Set<StrokeSaver>();
  const inHand = useKinds(kinds, () => [...(open.value?.layers.keys() ?? [])]);
  const painting = usePainting(open, inHand, on.redraw);

  function start(now: Loaded | null): void {
    if (!now) {
      open.value = saver.value = null;
      return;
    }
    const { image, revision } = now.label;
    const mine = createStrokeSaver(product, image.id, revision, (words) => {
      edits.said = words;
      session.renew();
    });
    savers.add(mine);
    saver.value = mine;
    inHand.begin(now.masks[0]?.kind ?? image.kind);
    const picture = new LabelPicture(now, {
      colourOf: inHand.colourOf,
      work: worker.edit,
      failed: (thrown) => (failed.value = failureOf(thrown)),
      perform(action) {
        on.painted(image.id);
        failed.value = null;
        mine.push(action);
        if (open.value === picture) triggerRef(open);
      },
      changed: () => open.value === picture && on.redraw(),
    });
    failed.value = null;
    open.value = picture;
    on.redraw();
  }
  watch(loaded, start, { immediate: true });
  /** Waits for what is done to the picture beside the page. */
  const finished = async (): Promise<void> => open.value?.edits.idle();

  const areSaved = (): boolean => [...savers].every(({ state }) => state.value === 'saved');
  return {
    ...inHand,
    ...painting,
    ...{ open, saver, failed, finished },
    /** Waits for all strokes. @returns whether all are saved */
    async settled(): Promise<boolean> {
      await finished();
      await Promise.all([...savers].map((one) => one.settled()));
      return areSaved();
    },
    isSaved: (): boolean => open.value?.edits.isIdle !== false && areSaved(),
  };
}
/** Null where the page was left. */
function failureOf(thrown: unknown): FlawsmithError | null {
  const meaning = explain(thrown);
  return meaning instanceof CancelledError ? null : meaning;
}
export type Painter = ReturnType<typeof usePainter>;
