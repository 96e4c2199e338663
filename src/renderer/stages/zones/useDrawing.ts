import { type Ref, computed, ref, watch } from 'vue';
import type { Sides } from '#shared/vision/raster.ts';
import type { useScale } from './useScale.ts';
import type { useScope } from './useScope.ts';
import type { useZones } from './useZones.ts';
import { type Kind, type Point, type ZonePlace, addZone, middleRectangle, zoneAt } from './zoneDraft.ts';
import type { ZoneTool } from './zoneTools.ts';

/**
 * What a person holds and has begun: tool, brush, the chosen zone, the corners of a polygon that is not closed yet.
 * @param leave where there is nothing left to give up
 */
export function useDrawing(
  { scope, partId, part, isOwn, isPart, draft, canUse }: ReturnType<typeof useScope>,
  { loaded }: ReturnType<typeof useZones>,
  line: ReturnType<typeof useScale>['line'],
  photograph: Ref<Sides>,
  leave: () => void,
) {
  const tool = ref<ZoneTool>('select');
  const chosen = ref<ZonePlace | null>(null);
  const drawn = ref<Point[]>([]);
  /** Of the brush, in the photograph's pixels; a twentieth of its width until a person sets it. */
  const setSize = ref<number | null>(null);
  const size = computed({
    get: () => setSize.value ?? Math.max(2, Math.round((loaded.value?.photograph?.width ?? 0) / 20)),
    set: (to) => (setSize.value = to),
  });
  // by value: what the studio tells anew is no other photograph
  watch([tool, partId, () => photograph.value.width, () => photograph.value.height], () => (line.value = null));
  watch([isOwn, isPart], () => {
    chosen.value = null;
    drawn.value = [];
    if (!canUse(tool.value)) tool.value = isPart.value ? 'brush' : 'select';
  });
  watch(part, () => {
    if (scope.value !== 'product') chosen.value = null;
  });
  watch(tool, () => {
    drawn.value = [];
    // A scale is that of photographs of the usual size.
    if (tool.value === 'measure' && part.value?.width !== loaded.value?.photograph?.width) partId.value = null;
  });
  watch(draft, (zones) => {
    if (chosen.value && !zoneAt(zones, chosen.value)) chosen.value = null;
  });

  /** Takes what is drawn as a zone; with no corner yet, a rectangle in the middle. */
  function close(): void {
    const polygon = drawn.value.length === 0 ? middleRectangle : drawn.value;
    if (polygon.length < 3) return;
    const { zones, place } = addZone(draft.value, tool.value as Kind, polygon);
    draft.value = zones;
    tool.value = 'select';
    chosen.value = place;
  }
  function giveUp(): void {
    if (drawn.value.length > 0) drawn.value = [];
    else if (isPart.value) scope.value = 'product';
    else if (tool.value === 'select') leave();
    else tool.value = 'select';
  }
  return { tool, chosen, drawn, size, close, giveUp };
}
