import { computed } from 'vue';
import { type Zones, noZones, zoneFaults } from '#shared/domain/zones.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { useZoneDraft } from '../../ui/useZoneDraft.ts';

/** The zones of a product and a draft of them; nothing is written before it is saved. */
export function useZones(product: string) {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const {
    value: loaded,
    error: loadError,
    reload,
  } = useLoad(
    () => [product, session.generation],
    (signal) => studio.zones.read({ product }, { signal }),
  );
  const saved = computed<Zones>(() => loaded.value?.zones ?? noZones);
  const own = useZoneDraft(saved, (draft) => draft, zoneFaults);
  const isChanged = computed(() => loaded.value !== null && own.isChanged.value);
  const isDamaged = computed(() => loaded.value?.isDamaged === true);

  async function save(): Promise<void> {
    await run(async () => {
      const wanted = own.draft.value;
      loaded.value = await studio.zones.save({ product, zones: wanted });
      own.steps.reset(saved.value);
    });
  }
  const failure = computed(() => error.value ?? loadError.value);
  return { ...own, loaded, isChanged, isDamaged, isBusy, failure, save, reload };
}
