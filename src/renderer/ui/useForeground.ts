import { type Ref, computed } from 'vue';
import { type Zones, isPainted, noZones } from '#shared/domain/zones.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import { type Mask, type Sides, maskArea } from '#shared/vision/raster.ts';
import { useSession } from '../client/session.ts';
import { studio } from '../client/studio.ts';
import { useAction, useLoad } from './useLoad.ts';
import { draftByPicture, useZoneDraft } from './useZoneDraft.ts';

/**
 * Where the part is in a picture, as one painted area that brush and eraser correct, and a draft of it for each picture that was shown.
 * @param picture id of the one that is shown; null where none is asked about
 * @param onKept called once something was saved, or taken back to what is found
 */
export function useForeground(product: string, picture: Ref<number | null>, onKept?: () => Promise<void>) {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const { value: loaded, error: loadError } = useLoad(
    () => [product, picture.value, session.generation],
    async (signal) => {
      const image = picture.value;
      return image === null ? null : { image, ...(await studio.zones.readForeground({ product, image }, { signal })) };
    },
  );
  const now = computed(() => (loaded.value?.image === picture.value ? loaded.value : null));
  const savedOf = (id: number | null): Zones => ({
    ...noZones,
    ignore: loaded.value?.image === id && loaded.value ? [{ name: 'part', painted: loaded.value.painted }] : [],
  });
  const saved = computed(() => savedOf(picture.value));
  const own = useZoneDraft(
    saved,
    (draft) => draft,
    ({ ignore }) => (ignore.length === 0 && now.value ? [{ code: 'noPart', kind: null, name: '', at: [] }] : []),
  );
  const unsaved = draftByPicture(own, picture, savedOf);
  const isChanged = computed(() => now.value !== null && own.isChanged.value);
  const state = computed(() => (now.value === null ? 'pending' : now.value.isCorrected ? 'corrected' : 'found'));

  /** As it is drawn now; null where it is not known, or all of it was taken away. */
  const painted = computed(() => own.draft.value.ignore.find(isPainted)?.painted ?? null);
  /** Cells of what is saved; null where that is not known. */
  const grid = computed<Sides | null>(() => now.value?.painted ?? null);
  /** Puts what a mask marks in its place. */
  function paint(mask: Mask): void {
    const { width, height } = mask;
    const area = { name: 'part', painted: { width, height, runs: runsOfMask(mask.data) } };
    own.draft.value = { ...own.draft.value, ignore: maskArea(mask) > 0 ? [area] : [] };
  }

  async function keep(isFound: boolean): Promise<void> {
    const image = picture.value;
    const wanted = isFound ? null : painted.value;
    if (image === null || (!wanted && !isFound)) return;
    await run(async () => {
      loaded.value = { image, ...(await studio.zones.saveForeground({ product, image, painted: wanted })) };
      own.steps.reset(saved.value);
      await onKept?.();
    });
  }
  const failure = computed(() => error.value ?? loadError.value);
  return {
    ...own,
    unsaved,
    isChanged,
    state,
    painted,
    grid,
    paint,
    isBusy,
    failure,
    save: () => keep(false),
    clear: () => keep(true),
  };
}
