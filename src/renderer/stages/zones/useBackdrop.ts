import { type Ref, computed, ref, watch } from 'vue';
import { meanUrl, pictureUrl } from '#shared/contract/studio.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { useZones } from './useZones.ts';

export const backdrops = ['mean', 'spread'] as const;

interface ShownPart extends Sides {
  id: number;
}

/**
 * What zones are drawn over: a single part, or the mean of the good ones, or where these differ.
 * @param part the single one; null: all of them
 */
export function useBackdrop(product: string, { loaded }: ReturnType<typeof useZones>, part: Ref<ShownPart | null>) {
  const backdrop = ref<(typeof backdrops)[number]>('mean');
  const mean = computed(() => loaded.value && meanUrl(product, loaded.value.mean));
  /** A part of another size has corners in pixels of its own. */
  const photograph = computed(() => part.value ?? loaded.value?.photograph ?? { width: 1, height: 1 });
  const source = computed(() => {
    if (part.value) return pictureUrl(product, part.value.id, 'full');
    return loaded.value && meanUrl(product, loaded.value.mean, backdrop.value);
  });
  /** The mean takes a while where it is not kept yet. */
  const state = ref<'pending' | 'shown' | 'failed'>('pending');
  watch(source, () => (state.value = 'pending'));
  return { backdrop, mean, photograph, source, state };
}
