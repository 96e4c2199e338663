import { type ShallowRef, ref, triggerRef, watch } from 'vue';
import type { Box } from '#shared/vision/labeling/box.ts';
import { type Stroke, beginKeptStroke } from '#shared/vision/labeling/stroke.ts';
import { floodOf, paintMask } from '#shared/vision/labeling/wand.ts';
import type { WholeEdit, WholeTool } from '#shared/vision/labeling/wholeEdit.ts';
import type { DoneStroke, LabelPicture, Layer } from './labelPicture.ts';
import type { useKinds } from './useKinds.ts';

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
    open.value?.edits.finish(of, tool, stroke);
    if (tool !== 'wand') seed = null;
    triggerRef(open);
  }
  /** Does to the layer in hand what takes long, beside the page. @param done told how many pixels were marked */
  function whole(tool: DoneStroke['tool'], edit: WholeEdit, done?: (marked: number) => void): void {
    const on = layer();
    seed = null;
    if (on) open.value?.edits.whole(on.kind, tool, edit, done);
  }
  function flood(x: number, y: number): void {
    const on = layer();
    if (!on || !open.value) return;
    const stroke = beginKeptStroke(on.mask);
    changed(on, paintMask(stroke, floodOf(open.value.colours, x, y, tolerance.value), true));
    record(on, 'wand', stroke);
    seed = { x, y, picture: open.value, kind: kind.value };
  }
  /** The wand's last stroke is taken back and made anew. */
  watch(tolerance, () => {
    const from = seed;
    if (!from || open.value !== from.picture || kind.value !== from.kind) return;
    open.value.edits.turn('undo');
    flood(from.x, from.y);
  });
  function step(way: 'undo' | 'redo'): void {
    seed = null;
    open.value?.edits.turn(way);
    triggerRef(open);
  }
  return {
    ...{ blinking, tolerance, layer, changed, record, whole, flood },
    hold: (isHeld: boolean): void => open.value?.edits.hold(isHeld),
    edit: (tool: WholeTool) => whole(tool, { do: tool }),
    undo: () => step('undo'),
    redo: () => step('redo'),
  };
}
