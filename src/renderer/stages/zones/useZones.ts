import { computed, ref, shallowRef, watch } from 'vue';
import { type Zones, noZones, shareJudged, zoneFaults, zoneWarnings } from '#shared/domain/zones.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { useDraftSteps } from './useDraftSteps.ts';

/** The zones of a product and a draft of them; nothing is written before it is saved. */
export function useZones(product: string) {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const { value: loaded, error: loadError } = useLoad(
    () => [product, session.generation],
    (signal) => studio.zones.read({ product }, { signal }),
  );
  const saved = computed<Zones>(() => loaded.value?.zones ?? noZones);
  const draft = shallowRef<Zones>(noZones);
  /** A corner is being dragged: what takes long to compute waits. */
  const isDragging = ref(false);
  const steps = useDraftSteps(draft, isDragging);
  const text = (zones: Zones): string => JSON.stringify(zones);
  const isChanged = computed(() => loaded.value !== null && text(draft.value) !== text(saved.value));
  const isDamaged = computed(() => loaded.value?.isDamaged === true);

  watch(saved, (now, before) => {
    if (text(draft.value) === text(before)) steps.reset(now); // a draft stays, whatever else is saved meanwhile
  });

  const settled = shallowRef<Zones>(noZones);
  watch([draft, isDragging], () => {
    if (!isDragging.value) settled.value = draft.value;
  });
  const faults = computed(() => zoneFaults(settled.value));
  const warnings = computed(() => (faults.value.length > 0 ? [] : zoneWarnings(settled.value)));
  /** Shares of the photograph; null while the polygons are no polygons. */
  const shares = computed(() => {
    if (faults.value.some(({ code }) => code !== 'nothingLeft' && code !== 'sameName')) return null;
    const { wanted, left } = shareJudged(settled.value);
    return { judged: left, ignored: wanted - left, rest: 1 - wanted };
  });

  async function save(): Promise<void> {
    await run(async () => {
      const wanted = draft.value;
      loaded.value = await studio.zones.save({ product, zones: wanted });
      steps.reset(saved.value);
    });
  }
  const discard = (): void => void (draft.value = saved.value);
  const failure = computed(() => error.value ?? loadError.value);
  return {
    ...{ loaded, draft, steps, isChanged, isDamaged, isDragging, isBusy },
    ...{ faults, warnings, shares, failure, save, discard },
  };
}
