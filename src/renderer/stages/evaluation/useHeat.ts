import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { mapUrl } from '#shared/contract/studio.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { colourMap, contour } from '#shared/vision/heatmap.ts';
import { canvasOfRgba, pathOf } from '../../canvas/pixels.ts';
import { explain, fetchMap } from '../../client/studio.ts';

/** A part's map in the heatmap's colours, on the scale 0–1 that all parts of a run share. */
export interface Heat {
  canvas: HTMLCanvasElement;
  size: number;
  /** Around the pixels that count as anomalous. */
  line: Path2D;
  /** Where the map is highest, in map pixels, and how high. */
  spot: { x: number; y: number; value: number };
}

function hotSpot(data: Float32Array, size: number): Heat['spot'] {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[at]!) at = i;
  return { x: at % size, y: Math.floor(at / size), value: data[at]! };
}

/** The heatmap of a part; the newest asked for wins, and what is no longer wanted is not fetched to its end. */
export function useHeat(wanted: () => { product: string; run: string; image: number; pixelLimit: number }): {
  heat: Ref<Heat | null>;
  error: Ref<FlawsmithError | null>;
} {
  const heat = shallowRef<Heat | null>(null);
  const error = shallowRef<FlawsmithError | null>(null);
  let stop = new AbortController();
  watch(
    () => Object.values(wanted()).join(),
    async () => {
      stop.abort();
      const mine = (stop = new AbortController());
      const { product, run, image, pixelLimit } = wanted();
      try {
        const { size, data } = await fetchMap(mapUrl(product, run, image), mine.signal);
        if (mine !== stop) return;
        const map = { width: size, height: size, data };
        const canvas = canvasOfRgba(new Uint8ClampedArray(colourMap(map).data), size);
        heat.value = { canvas, size, line: pathOf(contour(map, pixelLimit)), spot: hotSpot(data, size) };
        error.value = null;
      } catch (thrown) {
        const meaning = explain(thrown);
        if (mine === stop && !(meaning instanceof CancelledError)) error.value = meaning;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
  return { heat, error };
}
