import { type Ref, onScopeDispose, ref } from 'vue';

/** True where the window is wide enough for the middle to gain columns (1600 CSS pixels). */
export function useWide(): Ref<boolean> {
  const query = window.matchMedia('(min-width: 1600px)');
  const isWide = ref(query.matches);
  const follow = (): void => void (isWide.value = query.matches);
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));
  return isWide;
}
