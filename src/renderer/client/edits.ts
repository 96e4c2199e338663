import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Edit } from '#shared/domain/edits.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import { useAction, useLoad } from '../ui/useLoad.ts';
import { useSession } from './session.ts';
import { studio } from './studio.ts';

/** What was done last, to be said and taken back: a step with what has to be known of it. */
export interface SaidEdit {
  edit: Edit;
  how: 'done' | 'undone' | 'redone';
  notes: readonly LabelNote[];
  /** Pictures that something else changed since, and that stayed. */
  kept: number;
}

/** Steps in the order in which they were asked for, one at a time. What waits behind one that fails is dropped: it was meant to follow it. */
function createTurns() {
  const waiting = ref(0);
  let last = Promise.resolve(true);
  let failures = 0;
  function inTurn(perform: () => Promise<boolean>): Promise<boolean> {
    const before = failures;
    waiting.value++;
    last = last.then(async () => {
      if (failures !== before) return false;
      const isDone = await perform();
      if (!isDone) failures++;
      return isDone;
    });
    return last.finally(() => waiting.value--);
  }
  return { isUnderWay: computed(() => waiting.value > 0), inTurn };
}

/** The undo stack of the product that is open, for the frame and its pages; what a step changed, every page shows anew. */
export const useEdits = defineStore('edits', () => {
  const session = useSession();
  const { error, run } = useAction();
  /** Id of the product that is open; the frame sets it. */
  const product = ref<string | null>(null);
  const said = shallowRef<SaidEdit | null>(null);
  /** True once Undo or Redo was asked for and there was nothing. */
  const isNothing = ref(false);
  const { value: stack, reload } = useLoad(
    () => [product.value, session.generation, product.value && session.productById(product.value)],
    async (signal) => (product.value === null ? null : studio.dataset.edits({ product: product.value }, { signal })),
  );
  function close(): void {
    said.value = null;
    error.value = null;
    isNothing.value = false;
  }
  watch(product, close);

  const { isUnderWay, inTurn } = createTurns();

  /**
   * One step, said afterwards; where another is under way, once that is done.
   * @param perform does it and keeps its failure, where a page shows that itself
   */
  const act = (work: () => Promise<SaidEdit | null>, perform: typeof run = run): Promise<boolean> =>
    inTurn(async () => {
      close();
      const isDone = await perform(async () => (said.value = await work()));
      session.renew();
      return isDone;
    });

  /** The stack is asked anew: another window or the command line may have done something since. */
  async function step(way: 'undo' | 'redo'): Promise<void> {
    const id = product.value;
    if (id === null) return;
    await act(async () => {
      if (product.value !== id) return null; // another product was opened while it waited
      const stack = await studio.dataset.edits({ product: id });
      if (stack[way] === null) {
        isNothing.value = true;
        return null;
      }
      return { ...(await studio.dataset[way]({ product: id })), how: way === 'undo' ? 'undone' : 'redone', notes: [] };
    });
  }
  return {
    product,
    said,
    isNothing,
    error,
    /** A step is under way, and others may wait behind it. */
    isUnderWay,
    stack,
    reload,
    act,
    close,
    undo: () => step('undo'),
    redo: () => step('redo'),
  };
});
