import { type ComputedRef, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { useEdits } from '../client/edits.ts';
import { useSession } from '../client/session.ts';
import { type Command, isOver, isTyping, useCommands } from './commands.ts';
import { useEditWords } from './useEditWords.ts';

/** Steps that a page keeps for itself: while it is shown, Undo and Redo are theirs, in its fields too. */
export interface OwnSteps {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
}

const own = shallowRef<OwnSteps | null>(null);

/** @param isOn while it holds, else Undo and Redo are the product's */
export function useOwnSteps(steps: OwnSteps, isOn: () => boolean = () => true): void {
  const leave = (): void => {
    if (own.value === steps) own.value = null;
  };
  onMounted(() => watch(isOn, (on) => (on ? (own.value = steps) : leave()), { immediate: true }));
  onBeforeUnmount(leave);
}

/** Undo and Redo on every page of a product: by Ctrl Z and Ctrl Shift Z, and in the palette. The frame calls it once. */
export function useUndo(product: ComputedRef<string | null>): void {
  const { t } = useI18n();
  const route = useRoute();
  const session = useSession();
  const edits = useEdits();
  const words = useEditWords();
  watch(product, (id) => (edits.product = id), { immediate: true });

  /** Each press is a step, however quick; a key held down takes back no more than is seen to go. */
  function step(way: 'undo' | 'redo', event?: KeyboardEvent): void {
    if (session.isLost || (event?.repeat && edits.isUnderWay)) return;
    if (own.value) own.value[way]();
    else void edits[way]();
  }
  /** A field of text has an undo of its own, and a dialog is about something else. */
  function onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
    if (product.value === null || isOver() || (own.value === null && isTyping(event))) return;
    event.preventDefault();
    step(event.shiftKey ? 'redo' : 'undo', event);
  }
  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));

  const isThere = (way: 'undo' | 'redo'): boolean => {
    if (product.value === null || session.isLost) return false;
    if (own.value) return way === 'undo' ? own.value.canUndo() : own.value.canRedo();
    return edits.stack?.[way] != null;
  };
  function labelOf(way: 'undo' | 'redo'): string {
    if (own.value) return t(`synthesis.${way}`);
    const edit = edits.stack?.[way];
    return edit ? t(`edits.${way}What`, { what: words(edit) }) : t(`edits.${way}`);
  }
  useCommands((): Command[] => [
    {
      id: 'undo',
      label: labelOf('undo'),
      keys: route.name === 'dataset' ? ['u'] : [],
      shown: ['Ctrl', 'Z'],
      isEnabled: isThere('undo'),
      run: (event) => step('undo', event),
    },
    {
      id: 'redo',
      label: labelOf('redo'),
      shown: ['Ctrl', 'Shift', 'Z'],
      isEnabled: isThere('redo'),
      run: () => step('redo'),
    },
  ]);
}
