import { type Ref, type ShallowRef, computed, shallowRef, watch } from 'vue';
import type { Zones } from '#shared/domain/zones.ts';

/** Changes of a draft that can be taken back. */
const mostSteps = 100;

/**
 * Undo and redo of a draft that is not saved yet: each change is a step, a drag with all its moves one.
 * @param isDragging while it holds, the draft is on its way to its next state
 */
export function useDraftSteps(draft: ShallowRef<Zones>, isDragging: Ref<boolean>) {
  const past = shallowRef<readonly Zones[]>([]);
  const future = shallowRef<readonly Zones[]>([]);
  /** The draft as it was after the last step. */
  let last = draft.value;
  watch(
    [draft, isDragging],
    () => {
      if (isDragging.value || draft.value === last) return;
      past.value = [...past.value, last].slice(-mostSteps);
      future.value = [];
      last = draft.value;
    },
    { flush: 'sync' },
  );
  function show(zones: Zones): void {
    last = zones;
    draft.value = zones;
  }
  /** Goes to the next state of one side, and keeps the present one on the other. */
  function step(from: ShallowRef<readonly Zones[]>, to: ShallowRef<readonly Zones[]>): void {
    const next = from.value.at(-1);
    if (!next || isDragging.value) return;
    to.value = [...to.value, draft.value];
    from.value = from.value.slice(0, -1);
    show(next);
  }
  return {
    undo: () => step(past, future),
    redo: () => step(future, past),
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    /** Begins anew from zones that are saved. */
    reset(zones: Zones): void {
      past.value = future.value = [];
      show(zones);
    },
  };
}
