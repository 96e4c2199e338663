import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import { type Command, useCommands } from '../../ui/commands.ts';

type Words = (key: string) => string;

/** What the bench can do by key: R reseeds, P pins, B held shows the original. */
export function useBenchKeys(
  isOriginal: Ref<boolean>,
  t: Words,
  act: { reseed(): void; togglePart(): void; togglePin(): void },
): void {
  const release = (): void => void (isOriginal.value = false);
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === 'b') release();
  };
  useCommands((): Command[] => [
    { id: 'reseed', label: t('synthesis.reseed'), keys: ['r'], run: act.reseed },
    { id: 'pin', label: t('synthesis.pin.pin'), keys: ['p'], run: act.togglePin },
    { id: 'part', label: t('synthesis.showPart'), keys: ['j'], run: act.togglePart },
    { id: 'hold', label: t('synthesis.hold'), keys: ['b'], isMove: true, run: () => (isOriginal.value = true) },
  ]);
  onMounted(() => {
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', release);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keyup', onKeyUp);
    window.removeEventListener('blur', release);
  });
}
