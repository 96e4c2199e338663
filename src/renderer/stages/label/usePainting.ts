import { type ShallowRef, ref, triggerRef, watch } from 'vue';
import type { Box } from '#shared/vision/labeling/box.ts';
import { type Stroke, beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { floodOf, paintMask } from '#shared/vision/labeling/wand.ts';
import { clear, fillHoles, growByPixel, invert } from '#shared/vision/labeling/whole.ts';
import type { DoneStroke, LabelPicture, Layer } from './labelPicture.ts';
import type { useKinds } from './useKinds.ts';

export const wholeEdits = {
  holes: fillHoles,
  invert,
  clear,
  grow: (stroke: Stroke): Box | null => growByPixel(stroke, 'grow'),
  shrink: (stroke: Stroke): Box | null => growByPixel(stroke, 'shrink'),
} as const;

/** Milliseconds for which the row of a locked layer shows that it was painted on. */
const blinkMs = 400;

/** What is done to the layer in hand of the picture that is open. @param redraw shows the masks anew */
export function usePainting(
  open: ShallowRef<LabelPicture | null>,
  { kind, locked }: ReturnType<typeof useKinds>,
  redraw: () => void,
) {
  /** Row of the layer that was painted on though it is locked. */
  const blinking = ref<string | null>(null);
  const tolerance = ref(12);
  /** Of the wand's last stroke, while it is the last: it follows the tolerance. */
  let seed: { x: number; y: number; picture: LabelPicture; kind: string } | null = null;

  function layer(): Layer | null {
    if (!open.value) return null;
    if (!locked.value.has(kind.value)) return open.value.layer(kind.value);
    blinking.value = kind.value;
    setTimeout(() => (blinking.value = null), blinkMs);
    return null;
  }
  function changed({ tiles }: Layer, box: Box | null): void {
    tiles.update(box);
    redraw();
  }
  function record({ kind: of }: Layer, tool: DoneStroke['tool'], stroke: Stroke): void {
    const patch = endStroke(stroke);
    if (patch) open.value?.record(of, tool, patch);
    if (tool !== 'wand') seed = null;
    triggerRef(open);
  }
  function edit(tool: keyof typeof wholeEdits): void {
    const on = layer();
    if (!on) return;
    const stroke = beginStroke(on.mask);
    changed(on, wholeEdits[tool](stroke));
    record(on, tool, stroke);
  }
  function flood(x: number, y: number): void {
    const on = layer();
    if (!on || !open.value) return;
    const stroke = beginStroke(on.mask);
    changed(on, paintMask(stroke, floodOf(open.value.colours, x, y, tolerance.value), true));
    record(on, 'wand', stroke);
    seed = { x, y, picture: open.value, kind: kind.value };
  }
  /** The wand's last stroke is taken back and made anew. */
  watch(tolerance, () => {
    const from = seed;
    if (!from || open.value !== from.picture || kind.value !== from.kind) return;
    open.value.undo();
    flood(from.x, from.y);
  });
  function step(way: 'undo' | 'redo'): void {
    seed = null;
    open.value?.[way]();
    redraw();
    triggerRef(open);
  }
  return {
    ...{ blinking, tolerance, layer, changed, record, edit, flood },
    undo: () => step('undo'),
    redo: () => step('redo'),
  };
}
