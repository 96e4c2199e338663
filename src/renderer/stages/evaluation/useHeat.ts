import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { colourMap, onScoreScale } from '#shared/vision/heatmap.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { ByteCache } from '#shared/byteCache.ts';
import { canvasOfRgba } from '../../canvas/pixels.ts';
import { explain, fetchMap } from '../../client/studio.ts';

/** A part's map on the scale of scores, in the heatmap's colours: the scale 0–1 that all parts of a run share. */
export interface Heat {
  canvas: HTMLCanvasElement;
  map: FloatMap;
  /** Where the map is highest, in map pixels. */
  spot: { x: number; y: number };
}

/** Which heatmap: `version` changes when the run is evaluated again and its maps are other ones; `map` is its address. */
export interface WantedHeat {
  map: string | null;
  score: number;
  version: string;
  /** Scores below this are nearly clear, the same for all parts of a run: a good part looks like a photograph. */
  clearBelow: number;
}

/** Heatmaps seen last: a drag of a limit reorders the gallery many times a second with the same few parts. */
const kept = new ByteCache<Heat>(128 * 2 ** 20);

/** Bytes of a heatmap's canvas, RGBA, and of its map. */
const bytesOf = ({ map }: Heat): number => 8 * map.width * map.height;

async function loadHeat({ map: address, score, clearBelow }: WantedHeat, signal: AbortSignal): Promise<Heat> {
  const scaled = onScoreScale(await fetchMap(address!, signal), score);
  const { data } = colourMap(scaled.map, { clearBelow });
  return { canvas: canvasOfRgba(new Uint8ClampedArray(data), scaled.map), ...scaled };
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
        if (wanted().map === null) return void (heat.value = error.value = null);
        const loaded = kept.get(key) ?? (await loadHeat(wanted(), mine.signal));
        kept.set(key, loaded, bytesOf(loaded));
        if (mine !== stop) return;
        heat.value = loaded;
        error.value = null;
      } catch (thrown) {
        const meaning = explain(thrown);
        if (mine !== stop || meaning instanceof CancelledError) return;
        heat.value = null; // no other part's map over this one
        error.value = meaning;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
  return { heat, error };
}
