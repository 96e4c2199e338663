import { type Ref, shallowRef, watch } from 'vue';
import { useEdits } from '../../client/edits.ts';
import { useSession } from '../../client/session.ts';
import { LabelPicture, type Loaded } from './labelPicture.ts';
import { type StrokeSaver, createStrokeSaver } from './strokeSaver.ts';
import { type KnownKinds, useKinds } from './useKinds.ts';
import { usePainting } from './usePainting.ts';

/** The picture that is open as it is painted on: the kind in hand, layers, strokes, and how far they are saved. */
export function usePainter(
  product: string,
  loaded: Ref<Loaded | null>,
  kinds: () => KnownKinds,
  on: { redraw(): void; painted(image: number): void },
) {
  const edits = useEdits();
  const session = useSession();
  const open = shallowRef<LabelPicture | null>(null);
  const saver = shallowRef<StrokeSaver | null>(null);
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
    const marked = now.masks[0]?.kind ?? image.kind;
    inHand.take(marked ?? (inHand.all.value.includes(inHand.kind.value) ? inHand.kind.value : inHand.all.value[0]!));
    open.value = new LabelPicture(now, inHand.colourOf, (action) => {
      on.painted(image.id);
      mine.push(action);
    });
    on.redraw();
  }
  watch(loaded, start, { immediate: true });

  return {
    ...inHand,
    ...painting,
    ...{ open, saver },
    /** Waits for all strokes. @returns whether all are saved */
    async settled(): Promise<boolean> {
      await Promise.all([...savers].map((one) => one.settled()));
      return [...savers].every(({ state }) => state.value === 'saved');
    },
    isSaved: (): boolean => [...savers].every(({ state }) => state.value === 'saved'),
  };
}
export type Painter = ReturnType<typeof usePainter>;
