import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { type TwoLimits, verdictOf } from '#shared/domain/limits.ts';
import { clearBelowOf, colourMap, contour, onScoreScale } from '#shared/vision/heatmap.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { canvasOfRgba, pathOf } from '../../canvas/pixels.ts';
import { fetchMap } from '../../client/studio.ts';

/** A map over the whole photograph on the scale of scores, in the heatmap's colours. */
export interface TriedHeat {
  canvas: HTMLCanvasElement;
  shape: Sides;
  /** Around what reaches the accept limit; null for a part that does not, so that map and verdict never contradict each other. */
  line: Path2D | null;
}

/**
 * The heatmap at an address; the newest asked for wins, and none is shown until it is there.
 * @param judged the part's score and the limits of its package
 */
export function useTriedHeat(
  url: () => string | null,
  judged: () => { score: number; limits: TwoLimits },
): Ref<TriedHeat | null> {
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
      const { score, limits } = judged();
      const scaled = onScoreScale(map, score).map;
      const { data } = colourMap(scaled, { clearBelow: clearBelowOf(limits.acceptLimit) });
      heat.value = {
        canvas: canvasOfRgba(new Uint8ClampedArray(data), map),
        shape: { width: map.width, height: map.height },
        line: verdictOf(score, limits) === 'ok' ? null : pathOf(contour(scaled, limits.acceptLimit)),
      };
    },
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
  return heat;
}
