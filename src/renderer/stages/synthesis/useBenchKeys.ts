import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import { type Command, useCommands } from '../../ui/commands.ts';

type Words = (key: string) => string;

/** What the bench can do by key: R reseeds, B held shows the original, Ctrl Z and Ctrl Shift Z undo and redo. */
export function useBenchKeys(
  isOriginal: Ref<boolean>,
  t: Words,
  act: { reseed(): void; togglePart(): void; undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean },
): void {
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
  useCommands((): Command[] => [
    { id: 'reseed', label: t('synthesis.reseed'), keys: ['r'], run: act.reseed },
    { id: 'part', label: t('synthesis.showPart'), keys: ['j'], run: act.togglePart },
    { id: 'hold', label: t('synthesis.hold'), keys: ['b'], isMove: true, run: () => (isOriginal.value = true) },
    { id: 'undo', label: t('synthesis.undo'), shown: ['Ctrl', 'Z'], isEnabled: act.canUndo(), run: act.undo },
    { id: 'redo', label: t('synthesis.redo'), shown: ['Ctrl', 'Shift', 'Z'], isEnabled: act.canRedo(), run: act.redo },
  ]);
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
