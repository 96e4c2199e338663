import { computed, ref, watch } from 'vue';
import { useForeground } from '../../ui/useForeground.ts';
import { useOwnAreas } from './useOwnAreas.ts';
import { useSingleParts } from './useSingleParts.ts';
import type { useZones } from './useZones.ts';
import { type ZoneTool, isBrush } from './zoneTools.ts';

export const scopes = ['product', 'picture', 'part'] as const;

/** A single picture has ignore areas alone, whose foreground is painted. */
const ofProduct = new Set<ZoneTool>(['roi', 'inspect', 'measure']);

/** What is drawn on: the product's zones, what is ignored in the single part that is shown, or where the part is in it. */
export function useScope(product: string, zones: ReturnType<typeof useZones>) {
  const { loaded } = zones;
  const scope = ref<(typeof scopes)[number]>('product');
  const single = useSingleParts(product, zones, (id) => loaded.value?.own.some((one) => one.id === id) === true);
  const { chosen: partId } = single;
  /** What is shown, be it a good part or another picture with areas of its own; null: the mean. */
  const part = computed(() => {
    const other = loaded.value?.own.find(({ id }) => id === partId.value);
    return single.part.value ?? (other ? { ...other, shown: other.name } : null);
  });
  const own = useOwnAreas(
    product,
    zones,
    computed(() => part.value?.id ?? null),
  );
  const isOwn = computed(() => scope.value === 'picture' && part.value !== null);
  const isPart = computed(() => scope.value === 'part' && part.value !== null);
  const foreground = useForeground(
    product,
    computed(() => (isPart.value ? part.value!.id : null)),
    zones.reload, // the list of exceptions has one more, or one less
  );
  const now = computed(() => (isPart.value ? foreground : isOwn.value ? own : zones));
  const draft = computed({ get: () => now.value.draft.value, set: (to) => (now.value.draft.value = to) });
  const isDragging = computed({
    get: () => now.value.isDragging.value,
    set: (to) => (now.value.isDragging.value = to),
  });
  const isChanged = computed(() => now.value.isChanged.value);
  const failure = computed(() => zones.failure.value ?? own.failure.value ?? foreground.failure.value);
  /** Of each picture that has some, as they are drawn now. */
  const ownAreas = computed(
    () =>
      new Map([
        ...(loaded.value?.own ?? []).map(({ id, ignore }) => [id, ignore] as const),
        ...(part.value ? [[part.value.id, own.draft.value.ignore] as const] : []),
      ]),
  );
  const nameOf = (id: number): string =>
    single.parts.value.find((row) => row.id === id)?.shown ??
    loaded.value?.own.find((one) => one.id === id)?.name ??
    '';
  /** What was drawn and is not saved, on pictures that are not shown too. */
  const unsaved = computed(() => [
    ...(zones.isChanged.value ? [{ of: 'product' as const, name: '' }] : []),
    ...own.unsaved.value.map((id) => ({ of: 'picture' as const, name: nameOf(id) })),
    ...foreground.unsaved.value.map((id) => ({ of: 'part' as const, name: nameOf(id) })),
  ]);
  const canUse = (tool: ZoneTool): boolean => (isPart.value ? isBrush(tool) : !isOwn.value || !ofProduct.has(tool));
  watch(part, () => {
    if (part.value === null) scope.value = 'product';
  });
  return {
    ...{ scope, single, partId, part, isOwn, isPart, foreground, now, ownAreas },
    ...{ draft, isDragging, isChanged, unsaved, failure, canUse },
  };
}
