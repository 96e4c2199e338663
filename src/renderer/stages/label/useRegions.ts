import { shallowRef } from 'vue';
import type { Place } from '#shared/vision/labeling/brush.ts';
import { type Region, pixelsOfRegion, regionsOf } from '#shared/vision/labeling/regions.ts';
import { beginKeptStroke } from '#shared/vision/labeling/stroke.ts';
import { paintMask } from '#shared/vision/labeling/wand.ts';
import type { Painter } from './usePainter.ts';

/** A region of a layer that was chosen. */
export interface ChosenRegion extends Region {
  kind: string;
}

/** Choosing what hangs together on a layer. @param redraw shows anew which one is chosen */
export function useRegions(painter: Painter, redraw: () => void) {
  const region = shallowRef<ChosenRegion | null>(null);

  /** All regions that can be seen, layer by layer. */
  const regions = (): ChosenRegion[] =>
    [...(painter.open.value?.layers.values() ?? [])]
      .filter(({ kind }) => !painter.hidden.value.has(kind))
      .flatMap(({ kind, mask }) => regionsOf(mask).map((one) => ({ ...one, kind })));
  function take(next: ChosenRegion | null): void {
    region.value = next;
    if (next) painter.take(next.kind);
    redraw();
  }
  /** The region under a place: its layer is in hand then. */
  function choose([x, y]: Place): void {
    const isSet = (kind: string): boolean => {
      const mask = painter.open.value!.layers.get(kind)!.mask;
      return mask.data[Math.floor(y) * mask.width + Math.floor(x)]! > 127;
    };
    const isIn = (one: ChosenRegion): boolean =>
      x >= one.left && y >= one.top && x < one.left + one.width && y < one.top + one.height && isSet(one.kind);
    take(regions().find(isIn) ?? null);
  }
  function nextRegion(): boolean {
    const all = regions();
    if (all.length === 0) return false;
    const { value: now } = region;
    const at = all.findIndex((one) => now && one.kind === now.kind && one.left === now.left && one.top === now.top);
    take(all[(at + 1) % all.length]!);
    return true;
  }
  /** Takes the chosen region away. @returns false where none is chosen */
  function removeRegion(): boolean {
    const { value: now } = region;
    const layer = now && painter.layer();
    if (!now || !layer) return false;
    const stroke = beginKeptStroke(layer.mask);
    painter.changed(layer, paintMask(stroke, pixelsOfRegion(layer.mask, now), false));
    painter.record(layer, 'clear', stroke);
    take(null);
    return true;
  }
  return { region, take, choose, nextRegion, removeRegion };
}
