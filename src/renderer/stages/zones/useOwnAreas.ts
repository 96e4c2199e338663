import { type Ref, computed } from 'vue';
import { ownAreaFaults } from '#shared/domain/ownAreas.ts';
import { type Zones, noZones } from '#shared/domain/zones.ts';
import { studio } from '../../client/studio.ts';
import { useAction } from '../../ui/useLoad.ts';
import { draftByPicture, useZoneDraft } from '../../ui/useZoneDraft.ts';
import type { useZones } from './useZones.ts';

/**
 * What is ignored in a single picture beside the product's zones, and a draft of it for each picture that was shown.
 * @param picture id of the one that is shown; null where it is the mean
 */
export function useOwnAreas(product: string, { loaded }: ReturnType<typeof useZones>, picture: Ref<number | null>) {
  const { error: failure, isBusy, run } = useAction();
  const shared = computed<Zones>(() => loaded.value?.zones ?? noZones);
  const savedOf = (id: number | null): Zones => ({
    ...{ roi: shared.value.roi, inspect: [] },
    ignore: loaded.value?.own.find((one) => one.id === id)?.ignore ?? [],
  });
  const saved = computed(() => savedOf(picture.value));
  const own = useZoneDraft(
    saved,
    ({ ignore }) => ({ ...shared.value, ignore: [...shared.value.ignore, ...ignore] }),
    ({ ignore }) => ownAreaFaults(ignore, shared.value),
  );
  const unsaved = draftByPicture(own, picture, savedOf);

  async function save(): Promise<void> {
    const image = picture.value;
    if (image === null) return;
    await run(async () => {
      loaded.value = await studio.zones.saveOwn({ product, image, ignore: own.draft.value.ignore });
      own.steps.reset(saved.value);
    });
  }
  return { ...own, unsaved, isBusy, failure, save };
}
