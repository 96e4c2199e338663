import type { Box } from '#shared/vision/labeling/box.ts';
import { type Place, sweepDisc } from '#shared/vision/labeling/brush.ts';
import { type Stroke, beginKeptStroke, cancelStroke } from '#shared/vision/labeling/stroke.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { CanvasTool, Point } from './toolbox.ts';

/** What a brush paints on. */
export interface BrushEasel<L extends { mask: Mask }> {
  /** In pixels of the mask. */
  toPicture(at: Point): Place;
  /** The layer in hand; null where there is none to paint on. */
  layer(): L | null;
  /** Of the brush, in pixels of the mask. */
  size(): number;
  changed(layer: L, box: Box | null): void;
  /** A stroke begins to be drawn on a mask, or has ended. */
  hold?(isHeld: boolean): void;
  /** Ends a stroke and keeps it, where it changed anything. */
  record(layer: L, tool: 'brush' | 'eraser', stroke: Stroke): void;
}

/** Sizes of the brush in the photograph's pixels. */
export const brushSizes = { low: 1, high: 1000 } as const;

/** A size that is a notch larger or smaller: by a pixel, from 10 on by a tenth. */
export function nextSize(size: number, direction: 1 | -1): number {
  const next = size + direction * Math.max(1, Math.round(size / 10));
  return Math.min(brushSizes.high, Math.max(brushSizes.low, next));
}

/** Where the last stroke on an easel ended, in pixels of its masks: Shift goes on from there, straight. */
const lastEnds = new WeakMap<object, Place>();

export function createBrushTool<L extends { mask: Mask }>(easel: BrushEasel<L>, tool: 'brush' | 'eraser'): CanvasTool {
  let work: { layer: L; stroke: Stroke; last: Place } | null = null;
  const sweep = (to: Place, pressure = 1): void => {
    if (!work) return;
    const radius = Math.max(0.5, (easel.size() * Math.max(0.1, pressure)) / 2);
    easel.changed(work.layer, sweepDisc(work.stroke, work.last, to, radius, tool === 'brush'));
    work.last = to;
  };
  return {
    mode: 'drawing',
    hitsShapes: false,
    enter(at) {
      const layer = easel.layer();
      if (!layer) return;
      const place = easel.toPicture(at);
      easel.hold?.(true);
      work = { layer, stroke: beginKeptStroke(layer.mask), last: (at.isStraight && lastEnds.get(easel)) || place };
      sweep(place, at.pressure);
    },
    move: (at) => sweep(easel.toPicture(at), at.pressure),
    complete() {
      if (!work) return;
      lastEnds.set(easel, work.last);
      easel.record(work.layer, tool, work.stroke);
      easel.hold?.(false);
      work = null;
    },
    cancel() {
      if (work) easel.changed(work.layer, cancelStroke(work.stroke));
      easel.hold?.(false);
      work = null;
    },
  };
}
