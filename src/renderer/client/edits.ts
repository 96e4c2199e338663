import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
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

/** The undo stack of the product that is open, for the frame and its pages; what a step changed, every page shows anew. */
export const useEdits = defineStore('edits', () => {
  const session = useSession();
  const { error, isBusy, run } = useAction();
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

  /** One step, said afterwards. @param perform does it and keeps its failure, where a page shows that itself */
  async function act(work: () => Promise<SaidEdit | null>, perform: typeof run = run): Promise<boolean> {
    close();
    const isDone = await perform(async () => (said.value = await work()));
    session.renew();
    return isDone;
  }

  /** The stack is asked anew: another window or the command line may have done something since. */
  async function step(way: 'undo' | 'redo'): Promise<void> {
    const id = product.value;
    if (id === null || isBusy.value) return;
    await reload();
    if (stack.value && stack.value[way] === null) {
      close();
      isNothing.value = true;
      return;
    }
    const how = way === 'undo' ? 'undone' : 'redone';
    await act(async () => ({ ...(await studio.dataset[way]({ product: id })), how, notes: [] }));
  }
  return {
    product,
    said,
    isNothing,
    error,
    stack,
    reload,
    act,
    close,
    undo: () => step('undo'),
    redo: () => step('redo'),
  };
});
