import { computed, ref, watch } from 'vue';
import { shareOfPainted } from '#shared/domain/painted.ts';
import type { Place } from '#shared/vision/labeling/brush.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { MaskTiles } from '../../canvas/maskTiles.ts';
import { type PaintedLayer, blankLayer, createPaintedLayers, paintedEasel } from '../../canvas/paintedLayers.ts';
import type { BrushEasel } from '../../canvas/tools/brushTool.ts';
import { useSession } from '../../client/session.ts';
import { useForeground } from '../../ui/useForeground.ts';
import { type OwnSteps, useOwnSteps } from '../../ui/useUndo.ts';
import type { Painter } from './usePainter.ts';

/** Where the part is as it is drawn over the picture that is open, and painted on. @param redraw shows the masks anew */
function usePartLayer(foreground: ReturnType<typeof useForeground>, { open }: Painter, redraw: () => void) {
  const session = useSession();
  const { painted, grid } = foreground;
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--part-line').trim();
  const layers = createPaintedLayers();
  /** What is painted on where all of it was taken away. */
  let blank: PaintedLayer | null = null;
  watch(
    () => open.value?.id,
    () => (blank = null),
    { flush: 'sync' },
  );
  watch(painted, redraw);
  const layer = (): PaintedLayer | null => (painted.value ? layers.of(painted.value, colour) : blank);
  const inHand = (): PaintedLayer | null =>
    grid.value && !session.isLost ? (layer() ?? (blank = blankLayer(grid.value, colour))) : null;
  /** Cells for each pixel of the photograph, across and down. */
  function cells(): Place {
    const { width, height } = open.value?.loaded.picture ?? { width: 1, height: 1 };
    const sides: Sides = layer()?.mask ?? grid.value ?? { width, height };
    return [sides.width / width, sides.height / height];
  }
  return {
    /** @returns false where that takes more frames */
    draw: (...[context, placing, ratio]: Parameters<MaskTiles['draw']>): boolean =>
      layer()?.tiles.draw(context, { ...placing, scale: placing.scale / cells()[0] }, ratio) ?? true,
    /** What brush and eraser correct it on. @param on the canvas, in pixels of the photograph */
    easel: (on: Pick<BrushEasel<PaintedLayer>, 'toPicture' | 'size'>): BrushEasel<PaintedLayer> =>
      paintedEasel({
        ...{ redraw, layer: inHand, size: () => on.size() * cells()[0] },
        toPicture(at) {
          const [x, y] = on.toPicture(at);
          const [across, down] = cells();
          return [x * across, y * down];
        },
        painted(done) {
          const before = painted.value ?? undefined;
          foreground.paint(done.mask);
          layers.move(done, before, painted.value);
          blank = null;
        },
      }),
  };
}

/**
 * Where the part is in the picture that is open: a layer that is asked for once it is shown, and corrected as on the page of zones.
 * @param redraw shows the masks anew
 */
export function usePart(product: string, painter: Painter, redraw: () => void) {
  const session = useSession();
  const isShown = ref(false);
  const { isPart: isInHand, open } = painter;
  const foreground = useForeground(
    product,
    computed(() => (isShown.value ? (open.value?.id ?? null) : null)),
  );
  const { painted, isChanged, steps } = foreground;
  const names = new Map<number, string>();
  watch(open, (now) => now && names.set(now.id, now.loaded.label.image.name), { immediate: true });
  let saving = Promise.resolve();
  const put = (shown: boolean, held: boolean): void => void ([isShown.value, isInHand.value] = [shown, held]);
  return {
    ...foreground,
    ...usePartLayer(foreground, painter, redraw),
    ...{ isShown, isInHand, undo: steps.undo, redo: steps.redo },
    canUndo: (): boolean => steps.canUndo.value,
    canRedo: (): boolean => steps.canRedo.value,
    /** Of the picture; null where it is not known. */
    share: computed(() => (painted.value ? shareOfPainted(painted.value) : null)),
    canSave: computed(
      () => isChanged.value && foreground.faults.value.length === 0 && !foreground.isBusy.value && !session.isLost,
    ),
    /** Names of the pictures of which it was corrected and is not saved. */
    unsaved: computed(() => foreground.unsaved.value.map((id) => names.get(id) ?? '')),
    toggle: (): void => put(!isShown.value, false),
    correct: (): void => put(true, !isInHand.value),
    /** @returns false where it is not in hand */
    putDown(): boolean {
      const was = isInHand.value;
      isInHand.value = false;
      return was;
    },
    save: (): Promise<void> => (saving = foreground.save()),
    clear: (): Promise<void> => (saving = foreground.clear()),
    /** Waits for what is on its way. */
    settled: (): Promise<void> => saving,
  };
}
export type Part = ReturnType<typeof usePart>;

/** While this page is open, Undo and Redo are of its strokes; with the part in hand, of those on it, and with none of these the product's. */
export function useStrokeSteps({ undo, redo, open }: Painter, part: Part): void {
  const strokes: OwnSteps = {
    ...{ undo, redo },
    canUndo: () => (open.value?.done.length ?? 0) > 0,
    canRedo: () => (open.value?.undone.length ?? 0) > 0,
  };
  const now = (): OwnSteps => (part.isInHand.value ? part : strokes);
  useOwnSteps(
    {
      ...{ undo: () => now().undo(), redo: () => now().redo() },
      ...{ canUndo: () => now().canUndo(), canRedo: () => now().canRedo() },
    },
    () => !part.isInHand.value || part.canUndo() || part.canRedo(),
  );
}
