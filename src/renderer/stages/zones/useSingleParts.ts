import { computed, ref, watch } from 'vue';
import type { GalleryRow } from '#shared/contract/studio.ts';
import { type ZoneFit, mostHeldAgainst } from '#shared/contract/studio/zones.ts';
import type { IgnoreZone } from '#shared/domain/zones.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';
import type { useZones } from './useZones.ts';

/** What sticks out furthest first, then what cannot be told, then what fits. */
const misfitOf = (fit: ZoneFit | undefined): number =>
  fit ? (fit.outside === 0 && fit.untold > 0 ? 1e-9 : fit.outside) : 0;

/**
 * Good parts that the zones are held against one at a time, those first which an ignore zone fits worst, and else those that look odd; none:
 * against the mean of all.
 * @param zones as they are drawn
 * @param isShown whether a picture that is none of them can be shown too, by its id
 */
export function useSingleParts(product: string, zones: ReturnType<typeof useZones>, isShown: (id: number) => boolean) {
  const session = useSession();
  const { value } = useLoad(
    () => [product, session.generation],
    (signal) =>
      studio.dataset.images(
        { product, filter: { split: 'train', label: 'normal' }, order: 'odd', offset: 0, limit: mostHeldAgainst },
        { signal },
      ),
  );
  const rows = computed<GalleryRow[]>(() => value.value?.rows ?? []);
  const wanted = computed<string>((before) => {
    const { ignore } = zones.draft.value;
    if (zones.isDragging.value || zones.faults.value.length > 0) return before ?? ''; // what was measured stays
    const images = rows.value.map(({ id }) => id);
    return images.length > 0 && ignore.length > 0 ? JSON.stringify({ images, ignore }) : '';
  });
  const measured = useLoad(
    () => [product, session.generation, wanted.value],
    async (signal) => {
      if (wanted.value === '') return [];
      const asked = JSON.parse(wanted.value) as { images: number[]; ignore: IgnoreZone[] };
      return studio.zones.fits({ product, ...asked }, { signal });
    },
  );
  /** By picture; empty where nothing is ignored. */
  const fits = computed(() => new Map((measured.value.value ?? []).map((fit) => [fit.image, fit])));
  const parts = computed<GalleryRow[]>(() => {
    const misfit = ({ id }: GalleryRow): number => misfitOf(fits.value.get(id));
    return [...rows.value].sort((one, other) => misfit(other) - misfit(one));
  });
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
  return {
    ...{ parts, total: computed(() => value.value?.total ?? 0), chosen, part, place, move },
    ...{
      fits,
      isMeasuring: computed(() => wanted.value !== '' && measured.isLoading.value),
      fitFailure: measured.error,
    },
  };
}
