import { type ComputedRef, computed, onBeforeUnmount, onMounted, shallowReactive } from 'vue';

/** Something a person can do now: by a button of the page, by its key, or found by name in the palette. */
export interface Command {
  id: string;
  /** What it does, in the words of the page. */
  label: string;
  /** KeyboardEvent.key values that run it; with `Ctrl+` or `Ctrl+Shift+` before a small letter where these are held. */
  keys?: readonly string[];
  /** The keycaps as shown, where they are not `keys` in capitals. */
  shown?: readonly string[];
  /** False hides it from the palette and deafens its keys. */
  isEnabled?: boolean;
  /** True where only the sheet of keys names it: moving about is no action to look up. */
  isMove?: boolean;
  /** Belongs to the frame rather than to the page that is open. */
  isGlobal?: boolean;
  /** Stands before all others in the palette. */
  isFirst?: boolean;
  run(event?: KeyboardEvent): void;
}

const sources = shallowReactive(new Set<() => readonly Command[]>());

/** All that can be done now, the page's own first. */
export const commands: ComputedRef<readonly Command[]> = computed(() => {
  const all = [...sources].flatMap((source) => source()).filter(({ isEnabled }) => isEnabled !== false);
  return [...all.filter(({ isGlobal }) => !isGlobal), ...all.filter(({ isGlobal }) => isGlobal)];
});

/** The keycaps of a command. */
export const keycaps = (command: Command): readonly string[] =>
  command.shown ?? command.keys?.map((key) => (key.length === 1 ? key.toUpperCase() : key)) ?? [];

const fields = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

/** What Enter presses. */
const pressed = 'button, a, summary, [role=button], [role=radio], [role=tab]';

/** A field has the focus. */
export const isTyping = ({ target }: Event): boolean => target instanceof Element && target.matches(fields);

/** A dialog lies over the page. */
export const isOver = (): boolean => document.querySelector('[role=dialog], [role=alertdialog]') !== null;

/** True where a key belongs to what has the focus: a field, or a dialog over the page. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.altKey || event.defaultPrevented) return true;
  if (event.key === 'Enter' && event.target instanceof Element && event.target.matches(pressed)) return true;
  return isTyping(event) || isOver();
}

/** What a key is called in {@link Command.keys}; the command key of a Mac counts as Ctrl. */
function keysOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string[] {
  if (!ctrlKey && !metaKey) return [key, key.toLowerCase()];
  return [`Ctrl+${shiftKey ? 'Shift+' : ''}${key.toLowerCase()}`];
}

/** Offers what a component can do, by key and in the palette, for as long as it is shown. */
export function useCommands(source: () => readonly Command[]): void {
  const onKey = (event: KeyboardEvent): void => {
    if (isTaken(event)) return;
    const wanted = keysOf(event);
    const command = source().find(
      ({ keys, isEnabled }) => isEnabled !== false && keys?.some((key) => wanted.includes(key)),
    );
    if (!command) return;
    event.preventDefault();
    command.run(event);
  };
  onMounted(() => {
    sources.add(source);
    window.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    sources.delete(source);
    window.removeEventListener('keydown', onKey);
  });
}
