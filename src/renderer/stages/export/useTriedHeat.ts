import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { colourMap, contour } from '#shared/vision/heatmap.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { canvasOfRgba, pathOf } from '../../canvas/pixels.ts';
import { fetchMap } from '../../client/studio.ts';

/** A map over the whole photograph, in the heatmap's colours. */
export interface TriedHeat {
  canvas: HTMLCanvasElement;
  shape: Sides;
  /** Around what counts as anomalous. */
  line: Path2D;
}

/** The heatmap at an address; the newest asked for wins, and none is shown until it is there. */
export function useTriedHeat(url: () => string | null, pixelLimit: () => number): Ref<TriedHeat | null> {
  const heat = shallowRef<TriedHeat | null>(null);
  let stop = new AbortController();
  watch(
    url,
    async (wanted) => {
      stop.abort();
      const mine = (stop = new AbortController());
      heat.value = null;
      if (wanted === null) return;
      const map = await fetchMap(wanted, mine.signal).catch(() => null); // the photograph and the verdict stand without it
      if (map === null || mine !== stop) return;
      const canvas = canvasOfRgba(new Uint8ClampedArray(colourMap(map).data), map);
      heat.value = {
        canvas,
        shape: { width: map.width, height: map.height },
        line: pathOf(contour(map, pixelLimit())),
      };
    },
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
  return heat;
}
