import { onBeforeUnmount, onMounted, ref } from 'vue';
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router';

/** What a page has to save. */
interface Savings {
  /** Waits for what is on its way. @returns whether all is saved */
  settled(): Promise<boolean>;
  isSaved(): boolean;
}

/** Nothing that was done is lost on leaving a page, in whose set-up this is called: it waits for what is on its way, and asks where something is not saved. */
export function useLeaving({ settled, isSaved }: Savings) {
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
  onBeforeRouteLeave(mayLeave);
  // the page of another product is another page, too
  onBeforeRouteUpdate((to, from) => to.params['product'] === from.params['product'] || mayLeave());
  onMounted(() => window.addEventListener('beforeunload', onUnload));
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload));
  return { isAsking, answer };
}
