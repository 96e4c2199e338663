import { type Ref, onScopeDispose, ref, watch } from 'vue';

/** Width and height of an element as it is laid out, px; 0 × 0 until it is there. */
export function useRoom(element: Ref<HTMLElement | null>): Ref<{ width: number; height: number }> {
  const room = ref({ width: 0, height: 0 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry) room.value = { width: entry.contentRect.width, height: entry.contentRect.height };
  });
  watch(element, (now, before) => {
    if (before) observer.unobserve(before);
    if (now) observer.observe(now);
  });
  onScopeDispose(() => observer.disconnect());
  return room;
}
