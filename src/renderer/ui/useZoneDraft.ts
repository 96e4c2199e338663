import { type ComputedRef, type Ref, computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import { type ZoneFault, type Zones, noZones, shareJudged, zoneWarnings } from '#shared/domain/zones.ts';
import { useDraftSteps } from './useDraftSteps.ts';

const text = (zones: Zones): string => JSON.stringify(zones);

/**
 * A draft of zones; nothing of it is written here.
 * @param saved what it is a draft of
 * @param whole all that holds with a draft, of which something has to be left
 * @param faultsOf what is wrong with a draft
 */
export function useZoneDraft(
  saved: ComputedRef<Zones>,
  whole: (draft: Zones) => Zones,
  faultsOf: (draft: Zones) => ZoneFault[],
) {
  const draft = shallowRef<Zones>(noZones);
  /** A corner is being dragged: what takes long to compute waits. */
  const isDragging = ref(false);
  const steps = useDraftSteps(draft, isDragging);
  const isChanged = computed(() => text(draft.value) !== text(saved.value));

  watch(saved, (now, before) => {
    if (text(draft.value) === text(before)) steps.reset(now); // a draft stays, whatever else is saved meanwhile
  });

  const settled = shallowRef<Zones>(noZones);
  watch([draft, isDragging], () => {
    if (!isDragging.value) settled.value = draft.value;
  });
  const faults = computed(() => faultsOf(settled.value));
  const warnings = computed(() => (faults.value.length > 0 ? [] : zoneWarnings(whole(settled.value))));
  /** Shares of the photograph; null while the polygons are no polygons. */
  const shares = computed(() => {
    if (faults.value.some(({ code }) => code !== 'nothingLeft' && code !== 'sameName')) return null;
    const { wanted, left } = shareJudged(whole(settled.value));
    return { judged: left, ignored: wanted - left, rest: 1 - wanted };
  });
  const discard = (): void => void (draft.value = saved.value);
  return { draft, isDragging, steps, isChanged, faults, warnings, shares, discard };
}

/**
 * Gives each picture a draft of its own: one that was left before it was saved is there again when it is come back to.
 * @param picture id of the one that is shown; null where it is none
 * @param savedOf what a picture's draft is of, as far as it is loaded
 * @returns ids of the pictures whose drafts are not saved
 */
export function draftByPicture(
  { draft, steps, isChanged }: Pick<ReturnType<typeof useZoneDraft>, 'draft' | 'steps' | 'isChanged'>,
  picture: Ref<number | null>,
  savedOf: (id: number | null) => Zones,
): ComputedRef<number[]> {
  /** Of pictures that are not shown. */
  const drafts = shallowReactive(new Map<number, Zones>());
  watch(
    picture,
    (now, before) => {
      if (before !== null && text(draft.value) !== text(savedOf(before))) drafts.set(before, draft.value);
      steps.reset((now !== null && drafts.get(now)) || savedOf(now));
      if (now !== null) drafts.delete(now);
    },
    { flush: 'sync' }, // before what is saved of the next picture is taken for a change of this one's
  );
  return computed(() => [...drafts.keys(), ...(picture.value !== null && isChanged.value ? [picture.value] : [])]);
}
