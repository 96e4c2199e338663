import { type Ref, onScopeDispose, ref } from 'vue';

/** Whether the window fits a media query, such as `(max-height: 899px)`, now and whenever it is sized anew. */
export function useMedia(condition: string): Ref<boolean> {
  const query = window.matchMedia(condition);
  const fits = ref(query.matches);
  const follow = (): void => void (fits.value = query.matches);
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));
  return fits;
}

/** True where the window is wide enough for the middle to gain columns (1600 CSS pixels). */
export const useWide = (): Ref<boolean> => useMedia('(min-width: 1600px)');
