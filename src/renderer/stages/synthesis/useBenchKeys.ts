import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import { useKeys } from '../../ui/frame.ts';

/** Keys of the bench: R reseeds, B held shows the original, Ctrl Z and Ctrl Shift Z undo and redo. */
export function useBenchKeys(isOriginal: Ref<boolean>, act: { reseed(): void; undo(): void; redo(): void }): void {
  const release = (): void => void (isOriginal.value = false);
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === 'b') release();
  };
  const onUndo = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) act.redo();
    else act.undo();
  };
  useKeys({ r: act.reseed, b: () => (isOriginal.value = true) });
  onMounted(() => {
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', release);
    window.addEventListener('keydown', onUndo);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keyup', onKeyUp);
    window.removeEventListener('blur', release);
    window.removeEventListener('keydown', onUndo);
  });
}
