import { type Ref, ref, shallowRef, watch } from 'vue';
import type { Place } from '#shared/vision/labeling/brush.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { MaskTiles } from '../../canvas/maskTiles.ts';
import { type BrushEasel, createBrushTool, nextSize } from '../../canvas/tools/brushTool.ts';
import type { CanvasTool } from '../../canvas/tools/toolbox.ts';
import { type TopThings, drawTop } from './drawTop.ts';
import { type Draft, type Easel, createClickTool, createFormTool } from './paintTools.ts';
import { createPolygonTool } from './polygonTool.ts';
import type { LabelTool } from './tools.ts';
import type { Painter } from './usePainter.ts';
import type { Part } from './usePart.ts';
import { type PaintStage, usePaintStage } from './usePaintStage.ts';
import { useRegions } from './useRegions.ts';

/**
 * The canvas with the tool in hand.
 * @param isHiding all masks are hidden for as long as it holds
 * @param overlay what the detector proposes, and a click on it
 * @param part where the part is, which brush and eraser correct while it is in hand
 */
export function useCanvasTools(
  host: Ref<HTMLElement | null>,
  painter: Painter,
  isHiding: Ref<boolean>,
  overlay: { proposal(): Path2D | null; acceptAt(at: Place): void },
  part: Part,
) {
  const tool = ref<LabelTool>('brush');
  const size = ref(32);
  const hovered = shallowRef<Place | null>(null);
  const cross = shallowRef<Place | null>(null);
  const regions = useRegions(painter, () => stage.redrawTop());
  let draft: Draft | null = null;
  const stage = usePaintStage(host, {
    drawMasks(...on) {
      if (!isHiding.value && !drawLayers(painter, part, ...on)) requestAnimationFrame(stage.redrawMasks);
    },
    drawTop: (context, unit) => drawTop(context, unit, things()),
    hover(at) {
      hovered.value = at;
      if (at) cross.value = null;
      stage.redrawTop();
    },
    wheel: (direction) => void (size.value = nextSize(size.value, direction)),
    doubleClick: () => void (tool.value === 'polygon' && polygon.close()),
  });
  const things = (): TopThings => ({
    ...{ draft, cross: cross.value, region: regions.region.value },
    ring: ringAt(cross.value ?? hovered.value, tool.value, size.value),
    ...{ corners: polygon.corners(), chosen: polygon.chosen() },
    proposal: isHiding.value ? null : overlay.proposal(),
  });
  const easel = easelOf(painter, stage, { size: () => size.value, recorded: () => regions.take(null) });
  const polygon = createPolygonTool(easel, () => 1 / stage.scale.value);
  const made: Tools = {
    ...formTools(easel, (now) => void (draft = now)),
    ...clickTools(painter, stage, { choose: regions.choose, acceptAt: overlay.acceptAt }),
    polygon,
  };
  const hand = useHand({ tool, size, part, stage, made }, () => {
    polygon.drop();
    stage.redrawTop();
  });

  watch(painter.open, (open, before) => {
    if (open && open !== before) {
      stage.setPicture(open.loaded.picture);
      polygon.drop();
      regions.take(null);
      hand.use(tool.value);
    }
    stage.redrawMasks();
  });
  watch(part.isInHand, (isPart) => isPart && regions.take(null));
  watch([isHiding, painter.hidden], stage.redrawMasks, { deep: true });
  watch([isHiding, size, tool], stage.redrawTop);
  return { stage, tool, size, cross, polygon, ...hand, ...regions };
}

type Tools = Readonly<Record<LabelTool, CanvasTool>>;

interface HandSources {
  tool: Ref<LabelTool>;
  size: Ref<number>;
  part: Part;
  stage: PaintStage;
  made: Tools;
}

/**
 * Takes tools in hand. While that is the part, brush and eraser are for it, and there are no others.
 * @param given how another tool is shown
 */
function useHand({ tool, size, part, stage, made }: HandSources, given: () => void) {
  const ofPart = brushTools(part.easel({ toPicture: stage.toPicture, size: () => size.value }));
  const canUse = (which: LabelTool): boolean => !part.isInHand.value || isBrush(which);
  /** The tool before the detector: what its proposal is corrected with. */
  let before: LabelTool = 'brush';
  function use(next: LabelTool): void {
    if (!canUse(next)) return;
    if (tool.value !== 'detector') before = tool.value;
    tool.value = next;
    stage.choose(part.isInHand.value && isBrush(next) ? ofPart[next] : made[next]);
    given();
  }
  watch(part.isInHand, () => use(canUse(tool.value) ? tool.value : 'brush'));
  watch(part.painted, () => void (part.isInHand.value && stage.toolbox.cancel())); // another area may be under the brush now
  watch([part.isShown, part.isInHand], stage.redrawMasks);
  return { use, canUse, putDetectorDown: () => use(before) };
}

/** Draws all masks that are not hidden. @returns false where that takes more frames */
function drawLayers(painter: Painter, part: Part, ...on: Parameters<MaskTiles['draw']>): boolean {
  let isWhole = !part.isShown.value || part.draw(...on);
  for (const { kind, tiles } of painter.open.value?.layers.values() ?? []) {
    if (!painter.hidden.value.has(kind)) isWhole = tiles.draw(...on) && isWhole;
  }
  return isWhole;
}

const isBrush = (tool: LabelTool): tool is 'brush' | 'eraser' => tool === 'brush' || tool === 'eraser';

/** The ring of a brush, where the pointer is. */
const ringAt = (at: Place | null, tool: LabelTool, size: number): TopThings['ring'] =>
  at && isBrush(tool) ? { at, size } : null;

function easelOf(
  painter: Painter,
  stage: PaintStage,
  { size, recorded }: { size: () => number; recorded: () => void },
): Easel {
  return {
    ...{ size, toPicture: stage.toPicture, layer: painter.layer, changed: painter.changed, hold: painter.hold },
    record(layer, of, stroke) {
      painter.record(layer, of, stroke);
      recorded();
    },
    redraw: stage.redrawTop,
  };
}

const brushTools = <L extends { mask: Mask }>(easel: BrushEasel<L>) => ({
  brush: createBrushTool(easel, 'brush'),
  eraser: createBrushTool(easel, 'eraser'),
});

const formTools = (easel: Easel, draw: (draft: Draft | null) => void) => ({
  ...brushTools(easel),
  box: createFormTool(easel, 'box', draw),
  ellipse: createFormTool(easel, 'ellipse', draw),
});

/** Tools that act where the pointer goes down. */
function clickTools(
  painter: Painter,
  { toPicture }: PaintStage,
  { choose, acceptAt }: { choose(at: Place): void; acceptAt(at: Place): void },
) {
  return {
    select: createClickTool((at) => choose(toPicture(at))),
    detector: createClickTool((at) => acceptAt(toPicture(at))),
    wand: createClickTool((at) => {
      const [x, y] = toPicture(at);
      painter.flood(Math.floor(x), Math.floor(y));
    }),
  };
}
export type CanvasTools = ReturnType<typeof useCanvasTools>;
