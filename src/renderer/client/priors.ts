import { defineStore } from 'pinia';
import { type ShallowRef, computed, ref, shallowRef, watch } from 'vue';
import { z } from 'zod';
import type { RealLimits } from '#shared/domain/forgedMarks.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, priorSetSchema } from '#shared/domain/priors.ts';
import { heldPress } from './press.ts';

const mostSteps = 100;
/** Steps by key of the same thing that follow one another this closely are one step to undo; a drag is one however long. */
const oneGestureMs = 800;

/** A draft and the saved set that it departs from. */
interface State {
  draft: PriorSet;
  saved: PriorSet;
  /** The run whose priors the draft began as; null where it began as the saved set. */
  from: string | null;
}

/** One number of a seed's plan, and the recipe that it was drawn by. */
export interface Pin {
  priorSet: PriorSet;
  seed: number;
  number: number;
  /** What it was made of when it was pinned, or as its code says; null where that says nothing. */
  madeOf: string | null;
}

/** Steps that were taken, to go back and forth between. */
function createHistory(now: () => State, show: (state: State) => void) {
  const past = shallowRef<State[]>([]);
  const future = shallowRef<State[]>([]);
  const none = { of: '', at: -Infinity, press: null as number | null };
  let gesture = none;

  /** Keeps a state to come back to; not where it is in the middle of the gesture `of`. */
  function remember(state: State, of = ''): void {
    const at = performance.now();
    const press = heldPress();
    const goesOn = press === null ? at - gesture.at < oneGestureMs : true;
    const isSameGesture = of !== '' && of === gesture.of && press === gesture.press && goesOn;
    gesture = { of, at, press };
    if (isSameGesture) return;
    past.value = [...past.value.slice(1 - mostSteps), state];
    future.value = [];
  }
  function step(from: ShallowRef<State[]>, to: ShallowRef<State[]>): void {
    const state = from.value.at(-1);
    if (!state) return;
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, now()];
    gesture = none;
    show(state);
  }
  /** Earlier steps of a set that was saved depart from it as it is now. */
  function rebase(priorSet: PriorSet): void {
    for (const states of [past, future]) {
      states.value = states.value.map((state) =>
        state.saved.name === priorSet.name ? { ...state, saved: priorSet } : state,
      );
    }
  }
  return { past, future, remember, rebase, undo: () => step(past, future), redo: () => step(future, past) };
}

/** The draft of one product's priors: unsaved moves survive a change of page, and every move can be undone. */
function createDraft(product: string) {
  return defineStore(`priors-${product}`, () => {
    const key = `flawsmith.priors.${product}`;
    const kept = stored(key);
    const draft = ref<PriorSet>(kept?.draft ?? copyOf(defaultPriorSet));
    const saved = shallowRef<PriorSet>(kept?.saved ?? copyOf(defaultPriorSet));
    const from = ref<string | null>(kept?.from ?? null);
    const seed = ref(0);
    /** What the bench shows. */
    const kind = ref<DefectKind>('scratch');
    const chosen = ref(0);
    /** A picture that stays while the recipe changes. */
    const pin = ref<Pin | null>(null);
    /** Largest of the labelled defects that were compared with. */
    const realLimits = shallowRef<RealLimits | null>(null);
    /** The search whose result was taken or left. */
    const settledSearch = ref('');
    const isChanged = computed(() => !isSame(draft.value, saved.value));

    const now = (): State => ({ draft: copyOf(draft.value), saved: saved.value, from: from.value });
    function show(state: State): void {
      draft.value = copyOf(state.draft);
      saved.value = state.saved;
      from.value = state.from;
    }
    const { past, future, remember, rebase, undo, redo } = createHistory(now, show);

    /** Changes the draft by a step that can be undone; `of` names what is moved, so that a drag is one step. */
    function change(edit: (draft: PriorSet) => void, of?: string): void {
      const before = now();
      edit(draft.value);
      if (!isSame(draft.value, before.draft)) remember(before, of);
    }
    /** Goes on from a saved set; what was on the bench comes back by undo. */
    function take(priorSet: PriorSet): void {
      if (isChanged.value) remember(now());
      show({ draft: priorSet, saved: copyOf(priorSet), from: null });
    }
    /** Puts the priors of a run on the bench as a draft that departs from `base`; undo brings back what was there. */
    function propose(priorSet: PriorSet, base: PriorSet, run: string): void {
      remember(now());
      show({ draft: priorSet, saved: copyOf(base), from: run });
    }
    /** Says that a set was saved as it is. */
    function markSaved(priorSet: PriorSet): void {
      rebase(copyOf(priorSet));
      saved.value = copyOf(priorSet);
      draft.value.name = priorSet.name;
      from.value = null;
    }

    watch([draft, saved, from], () => localStorage.setItem(key, JSON.stringify(now())), { deep: true });
    const shown = { draft, saved, from, seed, kind, chosen, pin, realLimits, settledSearch, past, future, isChanged };
    return { ...shown, change, undo, redo, take, propose, markSaved };
  })();
}

/** A copy of its own, without what the page hangs on it. */
export const copyOf = (priorSet: PriorSet): PriorSet => JSON.parse(JSON.stringify(priorSet)) as PriorSet;
const isSame = (one: PriorSet, other: PriorSet): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Earlier windows did not keep `from`. */
const stateSchema = z.object({
  draft: priorSetSchema,
  saved: priorSetSchema,
  from: z.string().nullable().default(null),
});

/** What an earlier window left on the bench; nothing where it is not a prior set of today. */
function stored(key: string): State | null {
  const text = localStorage.getItem(key);
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text)) as State;
  } catch (error) {
    console.info('The unsaved priors of an earlier window cannot be read.', error);
    return null;
  }
}

const drafts = new Map<string, ReturnType<typeof createDraft>>();

export function usePriors(product: string): ReturnType<typeof createDraft> {
  const known = drafts.get(product) ?? createDraft(product);
  drafts.set(product, known);
  return known;
}
