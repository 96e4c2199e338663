import { onBeforeUnmount, onMounted } from 'vue';

/** Keys of a page: the key as KeyboardEvent.key names it → what it does. Not while typing in a field. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement | null;
    const isTyping =
      target?.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') === true;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action(event);
  };
  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}
