import type { Box } from '#shared/vision/labeling/box.ts';
import { type Place, sweepDisc } from '#shared/vision/labeling/brush.ts';
import { fillBox, fillEllipse } from '#shared/vision/labeling/shapes.ts';
import { type Stroke, beginStroke, cancelStroke } from '#shared/vision/labeling/stroke.ts';
import type { CanvasTool, Point } from '../../canvas/tools/toolbox.ts';
import type { DoneStroke, Layer } from './labelPicture.ts';

/** What tools paint on. */
export interface Easel {
  toPicture(at: Point): Place;
  /** The layer in hand; null where it is locked or no picture is open. */
  layer(): Layer | null;
  /** Of the brush, in the photograph's pixels. */
  size(): number;
  changed(layer: Layer, box: Box | null): void;
  /** Ends a stroke and keeps it, where it changed anything. */
  record(layer: Layer, tool: DoneStroke['tool'], stroke: Stroke): void;
  /** Shapes that are not closed yet became other ones. */
  redraw(): void;
}

/** Where the last stroke of the brush ended: Shift goes on from there, straight. */
let lastEnd: Place | null = null;

export function createBrushTool(easel: Easel, tool: 'brush' | 'eraser'): CanvasTool {
  let work: { layer: Layer; stroke: Stroke; last: Place } | null = null;
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
      work = { layer, stroke: beginStroke(layer.mask), last: (at.isStraight && lastEnd) || place };
      sweep(place, at.pressure);
    },
    move: (at) => sweep(easel.toPicture(at), at.pressure),
    complete() {
      if (!work) return;
      lastEnd = work.last;
      easel.record(work.layer, tool, work.stroke);
      work = null;
    },
    cancel() {
      if (work) easel.changed(work.layer, cancelStroke(work.stroke));
      work = null;
    },
  };
}

/** A shape that is being drawn. */
export interface Draft {
  form: 'box' | 'ellipse';
  from: Place;
  to: Place;
}

export function createFormTool(easel: Easel, form: Draft['form'], draw: (draft: Draft | null) => void): CanvasTool {
  let work: { layer: Layer; draft: Draft; isSet: boolean } | null = null;
  const end = (): void => {
    work = null;
    draw(null);
    easel.redraw();
  };
  return {
    mode: 'drawing',
    hitsShapes: false,
    enter(at) {
      const layer = easel.layer();
      const place = easel.toPicture(at);
      if (layer) work = { layer, draft: { form, from: place, to: place }, isSet: !at.isTaken };
    },
    move(at) {
      if (!work) return;
      work.draft = { ...work.draft, to: easel.toPicture(at) };
      draw(work.draft);
      easel.redraw();
    },
    complete() {
      if (!work) return;
      const { layer, draft, isSet } = work;
      const stroke = beginStroke(layer.mask);
      const fill = form === 'box' ? fillBox : fillEllipse;
      easel.changed(layer, fill(stroke, draft.from, draft.to, isSet));
      easel.record(layer, form, stroke);
      end();
    },
    cancel: end,
  };
}

/** Does something once where the pointer goes down. */
export const createClickTool = (act: (at: Point) => void): CanvasTool => ({
  mode: 'drawing',
  hitsShapes: false,
  enter: act,
  move: () => undefined,
  complete: () => undefined,
  cancel: () => undefined,
});
