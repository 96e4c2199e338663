import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';

const mostSteps = 100;

/** The draft of one product's priors: unsaved moves survive a change of page, and every move can be undone. */
function createDraft(product: string) {
  return defineStore(`priors-${product}`, () => {
    const draft = ref<PriorSet>(structuredClone(defaultPriorSet));
    const saved = ref<PriorSet>(structuredClone(defaultPriorSet));
    const seed = ref(0);
    const past = ref<string[]>([]);
    const future = ref<string[]>([]);
    const isChanged = computed(() => JSON.stringify(draft.value) !== JSON.stringify(saved.value));

    /** Changes the draft by a step that can be undone. */
    function change(edit: (draft: PriorSet) => void): void {
      const before = JSON.stringify(draft.value);
      edit(draft.value);
      if (JSON.stringify(draft.value) === before) return;
      past.value = [...past.value.slice(1 - mostSteps), before];
      future.value = [];
    }
    function undo(): void {
      const before = past.value.pop();
      if (before === undefined) return;
      future.value.push(JSON.stringify(draft.value));
      draft.value = JSON.parse(before) as PriorSet;
    }
    function redo(): void {
      const next = future.value.pop();
      if (next === undefined) return;
      past.value.push(JSON.stringify(draft.value));
      draft.value = JSON.parse(next) as PriorSet;
    }
    /** Takes a set as the one that is saved, and the draft from it. */
    function take(priorSet: PriorSet): void {
      saved.value = structuredClone(priorSet);
      draft.value = structuredClone(priorSet);
      past.value = [];
      future.value = [];
    }
    const markSaved = (priorSet: PriorSet): void => void (saved.value = structuredClone(priorSet));
    return { draft, saved, seed, past, future, isChanged, change, undo, redo, take, markSaved };
  })();
}

const drafts = new Map<string, ReturnType<typeof createDraft>>();

export function usePriors(product: string): ReturnType<typeof createDraft> {
  const known = drafts.get(product) ?? createDraft(product);
  drafts.set(product, known);
  return known;
}
