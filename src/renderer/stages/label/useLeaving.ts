import { onBeforeUnmount, onMounted, ref } from 'vue';
import type { Painter } from './usePainter.ts';

/** Nothing that was painted is lost on leaving: the page waits until it is saved, and asks where it cannot be. */
export function useLeaving({ settled, isSaved }: Pick<Painter, 'settled' | 'isSaved'>) {
  const isAsking = ref(false);
  let decide: ((mayLeave: boolean) => void) | null = null;

  async function mayLeave(): Promise<boolean> {
    if (await settled()) return true;
    isAsking.value = true;
    return new Promise((resolve) => (decide = resolve));
  }
  function answer(isLeaving: boolean): void {
    isAsking.value = false;
    decide?.(isLeaving);
    decide = null;
  }
  /** The browser asks where the window itself is closed. */
  const onUnload = (event: BeforeUnloadEvent): void => {
    if (!isSaved()) event.preventDefault();
  };
  onMounted(() => window.addEventListener('beforeunload', onUnload));
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload));
  return { isAsking, mayLeave, answer };
}
