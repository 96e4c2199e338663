import { computed, ref, watch } from 'vue';
import type { GalleryRow } from '#shared/contract/studio.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';

/** So many are offered; those that look odd come first, where zones fit worst. */
const most = 120;

/**
 * Good parts that the zones are held against one at a time; none: against the mean of all.
 * @param isShown whether a picture that is none of them can be shown too, by its id
 */
export function useSingleParts(product: string, isShown: (id: number) => boolean) {
  const session = useSession();
  const { value } = useLoad(
    () => [product, session.generation],
    (signal) =>
      studio.dataset.images(
        { product, filter: { split: 'train', label: 'normal' }, order: 'odd', offset: 0, limit: most },
        { signal },
      ),
  );
  const parts = computed<GalleryRow[]>(() => value.value?.rows ?? []);
  const chosen = ref<number | null>(null);
  const part = computed(() => parts.value.find(({ id }) => id === chosen.value) ?? null);
  watch(parts, () => {
    if (!part.value && chosen.value !== null && !isShown(chosen.value)) chosen.value = null;
  });
  /** Where it stands among all that are offered; -1 is the mean. */
  const place = computed(() => parts.value.findIndex(({ id }) => id === chosen.value));
  function move(by: 1 | -1): void {
    const to = Math.min(Math.max(place.value + by, -1), parts.value.length - 1);
    chosen.value = parts.value[to]?.id ?? null;
  }
  return { parts, total: computed(() => value.value?.total ?? 0), chosen, part, place, move };
}
