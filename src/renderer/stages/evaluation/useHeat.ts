import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { mapUrl } from '#shared/contract/studio.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { colourMap, contour } from '#shared/vision/heatmap.ts';
import type { FloatMap, Sides } from '#shared/vision/raster.ts';
import { ByteCache } from '../../canvas/byteCache.ts';
import { canvasOfRgba, pathOf } from '../../canvas/pixels.ts';
import { explain, fetchMap } from '../../client/studio.ts';

/** A part's map in the heatmap's colours, on the scale 0–1 that all parts of a run share. */
export interface Heat {
  canvas: HTMLCanvasElement;
  shape: Sides;
  /** Around the pixels that count as anomalous. */
  line: Path2D;
  /** Where the map is highest, in map pixels, and how high. */
  spot: { x: number; y: number; value: number };
}

function hotSpot({ width, data }: FloatMap): Heat['spot'] {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[at]!) at = i;
  return { x: at % width, y: Math.floor(at / width), value: data[at]! };
}

/** Which heatmap: `version` changes when the run is evaluated again and its maps are other ones. */
export interface WantedHeat {
  product: string;
  run: string;
  version: string;
  image: number;
  pixelLimit: number;
}

/** Heatmaps seen last: a drag of a limit reorders the gallery many times a second with the same few parts. */
const kept = new ByteCache<Heat>(96 * 2 ** 20);

/** Bytes of a heatmap's canvas, RGBA. */
const bytesOf = ({ shape }: Heat): number => 4 * shape.width * shape.height;

async function loadHeat({ product, run, image, pixelLimit }: WantedHeat, signal: AbortSignal): Promise<Heat> {
  const map = await fetchMap(mapUrl(product, run, image), signal);
  const canvas = canvasOfRgba(new Uint8ClampedArray(colourMap(map).data), map);
  const shape = { width: map.width, height: map.height };
  return { canvas, shape, line: pathOf(contour(map, pixelLimit)), spot: hotSpot(map) };
}

/** The heatmap of a part; the newest asked for wins, and what is no longer wanted is not fetched to its end. */
export function useHeat(wanted: () => WantedHeat): {
  heat: Ref<Heat | null>;
  error: Ref<FlawsmithError | null>;
} {
  const heat = shallowRef<Heat | null>(null);
  const error = shallowRef<FlawsmithError | null>(null);
  let stop = new AbortController();
  watch(
    () => Object.values(wanted()).join(),
    async (key) => {
      stop.abort();
      const mine = (stop = new AbortController());
      try {
        const loaded = kept.get(key) ?? (await loadHeat(wanted(), mine.signal));
        kept.set(key, loaded, bytesOf(loaded));
        if (mine !== stop) return;
        heat.value = loaded;
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
